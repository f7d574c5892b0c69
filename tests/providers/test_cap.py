"""Warnings in the form that all feeds share: which are told, once each, in which order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes.rows import each_row
from fakes.zones import machine_in

from bot.kinds.alerts import Alert
from bot.providers._cap import (
    MAX_ALERTS,
    alert_from,
    in_force,
    in_order,
    is_all_clear,
    joined,
    severity,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GALE = Alert("Gale", "severe", area="North", sender="Met", ends=NOON, issued_at=NOON)


def later(hours: float) -> datetime:
    """Return a moment so long after noon."""
    return NOON + timedelta(hours=hours)


def test_the_newest_issue_of_a_warning_counts() -> None:
    """Whatever its severity; two severities of one issue are two warnings."""
    newer = replace(GALE, severity="moderate", issued_at=later(1))
    both = replace(newer, severity="extreme")

    assert in_order([newer, GALE]) == (newer,)
    assert in_order([GALE, newer, both]) == (both, newer)
    south = replace(GALE, area="South")
    assert in_order([GALE, south, newer]) == (south, newer)
    assert in_order([GALE, replace(newer, issued_at=None)]) == (GALE,)


@each_row(
    "fields",
    [{"event": "Flood"}, {"sender": "Other"}, {"ends": None}, {"event_id": "7"}],
)
def test_what_differs_in_more_than_its_area_is_a_warning_of_its_own(
    fields: dict[str, Any],
) -> None:
    """Also where it was issued later."""
    other = replace(GALE, area="South", issued_at=later(1), **fields)

    assert set(in_order([GALE, other])) == {GALE, other}
    there = replace(other, area=GALE.area)
    assert set(in_order([GALE, there])) == {GALE, there}


@each_row(
    ("onsets", "onset"),
    [((1, 2), 1), ((2, 1), 1), ((None, 1), None), ((1, None), None), ((None, None), None)],
)
def test_one_warning_for_several_areas_begins_with_the_first(
    onsets: tuple[float | None, ...], onset: float | None
) -> None:
    """The rest is that of the newest; one that is in force already has no beginning."""
    begins = [None if hours is None else later(hours) for hours in onsets]
    north = replace(GALE, onset=begins[0])
    south = replace(GALE, area="South", onset=begins[1], issued_at=later(1), headline="newest")

    (told,) = in_order([north, south])

    assert told.onset == (None if onset is None else later(onset))
    assert (told.area, told.headline) == ("South, North", "newest")


def test_an_area_that_one_of_several_names_is_that_of_all() -> None:
    """Whichever is the newest; of those issued at once the first is told first."""
    at_once = [replace(GALE, area=name, headline=name) for name in ("South", "North")]
    (both,) = in_order(at_once)
    assert (both.area, both.headline) == ("South, North", "South")

    nowhere = replace(GALE, area="")

    for first, second in ((nowhere, GALE), (GALE, nowhere)):
        (told,) = in_order([first, replace(second, issued_at=later(1))])
        assert (told.area, told.issued_at) == ("North", later(1))


def test_the_most_severe_and_then_the_earliest_come_first() -> None:
    """A hundred at most; what is in force already is the earliest."""
    late, early, now = (
        replace(GALE, event=name, onset=at, ends=later(99), issued_at=later(4))
        for name, at in (("late", later(5)), ("early", later(1)), ("now", None))
    )
    worst = replace(late, event="worst", severity="extreme", onset=later(9))
    many = [replace(GALE, event=f"{number}", severity="minor") for number in range(MAX_ALERTS)]

    told = in_order([*many, late, early, worst, now])

    assert [alert.event for alert in told[:4]] == ["worst", "now", "early", "late"]
    assert len(told) == MAX_ALERTS


def message(name: str, **fields: Any) -> dict[str, Any]:
    """Return a message of a feed."""
    return {"id": name, "type": "Alert", "status": "Actual", **fields}


@each_row(
    ("messages", "names"),
    [
        ([message("a")], ["a"]),
        ([message("a", status=None)], ["a"]),
        ([message("a", status="Test")], []),
        *(([message("a", status=status)], []) for status in ("Exercise", "System", "Draft")),
        ([message("a"), message("b", type="Update", references="s,a,t")], ["b"]),
        ([message("a"), message("b", type="Cancel", references="s,a,t")], []),
        ([message("a"), message(""), message("b", type="Update", references=" s,a,t ")], ["", "b"]),
        ([message("a"), message("b", type=" CANCEL\n", references="s,a,t")], []),
        ([message(" a\n", type=["Cancel"])], [" a\n"]),
        ([message("a", status=" actual\n"), message(" b\n", references="s,a,t")], [" b\n"]),
        ([message("a"), message("b", type="Ack", references="s,a,t")], ["a"]),
        ([message("a"), message("b", type="Error", references="s,a,t")], ["a"]),
        ([message("a", references="s,a,t")], ["a"]),
        ([message("a"), message("b", status="Test", references="s,a,t")], ["a"]),
        ([message("a"), message("b", references=[{"identifier": "a"}])], ["b"]),
        ([message(""), message("b", references=[{}, {"identifier": " "}])], ["", "b"]),
        ([message("a", status=["Test"])], ["a"]),
        *(
            ([message("a"), message("c"), message("b", references=each)], ["b"])
            for each in ("s,a,t\ns,c,t", "a\nc")
        ),
        *(
            ([message("a"), message("b", parameters={"expiredReferences": expired})], ["b"])
            for expired in ("s,a,t", ["s,a,t"], [None, "s,a,t"])
        ),
        (
            [
                *map(message, "abc"),
                message("d", references="s,a,t", parameters={"expiredReferences": ["s,b,t s,c,t"]}),
            ],
            ["d"],
        ),
    ],
)
def test_what_is_in_force_is_neither_a_test_nor_replaced(
    messages: list[dict[str, Any]], names: list[str]
) -> None:
    """An acknowledgement of a warning, or an error about it, replaces nothing."""
    found = in_force(messages, id_field="id", type_field="type")

    assert [each["id"] for each in found] == names


def test_a_moment_without_an_offset_is_utc_wherever_the_machine_is() -> None:
    """Fourteen hours ahead of Greenwich, in Kiritimati."""
    with machine_in("Pacific/Kiritimati"):
        alert = alert_from(
            {"onset": "2026-11-23T12:00:00"}, level="minor", area="", sent=None, end_field="ends"
        )

    assert alert.onset == NOON


def read(words: dict[str, Any]) -> Alert:
    """Return what is read in an info block."""
    return alert_from(words, level="minor", area="Here", sent=words.get("sent"), end_field="ends")


def test_an_info_block_is_read_in_short_texts_and_moments_in_utc() -> None:
    """Without an onset it holds from where it is effective; what can't be read is unknown."""
    times = {"effective": "2026-11-23T13:00:00+01:00", "ends": "2026-11-23T14:00:00+01:00"}
    words = {"event": " Gale\n", "headline": "Gales\x07 \n tonight", "senderName": "Met\tOffice"}
    at: dict[str, Any] = {"onset": NOON, "ends": later(1), "issued_at": later(2)}

    alert = read({**words, **times, "sent": "2026-11-23T14:00:00"})
    other = {"sender": "w@met.example", "description": "Gales.", "expires": times["ends"]}
    odd = {"event": 7, "headline": ["x"], "senderName": None, "onset": "soon", "ends": 5}
    torn = read(other | odd)
    unnamed = read({"headline": "x" * 400, "senderName": "y" * 400})
    from_onset = read({**times, "onset": "2026-11-23T15:00:00Z"})
    odd_onset = read({**times, "onset": "soon"})

    assert alert == Alert("Gale", "minor", "Gales tonight", "Here", sender="Met Office", **at)
    assert torn == Alert("weather warning", "minor", area="Here")
    assert (unnamed.headline, unnamed.sender) == (f"{'x' * 299}…", f"{'y' * 99}…")
    assert unnamed.event == unnamed.headline
    assert (from_onset.onset, odd_onset.onset) == (later(3), NOON)
    assert read({"event": "z" * 400}).event == f"{'z' * 99}…"


@each_row(
    ("response", "is_over"),
    [
        ("AllClear", True),
        (["AllClear"], True),
        ([" ALLCLEAR\n", "allClear"], True),
        (["AllClear", "Monitor"], False),
        (["AllClear", None], False),
        ("Monitor", False),
        ([], False),
        (None, False),
    ],
)
def test_a_threat_is_over_where_nothing_else_is_to_be_done(
    response: object, *, is_over: bool
) -> None:
    """The response is one word, or a list."""
    assert is_all_clear(response) is is_over


@each_row(
    ("word", "told"),
    [
        *((word, word) for word in ("extreme", "severe", "moderate", "minor", "unknown")),
        *((" Severe\n", "severe"), ("worst", "unknown"), ("", "unknown"), (None, "unknown")),
    ],
)
def test_a_severity_is_one_of_five_words(word: object, told: str) -> None:
    """However it is written; any other is unknown."""
    assert severity(word) == told


@each_row(
    ("areas", "told"),
    [
        (["North", "South", "North"], "North, South"),
        (["x" * 300, "South"], f"{'x' * 199}…"),
        (["x" * 197, "South", "North"], f"{'x' * 197}, …"),
        (["x" * 150, "y" * 45], f"{'x' * 150}, {'y' * 45}"),
        (["x" * 150, "y" * 46], f"{'x' * 150}, …"),
        ([], ""),
    ],
)
def test_areas_are_one_short_text(areas: list[str], told: str) -> None:
    """With a sign for those that are left out."""
    assert joined(areas) == told
