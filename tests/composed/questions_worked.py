"""Questions in a worker's hands, to their end: answered, given back, given up, left or overtaken.

What the model does is crossed with what the channel does to posts and looks, over several attempts,
and with what else happens to the question meanwhile. Told are the rows, all that the channel was
given, how each attempt has ended, and the log.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from fakes.channel import FakeChannel, Fault
from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.scripted_model import ScriptedModel, calls, words

from bot.errors import DatabaseError, DeliveryError, ModelError, RefusedError
from bot.models import Completion
from bot.questions.metrics import Metrics
from bot.questions.worker import Worker
from bot.telemetry import Trace
from composed import Told
from composed._worked_question import ScriptedModels, WorkedQuestion, worker_with

_SAYS: Final = re.compile(r"weather_bot_(?!info|.*(_created|bucket.*le=\"(?!0\.5))).* (?!0\.0$)")
"""Lines of metrics other than the times of their making, what is 0, and all buckets but one."""
_DAY_S: Final = 86_400
_UNSTEADY: Final = ("time", "exception")
_OFTEN: Final = ("work", "wait") * 6
_TABLES: Final = ("questions", "turns", "usage")
_MODELS: Final[Mapping[str, tuple[Completion | Exception, ...]]] = {
    "answers": (calls("London"), words("Mild.")),
    "says": (words("Hello."),),
    "fails": (ModelError("made up"),),
    "breaks": (RuntimeError("odd"),),
    "breaks once": (ValueError("odd"), words("Hello.")),
}


def _lost(**fields: Any) -> DeliveryError:
    return DeliveryError("made up", **({"may_have_arrived": False} | fields))


def _refused(**fields: Any) -> RefusedError:
    return RefusedError("a call", "made_up", **({"is_final": False} | fields))


_ERRORS: Final[Mapping[str, Exception]] = {
    "lost": _lost(),
    "unsure": _lost(may_have_arrived=True),
    "too often": _lost(retry_after_s=33.5),
    "refused": _refused(),
    "refused for good": _refused(is_final=True),
    "signed out": _refused(is_mendable=True),
    "broken": KeyError("odd"),
    "database": DatabaseError("full"),
}


@dataclass(frozen=True)
class _Case:
    """The fate of a question that was asked once.

    Attributes:
        model: What the model does.
        posts: What each attempt to post meets; "+" before an error has it arrive all the same.
        looks: What each look for a reply meets.
        events: What happens: "work" is an attempt, and the others are methods of `WorkedQuestion`.
        meanwhile: What happens right before the first post or look.
        text: What is asked.
    """

    model: str = "answers"
    posts: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    events: tuple[str, ...] = ("work",)
    surface: str = "mention"
    readable: bool = True
    logs: bool = False
    meanwhile: str = ""
    text: str = "weather in London?"


def _told(worked: WorkedQuestion, channel: FakeChannel, ended: list[str]) -> Iterator[str]:
    yield f"ended {ended}"
    with worked.database.transaction() as transaction:
        now_s, dropped = worked.time.clock.now().timestamp(), ("rank_s", "since_s")
        for name in _TABLES:
            query = f"SELECT * FROM {name} ORDER BY 1"  # noqa: S608
            for row in transaction.exec_driver_sql(query).mappings():
                fields = {
                    name: value for name, value in row.items() if value and name not in dropped
                }
                if due_at_s := fields.pop("due_at_s", 0):
                    fields["due_in_s"] = round(due_at_s - now_s, 3)
                yield f"{name} {fields}"
    yield f"statuses {channel.statuses} ended {[asked.key for asked in channel.ended]}"
    yield f"posts {[(asked.key, reply) for asked, reply in channel.posts]} edits {channel.edits}"
    yield f"tries {[reply.text for reply in channel.tries]} told {channel.told}"
    yield f"alone {[(asked.key, reply.text) for asked, reply in channel.shown_alone]}"
    yield f"looks {[asked.key for asked in channel.searches]} read {channel.reading_s}"


def _come_of(case: _Case, worker: Worker, channel: FakeChannel, time: FakeTime) -> Iterator[str]:
    with worker.database.transaction() as transaction:
        for name in _TABLES:
            transaction.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
    ended, failures, metrics = list[str](), list[str](), Metrics(input_price=3, output_price=9)

    def on_end(trace: Trace, how: str) -> None:
        ended.append(how)
        metrics.observe(trace, how)

    def on_failure() -> None:
        failures.append("failed")
        metrics.attempt_failed()

    worker = replace(
        worker,
        channel=channel,
        can_be_read=lambda _: case.readable,
        log_messages=case.logs,
        on_end=on_end,
        on_failure=on_failure,
    )
    worked = WorkedQuestion(worker, time)
    worked.asked = replace(worked.asked, surface=case.surface, text=case.text)
    happens = iter([case.meanwhile])

    def meanwhile() -> None:
        if event := next(happens, ""):
            getattr(worked, event)()

    channel.before_post = channel.before_search = meanwhile
    for fault in case.posts:
        error = _ERRORS.get(fault.removeprefix("+"))
        channel.faults.append(Fault(error, arrives=fault[0] == "+") if error else None)
    channel.search_faults.extend(_ERRORS[fault] for fault in case.looks)
    worked.intake.accept(worked.asked)
    for event in case.events:
        getattr(worked, event)()
    yield from _told(worked, channel, [*ended, *failures])
    page = metrics.page().decode().splitlines()
    yield from (line for line in page if _SAYS.match(line))


def _refusals() -> Iterator[_Case]:
    for model in _MODELS:
        yield _Case(model)
    for first, second in product(_ERRORS, ("", *_ERRORS)):
        yield _Case("says", tuple(filter(None, (first, second))), events=_OFTEN[:6])
    for model, error in product(("says", "fails"), _ERRORS):
        yield _Case(model, (error,) * 6, events=_OFTEN)
        yield _Case(model, (f"+{error}",), events=_OFTEN[:4])
        yield _Case(model, (f"+{error}",), events=("work", "work", "wait", "work"))
        for looks in ((error,), (error,) * 4):
            yield _Case(model, ("unsure",), looks, events=_OFTEN[:10])
            yield _Case(model, (), looks, events=("died", *_OFTEN[:8]))
        for surface in ("follow_up", "direct_message"):
            yield _Case(model, (error,), events=_OFTEN[:4], surface=surface)
        yield _Case(model, (error,), events=("work", "wait", "press", *_OFTEN[:4]))


def _events() -> Iterator[_Case]:
    acts = ("press", "edit", "stop", "delete", "follow")
    for model, act, other in product(("says", "fails"), acts, ("", *acts)):
        if other and model != "says":
            continue
        for events in (
            *(("work", act, "work", other, "work"), (act, "work", other, "wait", "work")),
            *(("hold", act, "late", other, "work"), ("hold", "work", act, "late", other)),
            ("died", act, "work", other, "work"),
        ):
            yield _Case(model, events=tuple(filter(None, events)))
        if not other:
            for posts, events in (((), ("work",)), (("unsure",), _OFTEN[:4])):
                yield _Case(model, posts, events=events, meanwhile=act)
            yield _Case(model, ("lost",), events=("died", "work", "wait", "work"), meanwhile=act)


def _settings() -> Iterator[_Case]:
    for model, readable, logs in product(("answers", "fails"), (False, True), (False, True)):
        for posts in ((), ("lost",), ("broken",) * 6):
            yield _Case(model, posts, events=_OFTEN, readable=readable, logs=logs)
    for text, surface in product(("", "x" * 9_000), ("mention", "follow_up")):
        yield _Case(
            "says", ("lost",), events=("work", "wait", "press", "work"), text=text, surface=surface
        )


def told() -> Told:
    """Yield each case, and what came of it."""
    time, model = FakeTime(), ScriptedModels()
    with captured_log() as log, worker_with(time, model) as worker:
        for case in dict.fromkeys((*_refusals(), *_events(), *_settings())):
            time.pass_s(_DAY_S - time.clock.monotonic() % _DAY_S)  # whatever was before
            model.script = ScriptedModel(*_MODELS[case.model])
            log.taken()
            lines = list(_come_of(case, worker, FakeChannel(), time))
            lines += [
                str({k: v for k, v in entry.items() if k not in _UNSTEADY}) for entry in log.taken()
            ]
            yield str(case), "\n".join(lines)
