"""One run: start all, let everything go wrong, wait until all is done, and report."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from fakes.chaos.courier import Courier
from fakes.chaos.databases import Observer, SharedDatabase, shared_database
from fakes.chaos.faults import disturbed_world, post_faults
from fakes.chaos.fleet import Fleet
from fakes.chaos.plan import QUESTIONS_PER_S, THREADS, dice_of, plan
from fakes.chaos.verdict import STARTED_S, Findings, Waits, judge, percentile, waits
from fakes.postgres import Engine
from fakes.world import World

PROCESSES = 3
ACKNOWLEDGED_WITHIN_MS = 100

_SETTINGS = {
    "LEASE_S": "4",
    "MAX_ATTEMPTS": "50",  # kills alone make nobody apologise
    "HISTORY_MAX_TOKENS": "2000",
    "LOG_LEVEL": "WARNING",
}
_START_S = 30.0
_DELIVERY_S = 30.0
_REST_S = 120.0
_STORIES = 20


@dataclass(frozen=True, slots=True)
class Report:
    """One run on one engine; `lines()` says all of it."""

    engine: Engine
    questions: int
    findings: Findings
    waits: Waits
    is_all_done: bool
    happenings: dict[str, object]

    @property
    def is_good(self) -> bool:
        """Whether the bot has kept its promise, and ended as it should."""
        return self.is_all_done and not self.findings.forbidden

    def lines(self) -> Iterator[str]:
        """Yield the report for people, line by line."""
        found = self.findings
        acknowledged = self.questions - len(found.never_acknowledged)
        yield f"{self.engine}: {self.questions} questions in {THREADS} threads"
        yield _line("acknowledged", acknowledged)
        for name in ("lost", "doubled", "wrong", "out_of_order"):
            numbers = getattr(found, name)
            yield _line(name.replace("_", " "), f"{len(numbers)} (must be 0)")
        yield from (f"    {story}" for story in found.stories[:_STORIES])
        if not self.is_all_done:
            yield _line("STILL OPEN", "questions were in work when the time was over")
        yield _line(
            "late", f"{len(found.late)} (came in after a later one of its thread was begun)"
        )
        unheard = len(found.never_acknowledged)
        yield _line("never acknowledged", f"{unheard} (no try of Slack met a living process)")
        yield _line("apologies", len(found.apologies))
        yield _line("fallback answers", len(found.fallbacks))
        for name, value in self.happenings.items():
            yield _line(name, value)
        yield _acknowledgements("acknowledged after", self.waits.all_ms, "")
        limit = f", limit {ACKNOWLEDGED_WITHIN_MS} ms"
        yield _acknowledgements("when not killed", self.waits.undisturbed_ms, limit)
        name = f"nor {STARTED_S:g} s after a start"
        yield _acknowledgements(name, self.waits.settled_ms, limit)


def run(engine: Engine, questions: int, seed: int, folder: Path) -> Report:
    """Ask so many questions and report; processes keep their logs in the folder.

    The seed decides what is asked and which dice are thrown; the rest is the machine's timing.
    """
    dice = dice_of(seed)
    with (
        shared_database(engine, folder) as database,
        disturbed_world(folder, dice) as (around, model, weather),
        Fleet(PROCESSES, _settings(around, database), folder) as fleet,
    ):
        around.slack.wait_for_connections(PROCESSES, timeout_s=_START_S)
        observer = Observer(database)
        faults = post_faults(dice, 4 * questions)
        around.slack.fail("chat.postMessage", *faults)
        courier = Courier(around.slack, plan(dice, questions), dice_of(dice.random()))
        away_s = _go_wrong(fleet, courier, database, questions, dice_of(dice.random()))
        last_kill_s = time.monotonic()
        is_all_done = observer.wait_until_all_is_done(_REST_S)
        rest_s = time.monotonic() - last_kill_s
        exit_codes = fleet.stop()
        posts = len(around.slack.calls("chat.postMessage"))
        happenings = {
            "kills": fleet.kills,
            "restarts": fleet.starts - PROCESSES,
            "deliveries": sum(len(asked.deliveries) for asked in courier.asked),
            "of these, again": f"{courier.redeliveries} (not acknowledged in time)",
            "posts": f"{posts}, {sum(f.is_lost for f in faults[:posts])} without a response",
            "failed model calls": model.failed,
            "failed weather calls": weather.failed,
            "the database": f"{database.outage}, {away_s[1] - away_s[0]:.1f} s in all",
            "leases per question": _leases(observer),
            "given up": observer.dead(),
            "unexpected errors": sum(log.count("question.failure") for log in fleet.logs()),
            "exit codes": exit_codes,
            "done": f"{rest_s:.1f} s after the last kill",
        }
        findings = judge(around.slack, courier.asked, _on_our_clock(observer.claims()))
    return Report(
        engine, questions, findings, waits(courier.asked, away_s), is_all_done, happenings
    )


def _settings(around: World, database: SharedDatabase) -> dict[str, str]:
    return {**around.environ, **_SETTINGS, "DATABASE_URL": database.url}


def _go_wrong(
    fleet: Fleet,
    courier: Courier,
    database: SharedDatabase,
    questions: int,
    dice: random.Random,
) -> tuple[float, float]:
    """Ask and kill until all is delivered; return when the database was away in between."""
    is_over = threading.Event()
    asking_s = questions / QUESTIONS_PER_S
    with ThreadPoolExecutor(2) as pool:
        try:
            delivering = pool.submit(courier.run, is_over)
            killing = pool.submit(fleet.kill_at_random, dice, is_over)
            wait([delivering, killing], asking_s * dice.uniform(0.4, 0.6), "FIRST_COMPLETED")
            away_at_s = time.monotonic()
            database.fail()
            back_at_s = time.monotonic()
            delivering.result(asking_s + _DELIVERY_S)
        finally:
            is_over.set()
        killing.result()
    return away_at_s, back_at_s


def _on_our_clock(claims: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return times of the wall clock as times of time.monotonic()."""
    ahead_s = time.time() - time.monotonic()
    return {key: [at_s - ahead_s for at_s in times] for key, times in claims.items()}


def _leases(observer: Observer) -> str:
    counts = [len(times) for times in observer.claims().values()]
    return f"{sum(counts) / max(1, len(counts)):.2f} on average, {max(counts, default=0)} at most"


def _line(name: str, *values: object) -> str:
    return f"  {name:<24}" + " ".join(map(str, values))


def _acknowledgements(name: str, values_ms: Sequence[float], limit: str) -> str:
    p50, p99 = (percentile(values_ms, share) for share in (0.5, 0.99))
    return _line(name, f"p50 {p50:.0f} ms, p99 {p99:.0f} ms{limit} ({len(values_ms)} questions)")
