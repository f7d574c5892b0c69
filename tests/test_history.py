"""Each thread has its own history, kept turn by turn and bounded."""

from collections.abc import Iterator

import pytest
from fakes.questions import question

from bot.database import Database
from bot.history import History, Past
from bot.messages import Answer, Message, ModelCall, Provenance, Question, Reply, ToolCall


@pytest.fixture
def database() -> Iterator[Database]:
    """A database in memory."""
    database = Database("sqlite://")
    yield database
    database.close()


def asked(number: int, thread: str = "100.000000", **where: str) -> Question:
    """Return the thread's question of this number."""
    return question(ts=f"{100 + number}.000000", thread=thread, **where)


def turn(text: str) -> list[Message]:
    """Return a turn with a tool call in it."""
    return [
        Message("user", text),
        Message("assistant", "", tool_calls=(ToolCall("1", "get_weather", '{"place":"Oslo"}'),)),
        Message("tool", '{"temperature":"4 °C"}', tool_call_id="1"),
        Message("assistant", f"answer to {text}"),
    ]


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
    """Tool calls and their results included."""
    history = History(database, max_tokens=8000)
    for number in range(3):
        remember(database, history, asked(number), turn(f"q{number}"))

    loaded = history.load(asked(3))

    assert loaded.messages == (*turn("q0"), *turn("q1"), *turn("q2"))


def test_another_thread_knows_nothing_of_it(database: Database) -> None:
    """Nor does the same thread of another channel or workspace."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), turn("secret"))

    elsewhere = [asked(1, thread="101.000000"), asked(1, channel="C2"), asked(1, team="T2")]

    assert [history.load(other) for other in elsewhere] == [Past()] * 3


def test_a_long_thread_is_cut_to_its_newest_whole_turns(database: Database) -> None:
    """What does not fit is left out from the old end, never in the middle of a turn."""
    history = History(database, max_tokens=500)
    for number in range(30):
        remember(database, history, asked(number), turn(f"q{number} {'x' * 300}"))

    loaded = history.load(asked(30)).messages

    questions = [message.content.split()[0] for message in loaded if message.role == "user"]
    assert questions == ["q28", "q29"][-len(questions) :]
    assert len(questions) in (1, 2)
    assert loaded[0].role == "user"


def test_an_answer_without_a_turn_leaves_no_trace(database: Database) -> None:
    """A help text or an apology is not part of the conversation."""
    history = History(database, max_tokens=8000)

    remember(database, history, asked(0), [])

    assert history.load(asked(1)) == Past()


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
    before = len(history.load(asked(9)).messages)

    history.learn([ModelCall("m", 1000, 1000, 1, 1)] * 30)

    assert before > len(history.load(asked(9)).messages) > 0


def test_a_count_that_is_missing_teaches_nothing(database: Database) -> None:
    """Some servers don't say, and the offline model has no tokens."""
    history = History(database, max_tokens=1000)
    remember(database, history, asked(0), turn("x" * 1000))

    history.learn([ModelCall("m", 1000, 0, 0, 1)] * 30)

    assert history.load(asked(1)).messages


def test_a_lost_result_is_replaced_when_a_turn_is_loaded(database: Database) -> None:
    """The API would refuse the whole thread otherwise."""
    history = History(database, max_tokens=8000)
    remember(database, history, asked(0), [turn("q")[0], turn("q")[1], turn("q")[3]])

    loaded = history.load(asked(1)).messages

    assert [m.role for m in loaded] == ["user", "assistant", "tool", "assistant"]
