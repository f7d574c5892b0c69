"""Canada's official warnings: which of them are told at a place, and in which words."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.alerts import FakeAlerts
from fakes.clock import MONDAY, FakeTime
from fakes.msc import OTTAWA_AREA, msc_warning, polygon, square
from fakes.rows import each_row

from bot.errors import ProviderError
from bot.fetching import Fetcher
from bot.kinds.alerts import Alert
from bot.providers.msc import Msc
from bot.providers.msc.alerts import alerts_at
from bot.queries import Span
from bot.reports import Place, Report

OTTAWA = Place("Ottawa", 45.41117, -75.69812, "America/Toronto", "CA", "Canada", "Ontario")
GATINEAU = Place("Gatineau", 45.47723, -75.70164, "America/Toronto", "CA", "Canada", "Quebec")
ZONE = ZoneInfo("America/Toronto")

X, Y = OTTAWA.longitude, OTTAWA.latitude
# What lies around Ottawa, and of which this is to be told apart.
NEIGHBOUR = polygon(square(-75.69, 45.2, -75.0, 45.6))
HOLE = square(-75.8, 45.3, -75.6, 45.5)
WITH_A_HOLE = polygon(square(-77, 44, -74, 47), HOLE)
# An L, whose own box holds the place but whose outline doesn't.
AROUND_THE_CORNER = polygon(
    [[-77, 45], [-75, 45], [-75, 45.4], [-76, 45.4], [-76, 46], [-77, 46], [-77, 45]]
)


class Service:
    """The provider and its service."""

    def __init__(self, fake: FakeAlerts, time: FakeTime, url: str, fetcher: Fetcher) -> None:
        self.fake = fake
        self.time = time
        self.provider = Msc(fetcher, time.clock, base_url=url, contact="me@bot.example")

    def reports(self, *places: Place) -> list[Report | None]:
        """Return what is reported on places."""
        deadline = self.time.clock.deadline(5)
        return self.provider.fetch(kinds.ALERTS, places, Span(), deadline)

    def told(self, *features: Any, place: Place = OTTAWA) -> tuple[Alert, ...]:
        """Return what is told at a place while the service has these features."""
        self.fake.in_canada = list(features)
        (report,) = self.reports(place)
        assert report
        return report.records

    def events(self, *features: Any) -> list[str]:
        """Return the events that are told while the service has these features."""
        return [alert.event for alert in self.told(*features)]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeAlerts, str, Fetcher]]:
    """Serve the service for all tests."""
    fake = FakeAlerts()
    with fake.serve() as url, closing(Fetcher()) as fetcher:
        yield fake, url, fetcher


@pytest.fixture
def service(served: tuple[FakeAlerts, str, Fetcher]) -> Iterator[Service]:
    """Give the service as if it were new, with the time at eleven on a Monday, UTC."""
    fake, url, fetcher = served
    fake.requests.clear()
    fake.most_at_once = 0
    while fake.arrivals.acquire(blocking=False):
        pass
    service = Service(fake, FakeTime(), url, fetcher)
    yield service
    service.provider.close()


def in_utc(hour: str) -> str:
    """Return a moment of that Monday as the service writes it."""
    return f"2026-11-23T{hour}:00.000Z"


# The request


def test_a_place_is_asked_for_by_a_small_box_around_it(service: Service) -> None:
    """With a User-Agent that says who asks."""
    service.told()

    (request,) = service.fake.requests
    assert request.params == {"f": "json", "bbox": "-75.7081,45.4012,-75.6881,45.4212"}
    assert request.headers["user-agent"] == "slack-weather-bot (me@bot.example)"


def test_places_are_asked_for_at_the_same_time_but_not_too_many(service: Service) -> None:
    """Four at once, and each place once."""
    service.fake.in_canada = [msc_warning()]
    places = [replace(OTTAWA, longitude=-120 + number) for number in range(9)]
    service.fake.gate.clear()
    reports: list[Report | None] = []
    asking = Thread(target=lambda: reports.extend(service.reports(OTTAWA, *places, OTTAWA)))
    asking.start()
    for _ in range(4):
        assert service.fake.arrivals.acquire(timeout=5)
    service.fake.gate.set()
    asking.join()

    assert service.fake.most_at_once == 4
    assert len(service.fake.requests) == 10
    told = [report and len(report.records) for report in reports]
    assert told == [1, *[0] * 9, 1]


# The words


def test_a_warning_is_told_in_its_own_words(service: Service) -> None:
    """It ends when its event does, though its message expires before."""
    assert service.told(msc_warning()) == (
        Alert(
            event="snowfall warning",
            severity="severe",
            headline="orange warning",
            area="Ottawa North - Kanata - Orléans",
            sender="Environment and Climate Change Canada",
            onset=datetime(2026, 11, 23, 13, 0, tzinfo=ZONE),
            ends=datetime(2026, 11, 24, 1, 0, tzinfo=ZONE),
            issued_at=datetime(2026, 11, 23, 4, 0, 52, 270_000, tzinfo=ZONE),
        ),
    )


@each_row(
    ("colour", "kind", "severity", "headline"),
    [
        ("red", "warning", "extreme", "red warning"),
        ("Orange", "watch", "severe", "orange watch"),
        ("yellow", "warning", "moderate", "yellow warning"),
        ("yellow", "advisory", "moderate", "yellow advisory"),
        ("yellow", None, "moderate", ""),
        (None, "warning", "severe", ""),
        (None, "watch", "moderate", ""),
        (None, "advisory", "moderate", ""),
        (None, "statement", "minor", ""),
        ("grey", "statement", "minor", "grey statement"),
        (None, "bulletin", "unknown", ""),
        ("yellow", "bulletin", "moderate", "yellow bulletin"),
        (["red"], {"of": "warning"}, "unknown", ""),
    ],
)
def test_the_colour_says_how_severe_a_warning_is(
    service: Service, colour: object, kind: object, severity: str, headline: str
) -> None:
    """Where there is none, its type does; the headline has both or is none."""
    (alert,) = service.told(msc_warning(risk_colour_en=colour, alert_type=kind))

    assert (alert.severity, alert.headline) == (severity, headline)


def test_what_a_warning_leaves_out_is_unknown(service: Service) -> None:
    """It is a warning all the same; what isn't there in English is told in French."""
    names = ("alert_name_en", "alert_short_name_en", "feature_name_en")
    dates = ("publication_datetime", "validity_datetime", "event_end_datetime")
    words = dict.fromkeys((*names, *dates, "expiration_datetime", "risk_colour_en", "alert_type"))

    assert service.told(msc_warning(**words)) == (
        Alert(
            "avertissement de neige",
            "unknown",
            area="Ottawa Nord - Kanata - Orléans",
            sender="Environment and Climate Change Canada",
        ),
    )
    assert [alert.onset for alert in service.told(msc_warning(validity_datetime=None))] == [None]
    (undated,) = service.told(msc_warning(publication_datetime=None))
    assert undated.issued_at is None
    nameless = dict.fromkeys(("alert_name_en", "alert_name_fr"))
    assert service.events(msc_warning(**nameless)) == ["Snowfall"]


@each_row(
    "answer",
    [
        {"features": [msc_warning()] * 1_001},
        *({"features": features} for features in (None, {}, 7, "features")),
        *({}, [], None, "features"),
    ],
)
def test_more_warnings_than_can_be_or_no_list_of_them_are_no_answer(answer: object) -> None:
    """Some of them would be left out, and which ones matter is not known."""
    with pytest.raises(ProviderError, match="without a list of warnings for a point"):
        alerts_at(answer, OTTAWA.latitude, OTTAWA.longitude, MONDAY)


def test_a_thousand_warnings_are_read() -> None:
    """It would be a stormy day."""
    features = [msc_warning()] * 999 + [msc_warning(alert_name_en="the last")]

    told = alerts_at({"features": features}, OTTAWA.latitude, OTTAWA.longitude, MONDAY)

    assert {alert.event for alert in told} == {"snowfall warning", "the last"}


def test_endless_and_hostile_texts_are_cut_and_on_one_line(service: Service) -> None:
    """Also in a great many warnings."""
    flood = [msc_warning(number, alert_name_en=f"{number}") for number in range(200)]
    long = msc_warning(
        alert_name_en="x" * 9_999,
        risk_colour_en="red",
        feature_name_en="a\n\u202eb\x00 c" * 999,
    )

    first, *others = service.told(*flood, long)

    assert len(others) == 99
    assert (len(first.event), len(first.area)) == (100, 200)
    assert first.area.startswith("a b ca b c")


# Where it holds


@each_row(
    ("outline", "is_own"),
    [
        (OTTAWA_AREA, True),
        (NEIGHBOUR, False),
        (WITH_A_HOLE, False),
        (polygon(square(-77, 44, -74, 47), square(-76.8, 45, -76, 46), HOLE), False),
        (AROUND_THE_CORNER, False),
        (polygon([[*corner, 70.5] for corner in square(-75.69, 45.2, -75.0, 45.6)]), False),
        (polygon(square(-75.8, 45.3, -75.69812, 45.5)), True),
        (polygon(square(-75.8, 45.3, -75.6, 45.5)[:-1]), True),
        (polygon(square(-75.8, 45.3, -75.6, 45.5)[::-1]), True),
        (polygon([[-75.69, 45.2], [-75.0, 45.2], [-75.0, 45.6]]), False),
        (polygon([[-75.6, 45.5], [-75.8, 45.4], [-75.6, 45.3]]), True),
        *(
            (polygon([[-75.8, 45.3], [-75.6, 45.3], [-75.8, 45.5]][::step]), False)
            for step in (1, -1)
        ),
        # On the edge in the north and, in either direction, in the east.
        (polygon(square(-75.8, 45.3, -75.6, Y)), True),
        *((polygon(square(-75.8, 45.3, X, 45.5)[::step]), True) for step in (1, -1)),
        # A triangle whose slope goes through the place.
        (polygon([[X - 0.5, Y - 0.5], [X + 0.5, Y + 0.5], [X - 0.5, Y + 0.5]]), True),
        (polygon([[X - 0.25, Y - 0.5], [X + 0.25, Y + 0.5], [X - 0.25, Y + 0.5]]), True),
        # A diamond whose eastern corner, and squares whose edge, lies in a line with the place.
        (polygon([[-75.8, Y], [-75.7, Y - 0.2], [-75.6, Y], [-75.7, Y + 0.2]]), True),
        (polygon(square(-75.69, Y, -75.0, 46)), False),
        (polygon(square(-75.69812, 45.42, -75.0, 46)), False),
        (polygon(square(-75.8, 45.2, X, 45.405)), False),
        (polygon(square(-75.8, Y, -75.705, 46)), False),
        (polygon([[*corner, 90.5] for corner in square(-75.69, 45.2, -75.0, 45.6)]), False),
        ({"type": "MultiPolygon", "coordinates": [NEIGHBOUR["coordinates"]] * 2}, False),
        (
            {
                "type": "MultiPolygon",
                "coordinates": [NEIGHBOUR["coordinates"], OTTAWA_AREA["coordinates"]],
            },
            True,
        ),
    ],
)
def test_a_warning_is_told_where_its_outline_holds_the_place(
    service: Service, outline: Any, *, is_own: bool
) -> None:
    """The service also answers with those of the regions beside it."""
    assert len(service.told(msc_warning(outline=outline))) == is_own


def test_both_sides_of_a_river_have_their_own_warnings(service: Service) -> None:
    """Ottawa and Gatineau lie seven kilometres apart."""
    south = msc_warning(1, polygon(square(-76, 45.3, -75, 45.44)), alert_name_en="south")
    north = msc_warning(2, polygon(square(-76, 45.44, -75, 45.6)), alert_name_en="north")
    service.fake.in_canada = [south, north]

    told = [
        report and [alert.event for alert in report.records]
        for report in service.reports(OTTAWA, GATINEAU)
    ]

    assert told == [["south"], ["north"]]


@each_row(
    "outline",
    [
        None,
        "POLYGON",
        {"type": "Point", "coordinates": [-75.7, 45.41]},
        {"type": ["Polygon"], "coordinates": [square(-77, 44, -74, 47)]},
        {"type": "Polygon", "coordinates": None},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": {"0": 1}},
        {"type": "MultiPolygon", "coordinates": 7},
        polygon(),
        polygon([]),
        polygon(None),
        polygon(7),
        polygon([7, 8, 9, 7]),
        polygon([{"0": -76, "1": 45}] * 4),
        {"type": "Area", "coordinates": [NEIGHBOUR["coordinates"]]},
        {"type": "Area", "coordinates": NEIGHBOUR["coordinates"]},
        polygon([[-76, 45], [-75, 46]]),
        polygon([[-76, 45], [-75, 46], [-75.5, None], [-76, 45]]),
        polygon([[-77], [-74], [-74]]),
        polygon(square(-76, 45, -75, 46), [[True, False]] * 4),
        polygon([[None, None]] * 4, square(0, 0, 1, 1)),
        polygon(*NEIGHBOUR["coordinates"], [[True, False]] * 4),
        {"type": "MultiPolygon", "coordinates": [NEIGHBOUR["coordinates"], None]},
        {"type": "MultiPolygon", "coordinates": [None, NEIGHBOUR["coordinates"]]},
    ],
)
def test_a_warning_whose_outline_can_t_be_read_is_told(service: Service, outline: Any) -> None:
    """The service has found it near the place, and its area is named."""
    assert service.events(msc_warning(outline=outline)) == ["snowfall warning"]


# Whether it is in force


@each_row("status", ["ended", "Ended ", "expired", "cancelled"])
def test_what_has_ended_is_not_told(service: Service, status: str) -> None:
    """The service keeps it for hours; where nothing else is, there is no warning."""
    assert service.events(msc_warning(status_en=status)) == []


@each_row("status", ["issued", "continued", "active", None, 7])
def test_any_other_warning_is_in_force(service: Service, status: object) -> None:
    """Words that nobody knows are no end of it."""
    assert service.events(msc_warning(status_en=status)) == ["snowfall warning"]


@each_row(
    ("event_ends", "message_expires", "until"),
    [
        ("15:00", "13:00", "15:00"),
        ("13:00", "15:00", "13:00"),
        ("13:00", None, "13:00"),
        (None, "13:00", "13:00"),
        ("13:00", "10:00", "13:00"),  # the message is stale, the event is not over
        ("10:00", "13:00", "13:00"),  # the event was to be over, but nobody has ended it
        ("soon", "13:00", "13:00"),
    ],
)
def test_a_warning_ends_with_its_event(
    service: Service, event_ends: str | None, message_expires: str | None, until: str
) -> None:
    """Unless that time has gone by without its end."""
    ends, expires = (
        moment and (in_utc(moment) if ":" in moment else moment)
        for moment in (event_ends, message_expires)
    )

    (alert,) = service.told(
        msc_warning(event_end_datetime=ends, expiration_datetime=expires),
        place=replace(OTTAWA, timezone="UTC"),
    )

    assert alert.ends
    assert f"{alert.ends:%H:%M}" == until


@each_row(
    ("event_ends", "message_expires"),
    [("10:00", "10:30"), ("10:59", None), (None, "11:00"), ("11:00", "09:00")],
)
def test_a_warning_of_which_every_end_has_gone_by_is_over(
    service: Service, event_ends: str | None, message_expires: str | None
) -> None:
    """Though the service still lists it."""
    ends, expires = (moment and in_utc(moment) for moment in (event_ends, message_expires))

    assert service.events(msc_warning(event_end_datetime=ends, expiration_datetime=expires)) == []


def test_a_warning_without_an_end_holds_as_long_as_it_is_listed(service: Service) -> None:
    """No end is made up for it."""
    (alert,) = service.told(msc_warning(event_end_datetime=None, expiration_datetime=None))

    assert alert.ends is None


def test_the_same_warning_is_told_once(service: Service) -> None:
    """The newest issue, with the areas of all; another end, event or colour is another warning.

    The areas of the newest come first.
    """
    earlier = {"validity_datetime": in_utc("17:00"), "publication_datetime": in_utc("08:00")}
    old = msc_warning(1, feature_name_en="Hull", **earlier)
    beside = msc_warning(
        2, feature_id="fea1-1814", feature_name_en="Gatineau", publication_datetime=None
    )
    nowhere = msc_warning(7, feature_id="fea1-0", feature_name_en=None, feature_name_fr=None)
    longer = msc_warning(3, event_end_datetime="2026-11-25T06:00:00.000Z")
    redder = msc_warning(4, risk_colour_en="red")
    other = msc_warning(5, alert_name_en="wind warning")

    red, *others = service.told(*(old, beside, nowhere, msc_warning(6), longer, redder, other, old))

    assert red.severity == "extreme"
    assert sorted(alert.event for alert in others) == [
        "snowfall warning",
        "snowfall warning",
        "wind warning",
    ]
    (joined,) = [alert for alert in others if "Gatineau" in alert.area]
    assert joined.area == "Ottawa North - Kanata - Orléans, Hull, Gatineau"
    assert joined.onset
    assert (joined.onset.hour, joined.issued_at and joined.issued_at.hour) == (13, 4)


def test_the_most_severe_warning_comes_first(service: Service) -> None:
    """Then the earliest."""
    features = [
        msc_warning(1, alert_name_en="d", risk_colour_en=None, alert_type="statement"),
        msc_warning(2, alert_name_en="c", risk_colour_en="yellow"),
        msc_warning(3, alert_name_en="b", validity_datetime=in_utc("20:00")),
        msc_warning(4, alert_name_en="a", validity_datetime=in_utc("19:00")),
        msc_warning(5, alert_name_en="_", risk_colour_en="red"),
    ]

    assert service.events(*features) == ["_", "a", "b", "c", "d"]


# What can't be read


def test_no_warning_is_told_from_an_answer_alone(service: Service) -> None:
    """An empty list is one, and so is one with the warnings of others."""
    assert service.told() == ()
    assert service.told(msc_warning(outline=NEIGHBOUR)) == ()
    for odd in (None, "2", True, [2], -1):
        answer = {"features": [msc_warning(outline=NEIGHBOUR)], "numberMatched": odd}
        assert alerts_at(answer, OTTAWA.latitude, OTTAWA.longitude, MONDAY) == ()


@each_row(
    "broken",
    [
        "warning",
        None,
        [],
        {},
        {"type": "Feature", "geometry": OTTAWA_AREA},
        {"type": "Feature", "geometry": OTTAWA_AREA, "properties": None},
        {"type": "Feature", "geometry": OTTAWA_AREA, "properties": "snow"},
    ],
)
def test_what_can_t_be_read_is_no_all_clear(service: Service, broken: Any) -> None:
    """Beside a warning that can be read it costs nothing."""
    with pytest.raises(ProviderError, match="not with all"):
        service.told(broken, msc_warning(outline=NEIGHBOUR))
    uncounted = {"features": [broken, msc_warning(outline=NEIGHBOUR)]}
    for answer in (uncounted, uncounted | {"numberMatched": 1}):
        with pytest.raises(ProviderError, match="1 warnings, not with all"):
            alerts_at(answer, OTTAWA.latitude, OTTAWA.longitude, MONDAY)

    assert service.events(broken, msc_warning()) == ["snowfall warning"]


def test_an_answer_that_is_cut_is_no_all_clear(service: Service) -> None:
    """The service gives five hundred at once, and says how many there are."""
    others = [msc_warning(number % 99, NEIGHBOUR) for number in range(501)]

    # The neighbour's own box reaches into the one that is asked for.
    with pytest.raises(ProviderError, match="500 warnings, not with all"):
        service.told(*others)

    assert service.told(*others[:500]) == ()
