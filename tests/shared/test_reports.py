"""How places are labelled and figures are shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fakes.rows import each_row

from bot import figures as units
from bot.kinds.current import CURRENT, Current
from bot.kinds.days import DAILY, Day
from bot.kinds.hours import HOURLY, Hour
from bot.languages import ENGLISH
from bot.reports import Place, Report, Source, Units, zone_of


@each_row(
    ("region", "country", "label"),
    [
        ("Texas", "United States", "Paris, Texas, United States"),
        ("", "France", "Paris, France"),
        ("Paris", "France", "Paris, France"),
        ("", "Paris", "Paris"),  # as Singapore and Luxembourg are called
        ("", "", "Paris"),
    ],
)
def test_a_label_names_what_is_known_and_differs(region: str, country: str, label: str) -> None:
    """Nothing is repeated, nothing is left empty."""
    place = Place("Paris", 0, 0, "UTC", region=region, country=country)

    assert place.label == label


def test_a_label_has_a_region_where_people_say_it() -> None:
    """In some countries always, and everywhere for a small place."""
    told = {
        code: [
            Place("X", 0, 0, "UTC", code, "C", "R", population).label
            for population in (99_999, 100_000, 5_000_000)
        ]
        for code in ("AU", "BR", "CA", "DE", "GB", "IN", "MX", "US", "FR", "JP", "")
    }

    always, seldom = ["X, R, C"] * 3, ["X, R, C", "X, C", "X, C"]
    few = ("FR", "JP", "")
    assert told == {code: seldom if code in few else always for code in told}


def test_reports_are_alike_however_they_came_and_places_however_known() -> None:
    """What is stored serves everybody who asks; a moment of observation is that of its figures."""
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    place, source = Place("Paris", 0, 0, "UTC"), Source("x", "", "")
    report = Report(place, source, now, CURRENT, (Current(now - timedelta(minutes=5)),))
    days = Report(place, source, now, DAILY, (Day(now.date()),))

    assert place.fame == 1  # where nobody counts
    assert replace(place, fame=7) == place
    assert replace(report, origin="stored") == report
    assert report.as_of == now - timedelta(minutes=5)
    assert days.as_of == replace(days, records=()).as_of == now
    assert (CURRENT.of(report), DAILY.of(report)) == (report.records, ())


def test_a_report_with_nothing_but_the_times_of_the_sun_is_blank() -> None:
    """They are computed here, whether the service knows the place or not."""
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    blank = Day(moment.date(), sunrise=moment, sunset=moment, day_length_s=0.0)
    report = Report(Place("Paris", 0, 0, "UTC"), Source("x", "", ""), moment, DAILY, (blank,))

    assert report.is_blank
    assert not replace(report, records=(replace(blank, high_c=0.0),)).is_blank
    assert not replace(report, records=(blank, replace(blank, weather_code=0))).is_blank
    assert replace(report, kind=HOURLY, records=(Hour(moment),)).is_blank
    assert replace(report, kind=CURRENT, records=(Current(moment),)).is_blank


@each_row("name", ["", None, 7, "Mars/Olympus", "../../etc/passwd", "\x00", "a" * 999])
def test_a_zone_that_nobody_knows_is_the_default(name: object) -> None:
    """Names of zones come from outside."""
    assert zone_of(name) == ZoneInfo("UTC")
    assert zone_of(name, "Asia/Tokyo") == ZoneInfo("Asia/Tokyo")
    assert zone_of("Europe/Paris") == ZoneInfo("Europe/Paris")
    assert zone_of(name, "Mars/Olympus") == UTC


@each_row(
    ("celsius", "shown_in", "text"),
    [
        (4.2, "metric", "4.2 °C"),
        (4.2, "imperial", "39.6 °F"),
        (-40.0, "imperial", "-40.0 °F"),
        (-0.04, "metric", "0.0 °C"),
        (None, "metric", None),
    ],
)
def test_temperatures(celsius: float | None, shown_in: Units, text: str | None) -> None:
    """To a tenth, never minus zero, unknown stays unknown."""
    assert units.temperature(celsius, shown_in) == text


@each_row(
    ("kmh", "from_deg", "shown_in", "text"),
    [
        (14.4, 225, "metric", "14 km/h from SW"),
        (14.4, 225, "imperial", "9 mph from SW"),
        (14.4, None, "metric", "14 km/h"),
        (0.0, 359, "metric", "0 km/h"),
        (0.4, 90, "metric", "0 km/h"),
        (0.6, 90, "metric", "1 km/h from E"),
        (0.7, 359, "imperial", "0 mph"),
        (14.4, 0, "metric", "14 km/h from N"),
        (None, 90, "metric", None),
    ],
)
def test_winds(
    kmh: float | None, from_deg: float | None, shown_in: Units, text: str | None
) -> None:
    """The direction is where the wind comes from; calm air has none."""
    assert units.wind(kmh, from_deg, shown_in, ENGLISH) == text


POINTS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW"


@each_row(
    ("degrees", "point"),
    [
        *[(11, "N"), (12, "NNE"), (349, "N"), (360, "N")],
        *[(22.5 * number, point) for number, point in enumerate(POINTS.split())],
    ],
)
def test_points_of_the_compass(degrees: float, point: str) -> None:
    """The nearest of sixteen."""
    assert units.compass(degrees, ENGLISH) == point


def test_precipitation_and_shares() -> None:
    """Millimetres to a tenth, inches to a hundredth, per cent whole."""
    assert units.precipitation(0.24, "metric") == "0.2 mm"
    assert units.precipitation(12.7, "imperial") == "0.50 in"
    assert units.precipitation(None, "imperial") is None
    assert units.percent(80.6) == "81 %"
    assert units.percent(None) is None
    assert units.speed(None, "imperial") is None


SKIES = {
    "☀️": {0: "clear sky"},
    "🌤️": {1: "mainly clear"},
    "⛅": {2: "partly cloudy"},
    "☁️": {3: "overcast"},
    "🌫️": {45: "fog", 48: "freezing fog"},
    "🌦️": {51: "light drizzle", 53: "drizzle", 61: "light rain", 80: "light showers"},
    "🌧️": {
        55: "heavy drizzle",
        56: "light freezing drizzle",
        57: "freezing drizzle",
        63: "rain",
        65: "heavy rain",
        66: "light freezing rain",
        67: "freezing rain",
        81: "showers",
    },
    "🌨️": {71: "light snow", 73: "snow", 77: "snow grains", 85: "light snow showers"},
    "❄️": {75: "heavy snow", 86: "heavy snow showers"},
    "⛈️": {
        82: "violent showers",
        95: "thunderstorm",
        96: "thunderstorm with light hail",
        99: "thunderstorm with heavy hail",
    },
}


def test_weather_codes_have_words_and_emoji() -> None:
    """Those that nobody defined have none; by night, a clear sky has a moon."""
    told: dict[int | None, tuple[str, str]] = {
        code: (words, emoji) for emoji, codes in SKIES.items() for code, words in codes.items()
    }

    for code in (*range(101), None):
        assert (units.conditions(code), units.emoji(code)) == told.get(code, (None, None))
        assert units.emoji(code, is_day=True) == units.emoji(code)
        by_night = "🌙" if code in (0, 1) else units.emoji(code)
        assert units.emoji(code, is_day=False) == by_night
