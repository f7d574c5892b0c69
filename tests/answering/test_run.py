"""The state of one question: what its model is shown, and how a failing question gets smaller."""

from dataclasses import replace

from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.log import captured_log
from fakes.reports import REPORTS
from fakes.rows import each_row
from fakes.scripted_model import ScriptedModel

from bot.answering.model_words import limited
from bot.answering.outage import Outage
from bot.answering.prompts import Prompt
from bot.answering.retreat import step_back
from bot.answering.run import Run
from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.reports import Shown
from bot.telemetry import Trace

PAST = ((Message("user", "q"), Message("assistant", "a")),)
PROMPT = Prompt("Answer.", PAST, (), Message("user", "and now?"))
CALLED = Message("assistant", "", (ToolCall("a", "get_weather", "{}"),))
RESULT = Message("tool", '{"wind":1}', tool_call_id="a")
AHEAD = (replace(CALLED, content="ahead"), replace(RESULT, content='{"wind":2}'))
NOTE = (Message("assistant", "99 °C"), Message("user", "Write it again."))
CURRENT, DAILY = (Shown(REPORTS[kind], "metric") for kind in (kinds.CURRENT, kinds.DAILY))


def begun(prompt: Prompt = PROMPT, *, turns: int = 0) -> Run:
    """Return a run that has looked up weather ahead and by its model, which was objected to."""
    time = FakeTime()
    return Run(
        given=prompt,
        asker=Asker(MONDAY),
        deadline=time.clock.deadline(60),
        trace=Trace("test", time.clock),
        model=ScriptedModel(),
        prompt=prompt,
        turns_left=turns,
        calls_left=5,
        added=[CALLED, RESULT],
        objection=NOTE,
        own_shown={CURRENT: None},
        ahead=AHEAD,
        ahead_shown=((DAILY, CURRENT),),
        is_ahead_refused=True,
    )


def test_a_model_is_shown_all_that_was_looked_up_and_the_note_at_the_end() -> None:
    """As messages, or inside of the question; rules say what stands there, and what may not be."""
    run, more = begun(), begun(turns=1)

    system, *shown = run.messages()

    assert shown == [*PAST[0], PROMPT.question, *AHEAD, CALLED, RESULT, *NOTE]
    assert system.content == PROMPT.messages(is_last_turn=True, is_looked_up=True)[0].content
    assert more.messages()[0].content == PROMPT.messages(is_looked_up=True)[0].content
    alone = begun(turns=1)
    alone.ahead, alone.ahead_shown = (), ()
    assert alone.messages() == [*PROMPT.messages(), CALLED, RESULT, *NOTE]
    assert run.shown == (DAILY, CURRENT)
    more.is_told_inside = True
    told = PROMPT.with_results([*AHEAD, CALLED, RESULT]).messages(is_last_turn=True)
    assert more.messages() == [*told, *NOTE]
    assert not more.may_call_tools


def is_anew(run: Run, prompt: Prompt, turns: int) -> bool:
    """Return whether a run begins again with a prompt, and has all its calls."""
    return (
        (run.prompt, run.turns_left, run.calls_left) == (prompt, turns, 64)
        and not (run.done or run.shown or run.own_shown or run.is_ahead_refused)
        and not run.is_told_inside
    )


@each_row(("turns", "left"), [(0, 1), (1, 1), (2, 2)])
def test_a_question_that_is_too_long_begins_again_with_less(turns: int, left: int) -> None:
    """With a part of the past, then without; a model may call tools once at least."""
    run, error = begun(turns=turns), ContextTooLongError("no")
    run.is_told_inside = True

    assert step_back(run, error, 64)
    shorter = PROMPT.shorter()
    assert is_anew(run, shorter, left)
    assert step_back(run, error, 64)
    assert is_anew(run, shorter.bare(), left)
    assert not step_back(run, error, 64)


@each_row(("turns", "left"), [(0, 1), (2, 2)])
def test_a_question_that_is_filtered_begins_again_alone(turns: int, left: int) -> None:
    """Once; other failures are no reason for it."""
    run = begun(turns=turns)

    assert not step_back(run, ModelError("gone"), 64)
    assert run.added
    introduced = begun(replace(PROMPT, past=(), introduction=PAST[0]), turns=turns)
    for each in (run, introduced):
        assert step_back(each, ContentFilterError("no"), 64)
        assert is_anew(each, PROMPT.bare(), left)
        assert not step_back(each, ContentFilterError("no"), 64)


def test_results_that_a_server_does_not_take_are_told_inside_and_stay() -> None:
    """Then the past goes step by step, while they are kept."""
    run, error = begun(turns=2), BadRequestError("no")

    assert step_back(run, error, 64)
    assert (run.is_told_inside, run.prompt) == (True, PROMPT)
    prompts = []
    while step_back(run, error, 64):
        prompts.append(run.prompt)

    inside = replace(PROMPT, is_told_inside=True)
    assert prompts == [inside, replace(inside.bare(), is_forgetful=False)]
    assert (run.added, run.calls_left) == ([CALLED, RESULT], 5)
    assert run.is_told_inside


@each_row(("turns", "left"), [(0, 1), (2, 2)])
def test_a_first_request_that_a_server_does_not_take_begins_again(turns: int, left: int) -> None:
    """There are no results to keep."""
    run, error = begun(turns=turns), BadRequestError("no")
    run.added.clear()

    assert step_back(run, error, 64)
    assert is_anew(run, replace(PROMPT, is_told_inside=True), left)


def test_three_questions_in_a_row_make_an_outage() -> None:
    """The operator reads of its beginning and its end, once each."""
    outage = Outage()
    with captured_log() as log:
        outage.end()
        states = []
        for reasons in ("abcdef", "gh", "ijk"):
            for reason in reasons:
                outage.add_failure(reason)
                states.append(outage.is_on)
            outage.end()
            outage.end()

    assert states == [*[False] * 2, *[True] * 4, *[False] * 4, True]
    down, back = log.entries("model.down"), log.entries("model.back")
    told = [(entry["level"], entry["questions"], entry["reason"]) for entry in down]
    assert told == [("ERROR", 3, "c"), ("ERROR", 3, "k")]
    assert [entry["level"] for entry in back] == ["WARNING"] * 2


@each_row(
    ("found", "calls", "told", "most", "is_cut_off"),
    [
        ("", (), 0, 600, True),
        ("", (), 100, 700, True),
        ("", (), 20_000, 15_000, True),
        ("called", (), 0, 15_000, True),
        ("ahead", (), 0, 15_000, True),
        ("", CALLED.tool_calls, 0, 15_000, False),
    ],
)
def test_words_have_a_limit_that_depends_on_what_they_tell_of(
    found: str, calls: tuple[ToolCall, ...], told: int, most: int, *, is_cut_off: bool
) -> None:
    """Of nothing, of the thread, of results; those beside calls are no answer to be cut off."""
    run = begun(replace(PROMPT, past=((Message("assistant", "x" * told),),)))
    run.added = run.added if found == "called" else []
    run.ahead = run.ahead if found == "ahead" else ()
    whole = Completion("x" * (most - 2) + " y", calls)

    assert limited(whole, run) == whole
    longer = Completion(f"{whole.content}y", calls)
    assert limited(longer, run) == Completion("x" * (most - 2), calls, is_cut_off=is_cut_off)


@each_row(
    ("said", "left"),
    [
        ("天気\n" + "あ" * 700, "天気\n" + "あ" * 597),
        ("x" * 519 + " " + "y" * 90, "x" * 519 + " " + "y" * 80),
        ("x" * 520 + " " + "y" * 90, "x" * 520),
        ("x" * 598 + "\n\n" + "y" * 90, "x" * 598),
        ("x" * 601, "x" * 600),
    ],
)
def test_words_are_cut_between_two_of_them_where_these_are_near(said: str, left: str) -> None:
    """Of Japanese, which has no spaces, the first line alone would be left."""
    run = begun()
    run.added, run.ahead, run.prompt = [], (), PROMPT.bare()

    assert limited(Completion(said), run) == Completion(left, is_cut_off=True)


def test_blanks_are_no_words_that_could_be_cut() -> None:
    """Endless ones leave nothing, and those around words don't count."""
    for blanks in (" " * 20_000, "\n \t" * 6_000):
        assert limited(Completion(blanks), begun()) == Completion("")
        assert limited(Completion(f"{blanks}Mild.{blanks}"), begun()) == Completion("Mild.")
