"""The context line says where figures come from, made by code from the reports."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.clock import MONDAY
from fakes.reports import REPORTS

from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.sea import SEA
from bot.languages import ENGLISH, language_of
from bot.messages import Credit, Provenance
from bot.presentation.provenance import provenance_of
from bot.reports import Place, Report, Shown, Source, Units

LIVE = Source("Live", "Weather by Live", "https://live.example")
MADE_UP = Source("Simulated", "Simulated", "", is_simulated=True)
OSLO = Place("Oslo", 59.9, 10.7, "Europe/Oslo")


def observed(zone: str, minutes: float = 0, source: Source = LIVE) -> Report:
    """Return a report observed in a zone, so many minutes after the hour."""
    moment = (MONDAY + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    return Report(OSLO, source, MONDAY, kinds.CURRENT, (Current(moment),))


def said(reports: Sequence[Report], units: Collection[Units]) -> Provenance:
    """Return what is said of reports that are shown in these units in turn."""
    shown = [Shown(report, name) for report in reports for name in sorted(units) or [None]]
    return provenance_of(shown, MONDAY, ENGLISH)


def test_a_source_is_credited_once_with_its_link() -> None:
    """However many places it was asked about."""
    provenance = said([observed("Europe/Oslo"), observed("Europe/London")], {"metric"})

    assert provenance.credits == (Credit("Weather by Live", "https://live.example"),)
    aside = provenance_of([Shown(observed("Europe/Oslo"), None, is_aside=True)], MONDAY, ENGLISH)
    assert aside == replace(provenance, notes=("observed 23 Nov 12:00 (Europe/Oslo)",))
    other = replace(LIVE, name="Other", attribution="By Other", url="")
    both = said([observed("Europe/Oslo", source=other), observed("Europe/Oslo")], {"metric"})
    assert [credit.text for credit in both.credits] == ["By Other", "Weather by Live"]


def test_one_observation_is_told_in_its_places_own_time() -> None:
    """With the zone's name."""
    assert said([observed("Europe/Oslo")], {"metric"}).notes == (
        "observed 23 Nov 12:00 (Europe/Oslo)",
        "°C, km/h, mm",
    )


def test_observations_in_several_zones_are_told_in_utc() -> None:
    """From the first to the last."""
    for zone in ("Asia/Kolkata", "Europe/Berlin"):
        reports = [observed("Europe/Oslo", 15), observed(zone)]

        assert said(reports, {"imperial"}).notes == (
            "observed 23 Nov 11:00 to 11:15 (UTC)",
            "°F, mph, in",
        )


def test_a_forecast_says_when_it_was_retrieved() -> None:
    """It was not observed."""
    report = Report(OSLO, LIVE, MONDAY, kinds.DAILY, (Day(MONDAY.date()),))

    assert said([report], {"metric", "imperial"}).notes == (
        "forecast retrieved 23 Nov 11:00 (UTC)",
        "°C, km/h, mm and °F, mph, in",
    )


def test_the_units_of_all_kinds_are_named() -> None:
    """The sea has waves beside its temperature."""
    for told in ((kinds.CURRENT, SEA), (SEA, kinds.CURRENT)):
        assert said([REPORTS[kind] for kind in told], {"metric"}).notes[-1] == "°C, km/h, mm, m"


def test_made_up_data_are_labelled_and_credited_to_nobody() -> None:
    """So that nobody takes them for the weather."""
    report = observed("UTC", source=MADE_UP)

    provenance = said([report], {"metric"})

    assert provenance.credits == ()
    assert provenance.notes[-1] == "simulated data, not real weather"
    for both in ([report, observed("UTC")], [observed("UTC"), report]):
        assert said(both, {"metric"}).notes[-1] == "simulated data, not real weather"


def test_without_reports_there_is_nothing_to_say() -> None:
    """Small talk has no source."""
    assert said([], set()) == Provenance()


def test_moments_of_one_minute_are_told_once() -> None:
    """Seconds are nobody's business."""
    reports = [observed("UTC", 0), observed("UTC", 0.5)]

    assert said(reports, {"metric"}).notes[0] == "observed 23 Nov 11:00 (UTC)"


def test_moments_of_two_days_name_both() -> None:
    """Across midnight the hour alone would mislead."""
    reports = [observed("UTC", 0), observed("UTC", 14 * 60)]

    assert said(reports, {"metric"}).notes[0] == ("observed 23 Nov 11:00 to 24 Nov 01:00 (UTC)")


def test_moments_of_the_same_day_of_two_months_name_both() -> None:
    """Only a day that is the same altogether is named once."""
    notes = said([observed("UTC", -31 * 24 * 60), observed("UTC")], {"metric"}).notes

    assert notes[0] == "observed 23 Oct 11:00 to 23 Nov 11:00 (UTC)"


def test_a_last_good_value_says_its_age() -> None:
    """No newer one could be had."""
    report = replace(observed("UTC", -38), is_last_good=True)
    older = replace(report, records=(Current(MONDAY - timedelta(hours=2, minutes=5)),))

    for shown in ([report], [report, report]):
        assert "last good values, 38 min old" in said(shown, {"metric"}).notes
    assert "last good values, up to 2 h 5 min old" in said([report, older], {"metric"}).notes
    assert "last good values, 38 min old" in said([report], {"metric"}).notes
    for both in ([report, older], [older, report]):
        assert "last good values, up to 2 h 5 min old" in said(both, {"metric"}).notes
    alone = said([report, observed("UTC")], {"metric"}).notes
    assert "last good values, 38 min old" in alone


def test_an_age_is_right_where_clocks_are_put_back() -> None:
    """At ten past two for the second time, half past two was forty minutes ago."""
    half_past = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Oslo"))
    report = Report(OSLO, LIVE, MONDAY, kinds.CURRENT, (Current(half_past),), is_last_good=True)
    asked_at = half_past.replace(minute=10, fold=1)

    provenance = provenance_of([Shown(report, None)], asked_at, ENGLISH)

    assert "last good values, 40 min old" in provenance.notes


def test_each_kind_of_report_says_what_it_is() -> None:
    """Units only where there are any; the sky was retrieved from nobody."""
    told = (kinds.CURRENT, kinds.DAILY, kinds.HOURLY, kinds.AIR, kinds.PAST, kinds.SKY)

    notes = said([REPORTS[kind] for kind in told], set()).notes

    assert notes == (
        "observed 23 Nov 12:00 (Europe/Berlin)",
        "forecast retrieved 23 Nov 12:00 (Europe/Berlin)",
        "air quality of 23 Nov 12:00 (Europe/Berlin)",
        "past weather retrieved 23 Nov 12:00 (Europe/Berlin)",
        "sun and moon computed",
    )
    alone = {kind.name: said([report], set()).notes[0] for kind, report in REPORTS.items()}
    assert {name: note.partition(" 23 Nov")[0] for name, note in alone.items()} == {
        "current": "observed",
        "hourly": "forecast retrieved",
        "daily": "forecast retrieved",
        "past": "past weather retrieved",
        "air": "air quality of",
        "sky": "sun and moon computed",
        "sea": "sea of",
        "sea_days": "forecast retrieved",
    }


def test_warnings_say_when_they_were_retrieved() -> None:
    """Also when there are none."""
    report = Report(OSLO, LIVE, MONDAY, kinds.ALERTS, ())

    assert said([report], set()).notes == ("warnings retrieved 23 Nov 11:00 (UTC)",)


def test_a_source_that_asks_for_no_credit_gets_none() -> None:
    """Such as a computation."""
    report = replace(REPORTS[kinds.SKY], source=Source("Computed", "", ""))

    assert said([report], set()).credits == ()


def test_notes_are_in_the_language_of_the_person() -> None:
    """Months and spans of time too."""
    old = replace(observed("UTC", -95, MADE_UP), is_last_good=True)
    shown = [Shown(report, "metric") for report in (old, observed("UTC"))]

    assert provenance_of(shown, MONDAY, language_of("de-DE")).notes == (
        "beobachtet 23. Nov. 09:25 bis 11:00 (UTC)",
        "°C, km/h, mm",
        "letzte gültige Werte, 1 h 35 min alt",
        "simulierte Daten, kein echtes Wetter",
    )
    assert provenance_of(shown, MONDAY, language_of("ja-JP")).notes == (
        "観測 11月23日 09:25～11:00 (UTC)",  # noqa: RUF001 - Japanese writes it so
        "°C、km/h、mm",
        "最後に得られた値（1時間35分前）",  # noqa: RUF001 - the same
        "模擬データ（実際の天気ではありません）",  # noqa: RUF001 - the same
    )
