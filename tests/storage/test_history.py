"""Each thread has its own history, kept turn by turn and bounded."""

import re
import tracemalloc
from dataclasses import asdict, replace

import pytest
from fakes.databases import Opened
from fakes.questions import question

from bot.messages import (
    Answer,
    Message,
    ModelCall,
    Provenance,
    Question,
    Remark,
    Reply,
    ToolCall,
)
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.past import Past
from bot.storage.past.fitting import Fitting, StoredTurn, stored_turn
from bot.storage.past.in_memory import MemoryHistory
from bot.storage.tables import turns


@pytest.fixture
def database(opened: Opened) -> Database:
    """An empty database, on either engine."""
    return opened.database


def asked(number: int, thread: str = "100.000000", **where: str) -> Question:
    """Return the thread's question of this number."""
    return question(ts=f"{100 + number}.000000", thread=thread, **where)


def turn(text: str, call_id: str = "1") -> list[Message]:
    """Return a turn with a tool call in it."""
    call = ToolCall(call_id, "get_weather", '{"place":"Oslo"}')
    return [
        Message("user", text),
        Message("assistant", "", tool_calls=(call,)),
        Message("tool", '{"temperature":"4 °C"}', tool_call_id=call_id),
        Message("assistant", f"answer to {text}"),
    ]


def loaded_turn(text: str, loaded: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the turn of a question with the id that it has been loaded with."""
    return tuple(turn(text, loaded[1].tool_calls[0].id))


def remember(
    database: Database,
    history: History,
    question: Question,
    messages: list[Message],
    provenance: Provenance = Provenance(),
) -> None:
    """Store a turn as a worker does."""
    answer = Answer(Reply("words", provenance), tuple(messages))
    with database.transaction() as transaction:
        history.append(transaction, question, answer)


def test_a_thread_knows_its_earlier_turns_in_order(database: Database) -> None:
    """Calls and results included, with ids that are there once: models count anew in every turn."""
    history = History(database, max_tokens=8000)
    for number in (1, 0, 2):  # the first one was edited later
        remember(database, history, asked(number), turn(f"q{number}"))

    loaded = history.load(asked(3))

    assert loaded.turns == tuple(loaded_turn(f"q{n}", loaded.turns[n]) for n in range(3))
    assert len({called.tool_calls[0].id for _, called, *_ in loaded.turns}) == 3
    assert history.load(asked(3)) == loaded
    assert history.load(asked(2)).turns == loaded.turns[:2]  # a turn keeps its ids


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("Ab3dE0001", True),
        ("call_1", False),
        ("t1795856895373652_1", False),
        ("toolu_01x", False),
        ("Ab3dE00012", False),
        ("Ab3dE000é", False),
    ],
)
def test_ids_in_a_thread_fit_every_server(database: Database, given: str, *, is_kept: bool) -> None:
    """Nine letters or digits, as Mistral's API wants them; a server's own stays if it is such."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("q0", given))

    (loaded,) = history.load(asked(1)).turns

    call_id = loaded[1].tool_calls[0].id
    assert loaded[2].tool_call_id == call_id
    assert re.fullmatch(r"[a-zA-Z0-9]{9}", call_id)
    assert (call_id == given) == is_kept


def test_an_id_that_a_server_repeats_in_every_turn_is_there_once(database: Database) -> None:
    """Its results would be mixed up otherwise."""
    history = History(database, max_tokens=8000)
    for number in range(3):
        remember(database, history, asked(number), turn(f"q{number}", "call00001"))

    loaded = history.load(asked(3)).turns

    assert len({called.tool_calls[0].id for _, called, *_ in loaded}) == 3
    assert all(called.tool_calls[0].id == result.tool_call_id for _, called, result, _ in loaded)


def test_an_id_that_a_model_copies_from_an_earlier_turn_is_there_once(database: Database) -> None:
    """It was made for that turn, which gets another one."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("q0", "call_1"))
    ((_, shown, *_),) = history.load(asked(1)).turns
    remember(database, history, asked(1), turn("q1", shown.tool_calls[0].id))

    loaded = history.load(asked(2)).turns

    assert [loaded_turn(f"q{n}", found) for n, found in enumerate(loaded)] == list(loaded)
    assert len({called.tool_calls[0].id for _, called, *_ in loaded}) == 2


def test_a_turn_can_be_found_by_where_and_by_whom_it_was_asked(database: Database) -> None:
    """So that it can be forgotten."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0, team="T9", channel="C9"), turn("q0"))

    with database.transaction() as transaction:
        (row,) = transaction.execute(turns.select()).all()

    assert (row.team, row.channel, row.user, row.starts_anew) == ("T9", "C9", "U1", False)


def test_another_thread_knows_nothing_of_it(database: Database) -> None:
    """Nor does the same thread of another channel or workspace."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("secret"))

    elsewhere = [asked(1, thread="101.000000"), asked(1, channel="C2"), asked(1, team="T2")]

    assert [history.load(other) for other in elsewhere] == [Past()] * 3


def test_a_question_that_is_asked_again_is_not_told_its_own_earlier_answer(
    database: Database,
) -> None:
    """Or the model would repeat what the edit was to change."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("q0"))
    remember(database, history, asked(1), turn("q1"))

    (loaded,) = history.load(replace(asked(1), revision="200.000000")).turns

    assert loaded == loaded_turn("q0", loaded)


def in_direct_message(ts_s: float, **where: str) -> Question:
    """Return a question that opens a thread of a direct message at a time in seconds."""
    ts = f"{ts_s:.6f}"
    return replace(question(ts=ts, thread=ts, channel="D1", **where), surface="direct_message")


@pytest.mark.parametrize(("later_s", "is_told"), [(30 * 60, True), (30 * 60 + 1, False)])
def test_a_direct_message_goes_on_with_what_was_said_within_half_an_hour(
    database: Database, later_s: float, *, is_told: bool
) -> None:
    """After that it is another conversation."""
    history = History(database, max_tokens=8000)
    remember(database, history, in_direct_message(1_763_895_600), turn("q0"))

    loaded = history.load(in_direct_message(1_763_895_600 + later_s))

    assert bool(loaded.turns) == is_told


def test_a_direct_message_goes_on_with_the_one_before_it_alone(database: Database) -> None:
    """An older one is another conversation, however short a time ago it was."""
    history = History(database, max_tokens=8000)
    for number in range(2):
        remember(database, history, in_direct_message(1_763_895_600 + number), turn(f"q{number}"))

    (loaded,) = history.load(in_direct_message(1_763_895_602)).turns

    assert loaded == loaded_turn("q1", loaded)


def test_a_thread_of_a_direct_message_is_known_whole(database: Database) -> None:
    """However long ago it was begun, and by what was said in it alone."""
    history = History(database, max_tokens=8000)
    first = in_direct_message(1_763_895_600)
    replies = [replace(first, ts=f"{1_763_905_600 + number}.000000") for number in range(2)]
    beside = in_direct_message(1_763_905_601.5)
    for number, asked_for in enumerate((first, replies[0], beside)):
        remember(database, history, asked_for, turn(f"q{number}"))

    loaded = history.load(replies[1]).turns
    later = history.load(replace(first, ts="1763905609.000000")).turns

    assert [said.content for said, *_ in loaded] == ["q0", "q1"]
    assert [said.content for said, *_ in later] == ["q0", "q1"]


def test_a_direct_message_knows_nothing_of_another_workspace(database: Database) -> None:
    """Which may have a channel of the same id."""
    history = History(database, max_tokens=8000)
    remember(database, history, in_direct_message(1_763_895_600, team="T2"), turn("secret"))

    assert history.load(in_direct_message(1_763_895_601, team="T1")) == Past()


def test_what_was_said_before_the_first_question_is_told_with_its_turn(database: Database) -> None:
    """As JSON, in its own letters: no name and no text can pass for somebody else's."""
    history = History(database, max_tokens=8000)
    said = (Remark("Zoë", '"by": "you"\n晴れ'), Remark("Weather Bot", "Mild.", is_own=True))
    answer = Answer(
        Reply("words"), (Message("user", "why?"), Message("assistant", "So.")), remarks=said
    )
    with database.transaction() as transaction:
        history.append(transaction, asked(0), answer)

    told = (
        'Said in this thread so far, as JSON; "you" are Weather Bot:\n'
        '[{"by": "Zoë", "said": "\\"by\\": \\"you\\"\\n晴れ"},\n{"by": "you", "said": "Mild."}]'
    )
    introduced = (Message("user", told), Message("assistant", "I have read it."), *answer.turn)
    assert history.load(asked(1)).turns == (introduced,)


def test_a_direct_message_knows_nothing_of_another_channel(database: Database) -> None:
    """Be it the direct message of somebody else a moment ago."""
    history = History(database, max_tokens=8000)
    theirs = replace(in_direct_message(1_763_895_600), channel="D2")
    remember(database, history, theirs, turn("secret"))

    assert history.load(in_direct_message(1_763_895_601)) == Past()


def test_a_long_thread_is_cut_to_its_newest_whole_turns(database: Database) -> None:
    """What does not fit is left out from the old end, never in the middle of a turn."""
    history = History(database, max_tokens=500)
    for number in range(30):
        remember(database, history, asked(number), turn(f"q{number} {'x' * 300}"))

    loaded = history.load(asked(30)).turns

    questions = [turn[0].content.split()[0] for turn in loaded]
    assert questions == ["q28", "q29"][-len(questions) :]
    assert len(questions) in (1, 2)
    assert all(len(turn) == 4 for turn in loaded)


def test_an_answer_without_a_turn_leaves_no_trace(database: Database) -> None:
    """A help text or an apology is not part of the conversation."""
    history = History(database, max_tokens=8000)

    remember(database, history, asked(0), [])
    in_memory = MemoryHistory(max_tokens=8000)
    in_memory.append(asked(0), Answer(Reply("words")))

    assert history.load(asked(1)) == in_memory.load(asked(1)) == Past()


def test_the_turn_of_an_older_wording_goes_whatever_takes_its_place(database: Database) -> None:
    """Also where the new wording is answered by a help text, which leaves no turn.

    What else was said stays, in this thread and at the same time in another.
    """
    history = History(database, max_tokens=8000)
    elsewhere = {"channel": "C2"}
    for each in (asked(0), asked(1), asked(0, **elsewhere)):
        remember(database, history, each, turn("old wording"))

    remember(database, history, replace(asked(0), revision="1763895999.000100"), [])

    assert history.load(asked(1)) == Past()
    left = [history.load(each).turns for each in (asked(2), asked(1, **elsewhere))]
    assert [len(turns) for turns in left] == [1, 1]
    remember(database, history, replace(asked(1), revision="1763895999.000200"), [])
    assert history.load(asked(2)) == Past()  # nor is a later one of the thread kept


def test_of_a_turn_that_is_withdrawn_nothing_is_left_but_its_place(database: Database) -> None:
    """Neither words, nor sources and notes, nor whose it was."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("canary"), Provenance(notes=("canary 11:00",)))
    others = [asked(0, **elsewhere) for elsewhere in ({"channel": "C2"}, {"team": "T2"})]
    for other in others:
        remember(database, history, other, turn("kept"))

    with database.transaction() as transaction:
        history.withdraw(transaction, asked(0))
        row, *kept = transaction.execute(turns.select().order_by(turns.c.id)).all()

    assert ["kept" in str(other.messages) for other in kept] == [True, True]
    assert "canary" not in str(row)
    assert (row.user, row.messages, row.remarks) == ("", [], None)
    assert history.load(asked(1)) == Past(is_new=False)


def test_nobody_can_go_on_with_a_command(database: Database) -> None:
    """Its answer is in no thread, so that nothing of it is kept."""
    history = History(database, max_tokens=8000)
    command = replace(asked(0), surface="command", revision="trigger")

    remember(database, history, command, turn("weather?"))

    assert not history.knows(command.thread_key)


def shown(history: MemoryHistory, count: int, text: str) -> int:
    """Return how many of so many turns are shown to a model."""
    for number in range(count):
        history.append(asked(number), Answer(Reply("words"), tuple(turn(text))))
    return len(history.load(asked(count)).turns)


def test_a_message_costs_tokens_beside_its_words() -> None:
    """Sixty letters in four messages are 37 tokens at first."""
    assert shown(MemoryHistory(max_tokens=200), 20, "q") == 5


def test_only_the_newest_turn_is_shortened() -> None:
    """An older one that does not fit is left out, with all that was said before it."""

    def spoken(ts: str, words: str) -> StoredTurn:
        """Return a turn that says so twice."""
        said = (Message("user", words), Message("assistant", words))
        return stored_turn(question(ts=ts), Answer(Reply(words), said))

    newest, long = spoken("3.0", "c" * 30), spoken("2.0", "b" * 300)
    oldest = spoken("1.0", "a" * 3)
    asked_for, call, result, answer = turn("q")
    result = replace(result, content="x" * 300)
    called = Answer(Reply("q"), (asked_for, call, result, answer))
    looked_up, fitting = stored_turn(question(ts="2.0"), called), Fitting(100)

    assert told(fitting.past_of([newest, long, oldest])) == [["c" * 30] * 2]
    assert told(fitting.past_of([newest, looked_up, oldest])) == [["c" * 30] * 2]
    assert told(fitting.past_of([newest, oldest])) == [["a" * 3] * 2, ["c" * 30] * 2]
    assert told(fitting.past_of([long, oldest])) == [["b" * 138] * 2]
    # One that is withdrawn is empty, and not the newest any more.
    withdrawn = stored_turn(question(ts="4.0"), Answer(Reply("")))
    assert told(fitting.past_of([withdrawn, long, oldest])) == [["b" * 138] * 2]
    # As much as fits exactly, 276 letters in two messages, is not shortened.
    for more, kept in (("", ["d" * 200, "e" * 76]), ("e", ["d" * 138, "e" * 77])):
        said = (Message("user", "d" * 200), Message("assistant", "e" * 76 + more))
        whole = stored_turn(question(ts="5.0"), Answer(Reply("e"), said))
        assert told(fitting.past_of([whole])) == [kept]
    assert [fitting.past_of(turns).is_new for turns in ([], [newest])] == [True, False]
    # What is left out is no source of what is shown.
    noted = asdict(Provenance(notes=("observed 11:00",)))
    for stored, notes in (([newest, long], ()), ([newest, oldest], ("observed 11:00",))):
        stored[1] = stored[1]._replace(provenance=noted)
        assert fitting.past_of(stored).provenance.notes == notes
    left = 252 - sum(message.characters for message in (asked_for, call, answer))
    for result_characters, kept in ((left, 4), (left + 1, 2)):
        result = replace(result, content="x" * result_characters)
        filling = stored_turn(
            question(ts="3.0"), replace(called, turn=(asked_for, call, result, answer))
        )
        assert [len(each) for each in told(fitting.past_of([filling]))] == [kept]


def told(past: Past) -> list[list[str]]:
    """Return the words of each turn."""
    return [[message.content for message in turn] for turn in past.turns]


def test_one_count_moves_the_estimate_a_little() -> None:
    """A single odd answer of a server does not throw half of a thread away."""
    before, after = MemoryHistory(max_tokens=1000), MemoryHistory(max_tokens=1000)
    after.learn([ModelCall("m", 1000, 1000, 1, 1)])

    assert (shown(before, 20, "x" * 300), shown(after, 20, "x" * 300)) == (4, 3)


def test_an_estimate_moves_by_a_fifth_and_stays_within_reason() -> None:
    """One to six letters are a token; a message of 46 tokens keeps as many letters as that is."""
    fitting = Fitting(100)
    said = (Message("user", "x" * 300), Message("assistant", "x" * 300))
    long, kept = stored_turn(question(), Answer(Reply("x"), said)), []
    for characters, tokens, times in ((1000, 1000, 1), (1_000_000, 1, 1), (1, 1_000_000, 30)):
        fitting.learn([ModelCall("m", characters, tokens, 1, 1)] * times)
        kept.append([len(words) for words in told(fitting.past_of([long]))[0]])

    assert kept == [[119] * 2, [276] * 2, [46] * 2]  # at 2.6, 6 and 1 letters


def test_a_thread_knows_where_its_newest_figures_came_from(database: Database) -> None:
    """A later reply may repeat them."""
    history = History(database, max_tokens=8000)
    first, second = (Provenance(notes=(f"observed {hour}:00",)) for hour in (11, 12))
    remember(database, history, asked(0), turn("q0"), first)
    remember(database, history, asked(1), turn("q1"), second)
    remember(database, history, asked(2), turn("thanks"))

    assert history.load(asked(3)).provenance == second


def test_the_estimate_of_tokens_follows_what_models_count(database: Database) -> None:
    """A language whose letters cost more tokens leaves room for fewer turns."""
    history = History(database, max_tokens=1000)
    for number in range(4):
        remember(database, history, asked(number), turn(f"q{number} {'x' * 300}"))
    before = len(history.load(asked(9)).turns)

    history.learn([ModelCall("m", 1000, 1000, 1, 1)] * 30)

    assert before > len(history.load(asked(9)).turns) > 0


@pytest.mark.parametrize(
    ("counted", "least", "most"), [((1_000_000, 1), 12, 16), ((1, 1_000_000), 2, 3)]
)
def test_a_count_that_cannot_be_true_does_not_change_the_prompt_beyond_reason(
    database: Database, counted: tuple[int, int], least: int, most: int
) -> None:
    """A server that reports one token for a million letters would get all that was ever said."""
    history = History(database, max_tokens=2000)
    for number in range(60):
        remember(database, history, asked(number), turn(f"q{number} {'x' * 300}"))

    characters, tokens = counted
    history.learn([ModelCall("m", characters, tokens, 1, 1)] * 30)

    assert least <= len(history.load(asked(99)).turns) <= most


def test_a_count_that_is_missing_teaches_nothing(database: Database) -> None:
    """Some servers don't say, and the offline model has no tokens."""
    history = History(database, max_tokens=1000)
    for number in range(8):
        remember(database, history, asked(number), turn("x" * 300))
    before = history.load(asked(8))

    missing = ((1000, 0), (0, 1000), (1000, -1))
    history.learn([ModelCall("m", letters, tokens, 0, 1) for letters, tokens in missing] * 30)

    assert len(before.turns) == 4
    assert history.load(asked(8)) == before


def test_a_lost_result_is_replaced_when_a_turn_is_loaded(database: Database) -> None:
    """The API would refuse the whole thread otherwise."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), [turn("q")[0], turn("q")[1], turn("q")[3]])

    (loaded,) = history.load(asked(1)).turns

    assert [m.role for m in loaded] == ["user", "assistant", "tool", "assistant"]


@pytest.mark.parametrize("lost", [0, 1])
def test_a_lost_result_is_not_replaced_by_another_calls(database: Database, lost: int) -> None:
    """Models count their calls anew in each of their turns, so that two can have one id."""
    history = History(database, max_tokens=8000)
    asked_for, call, result, answer = turn("q")
    twice = [[call, result], [call, result]]
    twice[lost] = [call]
    remember(database, history, asked(0), [asked_for, *twice[0], *twice[1], answer])

    ((_, _, first, _, second, _),) = history.load(asked(1)).turns

    are_lost = ["lost" in message.content for message in (first, second)]
    assert are_lost == [lost == 0, lost == 1]


def test_each_of_several_calls_at_once_has_its_own_result(database: Database) -> None:
    """In the order of the calls; one that is lost is missed alone, and no other is let in."""
    history = History(database, max_tokens=8000)
    asked_for, _, _, answer = turn("q")
    called, again = (
        Message("assistant", "", tool_calls=tuple(ToolCall(name, "get", "{}") for name in names))
        for names in ("abc", "bd")
    )
    results = {name: Message("tool", name, tool_call_id=name) for name in "abcdx"}
    first = [called, results["c"], results["x"], results["a"]]
    remember(
        database,
        history,
        asked(0),
        [asked_for, *first, again, results["d"], results["b"], answer],
    )

    (loaded,) = history.load(asked(1)).turns

    calls = [call.id for message in loaded for call in message.tool_calls]
    answers = [message for message in loaded if message.role == "tool"]
    said = [message.content for message in answers]
    assert [message.tool_call_id for message in answers] == calls
    assert (len(set(calls)), said) == (5, ["a", said[1], "c", "b", "d"])
    assert "lost" in said[1]


@pytest.mark.parametrize(("asked_for", "found"), [("x", "x" * 10_000), ("x" * 10_000, "x")])
def test_a_newest_turn_that_alone_is_too_long_keeps_its_words(
    database: Database, asked_for: str, found: str
) -> None:
    """A follow-up still knows what was asked, though not what was looked up."""
    history = History(database, max_tokens=200)
    remember(database, history, asked(0), turn("old"))
    long = turn("48 places")
    long[1] = Message("assistant", "", (ToolCall("1", "get_weather", asked_for),))
    long[2] = Message("tool", found, tool_call_id="1")
    remember(database, history, asked(1), long)

    loaded = history.load(asked(2))

    assert loaded.turns[-1] == (Message("user", "48 places"), long[3])
    assert all(older == loaded_turn("old", older) for older in loaded.turns[:-1])


def test_words_that_fit_without_the_tool_calls_are_kept_whole() -> None:
    """However unlike their lengths are."""
    long = turn("Oslo?")
    long[2] = Message("tool", "x" * 10_000, tool_call_id="1")
    long[3] = Message("assistant", "Mild. " * 80)
    history = MemoryHistory(max_tokens=200)
    history.append(asked(0), Answer(Reply("words"), tuple(long)))

    assert history.load(asked(1)).turns == ((long[0], long[3]),)


def test_a_newest_turn_whose_words_are_too_long_keeps_their_beginnings(database: Database) -> None:
    """An endless answer does not make its thread forget what it is about."""
    history = History(database, max_tokens=201)
    long = [Message("user", "Oslo? " * 1000), Message("assistant", "Mild. " + "x" * 10_000)]
    remember(database, history, asked(0), long)

    (loaded,) = history.load(asked(1)).turns

    most = 289  # half of 201 tokens, less the 4 around each message, of 3 characters each
    assert [message.content for message in loaded] == [each.content[:most] for each in long]


def test_nothing_is_shown_from_before_a_turn_that_starts_anew(database: Database) -> None:
    """The content filter has refused it."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("offensive"))
    answer = Answer(Reply("words"), tuple(turn("fresh")), starts_anew=True)
    with database.transaction() as transaction:
        history.append(transaction, asked(1), answer)
    remember(database, history, asked(2), turn("newer"))

    loaded = history.load(asked(3))

    fresh, newer = loaded.turns
    assert fresh == loaded_turn("fresh", fresh)
    assert newer == loaded_turn("newer", newer)
    assert not loaded.is_new
    with database.transaction() as transaction:  # nor once that one is withdrawn
        history.withdraw(transaction, asked(1))
    (newer,) = history.load(asked(3)).turns
    assert newer == loaded_turn("newer", newer)


def test_no_more_than_the_newest_100_turns_are_read(database: Database) -> None:
    """However many would fit: a thread can have thousands."""
    history = History(database, max_tokens=1_000_000)
    in_memory = MemoryHistory(max_tokens=1_000_000)
    for number in range(103):
        said = turn(f"q{number}")
        remember(database, history, asked(number), said)
        in_memory.append(asked(number), Answer(Reply("words"), tuple(said)))

    loaded = [each.load(asked(103)).turns for each in (history, in_memory)]

    hundred = [f"q{number}" for number in range(3, 103)]
    assert [[turn[0].content for turn in turns] for turns in loaded] == [hundred, hundred]
    assert in_memory.load(asked(103, channel="C2")) == Past()
    # One that is asked anew is shown what was said before it, and not what came since.
    assert [turn[0].content for turn in history.load(asked(2)).turns] == ["q0", "q1"]


def test_turns_that_do_not_fit_cost_no_memory(database: Database) -> None:
    """A thread may hold a hundred long ones; few are read beyond those that are shown."""
    history = History(database, max_tokens=2000)
    for number in range(60):
        remember(database, history, asked(number), turn(f"q{number} {'x' * 100_000}"))
    history.load(asked(60))  # so that only the turns are counted

    tracemalloc.start()
    loaded = history.load(asked(60))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(loaded.turns) == 1
    assert peak_bytes < 20 * 100_000
