"""The doctor: it looks at every setting and every service, and says what to do."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Final

from bot.bootstrap.doctor import model, surroundings, weather
from bot.clock import Clock, Deadline
from bot.errors import Finding, WeatherBotError
from bot.fetching import Fetcher
from bot.places.gazetteer import Gazetteer
from bot.settings import Settings, examine_settings

LIMIT_S: Final = 8.0
"""Seconds that all checks take together at most; they run at the same time."""

Check = Callable[[Deadline], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings about a set-up, and its parts.

    Attributes:
        findings: The faults first, then the warnings; empty for a good set-up.
        facts: The parts in use, by name, such as the model, the database and the zone data.
    """

    findings: tuple[Finding, ...]
    facts: Mapping[str, str]

    @property
    def is_well(self) -> bool:
        """Whether there is no fault; warnings may be there."""
        return all(finding.is_warning for finding in self.findings)


def examine(
    environ: Mapping[str, str],
    clock: Clock,
    look_at_slack: Callable[[Settings, Clock], Sequence[Finding]],
    *,
    limit_s: float = LIMIT_S,
) -> Diagnosis:
    """Return the diagnosis of the set-up that an environment and its `.env` file describe.

    A part whose own settings are wrong is not looked at. Nothing is changed, anywhere: an older
    database stays as it is.
    """
    settings, problems = examine_settings(environ, needs_slack=True)
    findings = [_about_settings(problem) for problem in problems]
    findings += surroundings.look_at_file(environ)
    findings += surroundings.look_at_choices(settings)
    # Without them no service can be reached, which would be one finding more for each.
    unreadable = surroundings.look_at_certificates(settings)
    findings += unreadable
    wrong = " ".join([*problems, *(finding.problem for finding in unreadable)])
    with ExitStack() as at_end:
        checks = _checks(settings, clock, look_at_slack, at_end)
        usable = {
            name: check
            for name, (prefixes, check) in checks.items()
            if not any(prefix in wrong for prefix in prefixes)
        }
        findings += _run(usable, clock, limit_s)
    ordered = sorted(findings, key=lambda finding: finding.is_warning)
    return Diagnosis(tuple(ordered), surroundings.facts_of(settings))


def _about_settings(problem: str) -> Finding:
    advice = "Correct it in the environment or in the settings file; README.md explains each."
    return Finding("settings", problem, advice)


def _checks(
    settings: Settings,
    clock: Clock,
    look_at_slack: Callable[[Settings, Clock], Sequence[Finding]],
    at_end: ExitStack,
) -> dict[str, tuple[tuple[str, ...], Check]]:
    """Return the checks by name, each with what a problem must not name for it to make sense."""
    way = ("HTTPS_PROXY", "SSL_CERT_FILE")
    fetcher = at_end.enter_context(closing(Fetcher(settings.way_out)))
    gazetteer = at_end.enter_context(closing(Gazetteer()))
    return {
        "slack": (("SLACK_", *way), lambda _: look_at_slack(settings, clock)),
        "model": (
            ("OPENAI", "CHAT_", *way),
            lambda deadline: model.look_at(settings, gazetteer, clock, deadline),
        ),
        "weather": (
            ("OPEN_METEO", "MET_", "NWS_", "METEOALARM_", "MSC_", "WEATHER_PROVIDER", *way),
            lambda deadline: weather.look_at(settings, fetcher, gazetteer, clock, deadline),
        ),
        "database": (("DATABASE_URL",), lambda _: surroundings.look_at_database(settings)),
        "tokens": (
            ("DATABASE_URL", "TOKEN_KEYS"),
            lambda _: surroundings.look_at_tokens(settings),
        ),
        "zones": ((), lambda _: surroundings.look_at_zones(clock)),
    }


def _run(checks: Mapping[str, Check], clock: Clock, limit_s: float) -> list[Finding]:
    """Run the checks at the same time; one that does not end in time is a finding itself.

    Their threads are daemons, since looking up a host name can't be cut short.
    """
    deadline = clock.deadline(limit_s)
    results = {name: Future[Sequence[Finding]]() for name in checks}

    def run(name: str) -> None:
        try:
            results[name].set_result(checks[name](deadline))
        except Exception as error:  # noqa: BLE001 - one part must not hide what is wrong with others
            results[name].set_result([_unexpected(name, error)])

    for name in checks:
        threading.Thread(target=run, args=(name,), name=f"doctor-{name}", daemon=True).start()
    findings: list[Finding] = []
    for name, result in results.items():
        try:
            findings += result.result(deadline.left_s() + 1)
        except TimeoutError:
            findings.append(_too_slow(name, limit_s))
    return findings


def _unexpected(name: str, error: Exception) -> Finding:
    said = str(error) if isinstance(error, WeatherBotError) else type(error).__name__
    said = said.removesuffix(".")
    return Finding(name, f"The check of {name} failed: {said}.", "Look at the log of the bot.")


def _too_slow(name: str, limit_s: float) -> Finding:
    return Finding(
        name,
        f"The check of {name} has not ended within {limit_s:g} s.",
        "Check the network, name servers, HTTPS_PROXY and firewalls between here and there.",
    )
