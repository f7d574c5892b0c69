"""What replies show beside their words, for whatever their reports are about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.rows import each_row

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table, exhibits_from_json
from bot.kinds.air import Air
from bot.kinds.alerts import Alert
from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.kinds.sea import SEA_DAYS, SeaDay
from bot.kinds.sky import Sky
from bot.languages import ENGLISH, language_of
from bot.messages import Answer, Reply, answer_from_json, to_json
from bot.presentation import exhibits_of
from bot.reports import Place, Report, Shown, Source, Units

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
SOURCE = Source("test", "", "")
LONDON = Place("London", 51.5, -0.1, "Europe/London", "GB", "United Kingdom", "England")
TOKYO = Place("Tokyo", 35.7, 139.7, "Asia/Tokyo", "JP", "Japan")
BENGALURU = Place("Bengaluru", 13.0, 77.6, "Asia/Kolkata", "IN", "India")
OSLO = Place("Oslo", 59.9, 10.7, "Europe/Oslo", "NO", "Norway")
CURRENT = Current(NOW, 4.2, 1.04, 81, 0.2, 61, 90, 14.2, 225, 30, is_day=True)


def day(number: int, low_c: float | None = 1.0, high_c: float | None = 8.0) -> Day:
    """Return a day of November with a little rain."""
    return Day(
        date(2026, 11, number),
        weather_code=61,
        high_c=high_c,
        low_c=low_c,
        precipitation_mm=1.2,
        precipitation_probability_pct=40.0 + number,
        wind_kmh=20,
    )


def hours(count: int, place: Place = LONDON, **missing: None) -> Report:
    """Return a report by the hour from eleven on, a degree warmer with each."""
    begin = NOW.astimezone(ZoneInfo(place.timezone))
    told = [
        Hour(
            begin + timedelta(hours=number),
            temperature_c=float(number),
            precipitation_probability_pct=float(number),
            **missing,
        )
        for number in range(count)
    ]
    return Report(place, SOURCE, NOW, kinds.HOURLY, tuple(told))


def shown(*reports: Report, units: Units = "metric") -> tuple[Exhibit, ...]:
    """Return what is shown for reports that are read in the same units."""
    return exhibits_of([Shown(report, units) for report in reports], ENGLISH)


def current(place: Place = LONDON, conditions: Current = CURRENT) -> Report:
    """Return a report on the present moment."""
    return Report(place, SOURCE, NOW, kinds.CURRENT, (conditions,))


def test_what_was_asked_for_beside_the_point_is_not_shown() -> None:
    """Unless it was asked for itself as well."""
    report = Report(LONDON, SOURCE, NOW, kinds.CURRENT, (CURRENT,))
    aside, own = Shown(report, "metric", is_aside=True), Shown(report, "metric")

    assert exhibits_of([aside], ENGLISH) == ()
    assert exhibits_of([aside, own], ENGLISH) == exhibits_of([own], ENGLISH) != ()


def test_one_place_now_is_a_card() -> None:
    """Its most important line below the name, the rest in one line more."""
    assert shown(current()) == (
        Card(
            "London, England, United Kingdom",
            "🌦️ 4.2 °C light rain",
            "Feels like 1.0 °C · Wind 14 km/h from SW · Rain 0.2 mm · Humidity 81 %",
        ),
    )
    clear = replace(CURRENT, weather_code=0)
    by_day, by_night = (
        shown(current(conditions=replace(clear, is_day=day))) for day in (True, False)
    )
    told = (*by_day, *by_night)
    assert [card.subtitle for card in told if isinstance(card, Card)] == [
        "☀️ 4.2 °C clear sky",
        "🌙 4.2 °C clear sky",
    ]


def test_several_places_now_are_a_table() -> None:
    """A row each, in the order of the reports, in the units of each."""
    (table,) = exhibits_of([Shown(current(), "metric"), Shown(current(OSLO), "imperial")], ENGLISH)

    assert isinstance(table, Table)
    assert table.columns == ("Place", "Now", "Feels like", "Wind", "Rain", "Humidity")
    assert [row[0] for row in table.rows] == ["London", "Oslo"]
    assert [row[3] for row in table.rows] == ["14 km/h from SW", "9 mph from SW"]


def test_places_of_one_name_are_told_apart() -> None:
    """In tables and charts, by their whole labels; a place of a name of its own has that alone."""
    texas = replace(LONDON, name="Paris", region="Texas", country="United States")
    france = replace(LONDON, name="Paris", region="", country="France")
    places = (texas, OSLO, france)
    names = ["Paris, Texas, United States", "Oslo", "Paris, France"]

    (table,) = shown(*map(current, places))
    (chart,) = shown(*(hours(4, place) for place in places))
    (same,) = shown(current(), current(conditions=replace(CURRENT, gusts_kmh=None)))

    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == names
    assert isinstance(chart, Chart)
    assert [series.name for series in chart.series] == names
    assert isinstance(same, Table)
    assert [row[0] for row in same.rows] == ["London", "London"]


def test_a_report_that_is_shown_again_in_other_units_keeps_its_row() -> None:
    """It stands where and as it was shown first."""
    london, oslo = current(), current(OSLO)

    (table,) = exhibits_of(
        [Shown(london, "metric"), Shown(oslo, "metric"), Shown(london, "imperial")], ENGLISH
    )

    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["London", "Oslo"]
    assert [row[3] for row in table.rows] == ["14 km/h from SW"] * 2


def test_what_no_source_says_has_no_column() -> None:
    """And what only some say has a sign for nothing, never a zero."""
    partly = replace(CURRENT, humidity_pct=None, feels_like_c=None)
    silent = replace(partly, precipitation_mm=None)

    for told, last in ((partly, silent), ["0.2 mm", "-"]), ((silent, partly), ["-", "0.2 mm"]):
        (table,) = shown(*map(current, (LONDON, OSLO), told))
        assert isinstance(table, Table)
        assert table.columns == ("Place", "Now", "Wind", "Rain")
        assert [row[-1] for row in table.rows] == last


def test_one_day_is_a_card_or_a_table() -> None:
    """Coming or past."""
    london, oslo = (Report(place, SOURCE, NOW, kinds.DAILY, (day(24),)) for place in (LONDON, OSLO))

    (card,), (table,) = shown(london), shown(london, oslo)

    assert isinstance(card, Card)
    assert card.subtitle == "🌦️ light rain"
    assert (
        card.body == "Low 1.0 °C · High 8.0 °C · Chance of rain 64 % · Rain 1.2 mm · Wind 20 km/h"
    )
    assert isinstance(table, Table)
    assert table.rows[1][:4] == ("Oslo", "🌦️ light rain", "1.0 °C", "8.0 °C")


def test_one_day_of_a_place_is_a_card_beside_several_days_of_another() -> None:
    """Those are charts."""
    days = Report(LONDON, SOURCE, NOW, kinds.DAILY, (day(23), day(24), day(25)))

    card, *charts = shown(days, Report(OSLO, SOURCE, NOW, kinds.DAILY, (day(24),)))

    assert isinstance(card, Card)
    assert (card.title, card.subtitle) == (OSLO.label, "🌦️ light rain")
    assert [chart.title for chart in charts if isinstance(chart, Chart)] == [
        *("Temperature, London", "Chance of rain, London"),
    ]


def test_several_days_of_one_place_are_charts() -> None:
    """Low and high in one, the chance of rain in the other."""
    report = Report(LONDON, SOURCE, NOW, kinds.DAILY, (day(23), day(24, 2.0, 9.5), day(25)))

    temperature, rain = shown(report, units="imperial")

    assert temperature == Chart(
        "Temperature, London",
        ("Mon 23", "Tue 24", "Wed 25"),
        (Series("High", (46.4, 49.1, 46.4)), Series("Low", (33.8, 35.6, 33.8))),
        "°F",
    )
    assert isinstance(rain, Chart)
    assert (rain.unit, rain.series) == ("%", (Series("Rain", (63.0, 64.0, 65.0)),))


def test_several_days_of_several_places_are_a_table_and_a_chart() -> None:
    """The table sums up, the chart compares."""
    days = tuple(day(number, float(number), number + 5.0) for number in range(20, 25))
    reports = [Report(place, SOURCE, NOW, kinds.DAILY, days) for place in (LONDON, OSLO)]

    table, chart = shown(*reports)

    assert isinstance(table, Table)
    assert table.columns == ("Place", "Lowest", "Highest", "Chance of rain")
    assert table.rows[0] == ("London", "20.0 °C", "29.0 °C", "64 %")
    assert isinstance(chart, Chart)
    assert [series.name for series in chart.series] == ["London", "Oslo"]
    assert shown(reports[0], replace(reports[1], kind=kinds.PAST)) == (table, chart)


def test_what_is_unknown_on_all_days_of_a_place_is_no_nought() -> None:
    """Beside a place that has it."""
    cold = Report(LONDON, SOURCE, NOW, kinds.DAILY, tuple(day(at, -5.0) for at in (24, 25, 26)))
    blank = Report(OSLO, SOURCE, NOW, kinds.DAILY, tuple(day(at, None) for at in (24, 25, 26)))

    table, *_ = shown(cold, blank)

    assert isinstance(table, Table)
    lowest = table.columns.index("Lowest")
    assert [row[lowest] for row in table.rows] == ["-5.0 °C", "-"]


def test_hours_are_drawn_before_days_in_the_units_of_the_first() -> None:
    """Of several places in one chart; a week has its weekdays, more days have their numbers."""
    days = [
        Report(place, SOURCE, NOW, kinds.DAILY, tuple(day(at) for at in range(2, 2 + count)))
        for place, count in ((LONDON, 7), (OSLO, 8))
    ]

    of_hours = shown(days[0], hours(4), hours(4, OSLO), units="imperial")
    (*_, week), (*_, more) = shown(days[0]), shown(days[1])

    charts = [each for each in of_hours if isinstance(each, Chart)]
    assert [(each.title, each.unit) for each in charts] == [("Temperature, London time", "°F")]
    assert charts[0].series[0] == Series("London", (32.0, 33.8, 35.6, 37.4))
    last = replace(hours(4), kind=replace(kinds.HOURLY, rank=99))
    assert shown(days[0], last) == shown(last)
    assert isinstance(week, Chart)
    assert isinstance(more, Chart)
    assert week.categories == ("Mon 2", "Tue 3", "Wed 4", "Thu 5", "Fri 6", "Sat 7", "Sun 8")
    assert more.categories == ("2 Nov", "3", "4", "5", "6", "7", "8", "9")


def test_of_several_kinds_the_weather_is_shown_first() -> None:
    """Whatever was asked for before it: the present, then days, then the air, the sun, the sea."""
    sea = tuple(SeaDay(date(2026, 11, at), 17.9, 2.3, 45.0, 11.0) for at in (23, 24, 25))
    air = Report(LONDON, SOURCE, NOW, kinds.AIR, (Air(NOW, 42, 61, 7.14),))
    today = Sky(date(2026, 11, 23), NOW, NOW + timedelta(hours=7), 25260, None, None, 0.5)
    days = Report(LONDON, SOURCE, NOW, kinds.DAILY, (day(23), day(24), day(25)))
    one = replace(days, records=days.records[:1])
    by_rank = [
        current(),
        one,
        air,
        Report(LONDON, SOURCE, NOW, kinds.SKY, (today,)),
        Report(LONDON, SOURCE, NOW, SEA_DAYS, sea[:1]),
    ]

    for more, first in enumerate(by_rank):
        assert shown(*reversed(by_rank[more:])) == shown(first)
    charts = shown(Report(LONDON, SOURCE, NOW, SEA_DAYS, sea), days)
    assert charts == shown(days)


def test_a_kind_without_sums_shows_its_first_day() -> None:
    """In a table of several places as on a card."""
    rise = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    first = Sky(rise.date(), rise, rise + timedelta(hours=8), 8 * 3600.0, None, None, 0.0)
    skies = (first, replace(first, date=date(2026, 11, 25), moon_phase=0.5))
    london, oslo = (Report(place, SOURCE, NOW, kinds.SKY, skies) for place in (LONDON, OSLO))

    row = ("07:30", "15:30", "8 h 0 min", "🌑 new moon")
    assert shown(london, oslo) == (
        Table(("Place", "Sunrise", "Sunset", "Day", "Moon"), (("London", *row), ("Oslo", *row))),
    )
    (card,) = shown(london)
    assert card == Card(
        LONDON.label, "Sunrise 07:30", "Sunset 15:30 · Day 8 h 0 min · Moon 🌑 new moon"
    )


def test_a_chart_has_one_scale() -> None:
    """That of the first place, whatever the others are told in."""
    days = tuple(day(number) for number in range(20, 25))
    reports = [Report(place, SOURCE, NOW, kinds.DAILY, days) for place in (LONDON, OSLO)]

    _, chart = exhibits_of([Shown(reports[0], "metric"), Shown(reports[1], "imperial")], ENGLISH)

    assert isinstance(chart, Chart)
    assert chart.unit == "°C"
    assert chart.series[0].values == chart.series[1].values


def test_a_kind_that_compares_nothing_draws_the_first_place() -> None:
    """In metric units where nobody has asked for any; a report of nothing is passed over."""
    alone = replace(kinds.DAILY, comparison=None)
    days = tuple(day(number) for number in range(20, 25))
    london, oslo = (Report(place, SOURCE, NOW, alone, days) for place in (LONDON, OSLO))
    nothing = Report(LONDON, SOURCE, NOW, kinds.CURRENT, ())

    table, *charts = exhibits_of([Shown(each, None) for each in (london, oslo)], ENGLISH)

    assert isinstance(table, Table)
    assert tuple(charts) == shown(replace(london, kind=kinds.DAILY))
    assert shown(nothing) == ()
    assert shown(nothing, london) == shown(london)


def test_days_are_compared_with_the_same_days() -> None:
    """Though it is tomorrow already elsewhere."""
    days = [day(number, high_c=float(number)) for number in range(20, 26)]
    reports = [
        Report(LONDON, SOURCE, NOW, kinds.DAILY, tuple(days[:5])),
        Report(TOKYO, SOURCE, NOW, kinds.DAILY, tuple(days[1:])),
    ]

    _, chart = shown(*reports)

    assert isinstance(chart, Chart)
    assert chart.categories == ("Sat 21", "Sun 22", "Mon 23", "Tue 24")
    assert chart.series[0].values == chart.series[1].values == (21.0, 22.0, 23.0, 24.0)
    many = tuple(day(number, high_c=float(number)) for number in range(10, 20))
    (_, chart) = shown(*(replace(report, records=many) for report in reports))
    assert isinstance(chart, Chart)
    assert [series.values for series in chart.series] == [tuple(map(float, range(10, 20)))] * 2


def test_hours_of_several_places_are_the_same_moments() -> None:
    """By the clock of the first; half an hour does not matter."""
    reports = [hours(5), hours(5, TOKYO), hours(5, BENGALURU)]

    (chart,) = shown(*reports, hours(5, replace(LONDON, name="Leeds")))

    assert isinstance(chart, Chart)
    assert chart.title == "Temperature, London time"
    assert chart.categories[0] == "Mon 11"
    assert [series.values for series in chart.series] == [(0.0, 1.0, 2.0, 3.0, 4.0)] * 4
    leeds = hours(5, replace(LONDON, name="Leeds"))
    names = ("London", "Leeds", "Tokyo")
    series = tuple(Series(name, chart.series[0].values) for name in names)
    assert shown(reports[0], leeds, reports[1]) == (replace(chart, series=series),)
    first, second, third, *others = reports[2].records
    gap = (first, second, replace(third, temperature_c=None), *others)
    (chart,) = shown(*reports[:2], replace(reports[2], records=gap))
    assert isinstance(chart, Chart)
    assert [series.values for series in chart.series] == [(0.0, 1.0, 3.0, 4.0)] * 3


def test_hours_of_two_days_are_those_of_the_same_day() -> None:
    """By the clocks of each place as by the moment: the same hour comes again."""
    later = [
        replace(hour, time=hour.time.replace(tzinfo=ZoneInfo(TOKYO.timezone)))
        for hour in hours(40).records
    ]
    by_clock = Report(TOKYO, SOURCE, NOW, kinds.HOURLY, tuple(later))

    for others in (by_clock, hours(40, TOKYO)):
        (chart,) = shown(hours(40), others)
        assert isinstance(chart, Chart)
        assert [series.values for series in chart.series] == [
            tuple(map(float, range(0, 40, 2)))
        ] * 2


def test_an_hour_that_the_clock_shows_twice_has_both_its_values() -> None:
    """In autumn, where several places are compared by their clocks."""
    begin, zone = datetime(2026, 10, 24, 23, tzinfo=UTC), ZoneInfo(OSLO.timezone)
    told = tuple(
        Hour((begin + timedelta(hours=at)).astimezone(zone), temperature_c=float(at))
        for at in range(5)
    )

    (chart,) = shown(
        *(
            Report(place, SOURCE, NOW, kinds.HOURLY, told)
            for place in (OSLO, replace(OSLO, name="Moss"))
        )
    )

    assert isinstance(chart, Chart)
    assert chart.categories == ("Sun 01", "Sun 02", "Sun 02", "Sun 03", "Sun 04")
    assert [series.values for series in chart.series] == [(0.0, 1.0, 2.0, 3.0, 4.0)] * 2


def test_the_same_hours_of_everybodys_day_are_compared_by_their_clocks() -> None:
    """As for "tomorrow" in each place."""
    nine_hours_on = [
        replace(hour, time=hour.time.replace(tzinfo=ZoneInfo(TOKYO.timezone)))
        for hour in hours(5).records
    ]

    (chart,) = shown(hours(5), Report(TOKYO, SOURCE, NOW, kinds.HOURLY, tuple(nine_hours_on)))

    assert isinstance(chart, Chart)
    assert (chart.title, len(chart.categories)) == ("Temperature", 5)


def test_two_days_are_no_chart() -> None:
    """There is nothing to see in it."""
    assert shown(Report(LONDON, SOURCE, NOW, kinds.DAILY, (day(23), day(24)))) == ()


def test_many_hours_become_fewer_points() -> None:
    """At even distances."""
    temperature, _ = shown(hours(48))

    assert isinstance(temperature, Chart)
    assert len(temperature.categories) == 16
    assert temperature.categories[:2] == ("Mon 11", "Mon 14")
    assert temperature.series[0].name == "London"
    assert temperature.series[0].values[:3] == (0.0, 3.0, 6.0)
    drawn = [shown(hours(count))[0] for count in (20, 21)]
    assert [len(chart.categories) for chart in drawn if isinstance(chart, Chart)] == [20, 11]


def test_hours_are_labelled_with_their_minutes_where_they_have_any() -> None:
    """India's clocks are half an hour off the full hours of others."""
    temperature, _ = shown(hours(3, BENGALURU))

    assert isinstance(temperature, Chart)
    assert temperature.categories == ("Mon 16:30", "Mon 17:30", "Mon 18:30")


def test_points_that_are_unknown_are_left_out() -> None:
    """A chart needs a value for every one of them."""
    days = (day(22), day(23, None), day(24), day(25))

    temperature, rain = shown(Report(LONDON, SOURCE, NOW, kinds.DAILY, days))

    assert isinstance(temperature, Chart)
    assert len(temperature.categories) == 3
    assert isinstance(rain, Chart)
    assert len(rain.categories) == 4
    alone = [
        replace(each, precipitation_probability_pct=None, precipitation_mm=None) for each in days
    ]
    (only,) = shown(Report(LONDON, SOURCE, NOW, kinds.DAILY, tuple(alone)))
    assert only == temperature
    (other,) = shown(Report(LONDON, SOURCE, NOW, kinds.DAILY, days[:3]))
    assert other == replace(
        rain, categories=rain.categories[:3], series=(Series("Rain", (62.0, 63.0, 64.0)),)
    )


def test_no_more_lines_are_drawn_than_a_chart_holds() -> None:
    """The first places that were asked for."""
    places = [replace(OSLO, name=f"Town {number}") for number in range(9)]

    (chart,) = shown(*(hours(5, place) for place in places))

    assert isinstance(chart, Chart)
    assert [series.name for series in chart.series] == [f"Town {n}" for n in range(6)]


def test_air_and_sky_are_cards_and_tables() -> None:
    """Like the weather."""
    air = Report(LONDON, SOURCE, NOW, kinds.AIR, (Air(NOW, 42, 61, 7.14, uv_index=2.6),))
    today = Sky(date(2026, 11, 23), NOW, NOW + timedelta(hours=7), 25260, None, None, 0.5)
    sky = Report(OSLO, SOURCE, NOW, kinds.SKY, (today,))

    (air_card,), (sky_card,) = shown(air), shown(sky)
    (table,) = shown(air, replace(air, place=OSLO))

    assert isinstance(air_card, Card)
    assert air_card.subtitle == "moderate, 42 (European index)"
    assert air_card.body == "US index 61 · PM2.5 7.1 µg/m³ · UV 3"
    assert isinstance(sky_card, Card)
    assert sky_card.body == "Sunset 18:00 · Day 7 h 1 min · Moon 🌕 full moon"
    assert sky_card.subtitle == "Sunrise 11:00"
    assert isinstance(table, Table)
    assert table.columns == ("Place", "Air quality", "US index", "PM2.5", "UV")


@each_row(
    ("sunset", "day_length_s", "subtitle", "body"),
    [
        (None, 0, "polar night", "Day 0 min · Moon 🌕 full moon"),
        (None, 86_400, "midnight sun", "Day 24 h 0 min · Moon 🌕 full moon"),
        (
            datetime(2026, 11, 24, 0, 3, tzinfo=UTC),
            3600,
            "Sunset 00:03 (Tuesday)",
            "Day 1 h 0 min · Moon 🌕 full moon",
        ),
    ],
)
def test_a_card_of_the_sky_says_what_its_first_figure_is(
    sunset: datetime | None, day_length_s: float, subtitle: str, body: str
) -> None:
    """Also where the sun doesn't rise, or sets on another day."""
    today = Sky(date(2026, 11, 23), None, sunset, day_length_s, None, None, 0.5)

    (card,) = shown(Report(OSLO, SOURCE, NOW, kinds.SKY, (today,)))

    assert isinstance(card, Card)
    assert (card.subtitle, card.body) == (subtitle, body)


def test_a_day_that_the_sun_begins_and_does_not_end_has_its_sunrise() -> None:
    """It is the first one of the midnight sun; the sun can rise before midnight as well."""
    early = datetime(2026, 11, 22, 23, 57, tzinfo=UTC)
    cards = [
        shown(Report(OSLO, SOURCE, NOW, kinds.SKY, (first,)))[0]
        for risen in (early, early + timedelta(hours=2))
        for first in [Sky(date(2026, 11, 23), risen, None, 75_600, None, None, 0.5)]
    ]

    told = [(card.subtitle, card.body) for card in cards if isinstance(card, Card)]
    body = "Day 21 h 0 min · Moon 🌕 full moon"
    assert told == [("Sunrise 23:57 (Sunday)", body), ("Sunrise 01:57", body)]


def test_a_sunset_after_midnight_has_its_weekday_in_the_language_of_the_person() -> None:
    """As the rest of a card."""
    sunset = datetime(2026, 11, 24, 0, 3, tzinfo=UTC)
    report = Report(
        OSLO, SOURCE, NOW, kinds.SKY, (Sky(NOW.date(), NOW, sunset, 3600, None, None, 0.5),)
    )

    (card,) = exhibits_of([Shown(report, None)], language_of("de-DE"))

    assert isinstance(card, Card)
    assert "Sonnenuntergang 00:03 (Dienstag)" in card.body


def test_severe_warnings_stand_on_top() -> None:
    """A few, the rest is in the words; what is minor is in the words alone."""
    alert = Alert("Flood Warning", "severe", area="Thames", sender="Met", ends=NOW)
    alerts = (replace(alert, severity="extreme"), alert, replace(alert, severity="moderate"))
    report = Report(
        LONDON, SOURCE, NOW, kinds.ALERTS, (*alerts, alert, replace(alert, severity="minor"))
    )

    first, *others = shown(report, current())

    assert first == Notice("extreme", "Flood Warning: London · Thames · until Mon 11:00 · Met")
    assert [type(item) for item in others] == [Notice, Notice, Card]


def test_the_worst_warning_of_all_places_comes_first() -> None:
    """Others of places that were asked for before do not hide it; equal ones keep their order."""
    alert = Alert("Wind", "moderate")
    two = (replace(alert, severity="severe"), Alert("Ice", "severe"), alert)
    week = Report(LONDON, SOURCE, NOW, kinds.DAILY, tuple(day(at) for at in range(22, 29)))
    warned = shown(Report(LONDON, SOURCE, NOW, kinds.ALERTS, two), week)
    assert warned[:2] == (Notice("severe", "Wind: London"), Notice("severe", "Ice: London"))
    assert warned[-2:] == shown(week)
    report = Report(LONDON, SOURCE, NOW, kinds.ALERTS, (alert,) * 3)
    extreme = Report(OSLO, SOURCE, NOW, kinds.ALERTS, (replace(alert, severity="extreme"),))

    first, *others = shown(report, extreme)

    assert first == Notice("extreme", "Wind: Oslo")
    assert len(others) == 2


def test_a_warning_that_has_not_begun_says_when_it_does() -> None:
    """The severest of those in force come first; beyond six days a weekday would be another one."""
    hail = Alert("Hail", "moderate", onset=NOW + timedelta(hours=1))
    storm = Alert(
        "Storm", "extreme", onset=NOW + timedelta(days=2), ends=NOW + timedelta(days=7, hours=-1)
    )
    frost = Alert("Frost", "moderate", onset=NOW, ends=NOW + timedelta(days=6))
    far = Alert("Flood", "extreme", elsewhere_in="United Kingdom")
    report = Report(LONDON, SOURCE, NOW, kinds.ALERTS, (hail, storm, frost, far))

    assert shown(report) == (
        Notice("moderate", "Frost: London · until Sun 11:00"),
        Notice("extreme", "Storm: London · from Wed 11:00 until Mon 30 Nov 10:00"),
        Notice("moderate", "Hail: London · from Mon 12:00"),
    )


def test_the_day_of_a_warning_is_that_of_its_place() -> None:
    """There it can be tomorrow already; an area of the place's own name is said once."""
    zone = ZoneInfo(TOKYO.timezone)
    evening = datetime(2026, 11, 23, 20, tzinfo=UTC)
    rain = Alert("Rain", "severe", area="Tokyo", ends=datetime(2026, 11, 30, 10, tzinfo=zone))

    told = shown(Report(TOKYO, SOURCE, evening, kinds.ALERTS, (rain,)))

    assert told == (Notice("severe", "Rain: Tokyo · until Mon 10:00"),)


def test_nothing_to_show_is_nothing_shown() -> None:
    """Without reports, and for one of which nothing is known."""
    assert shown() == ()
    assert shown(current(LONDON, Current(NOW))) == ()


def test_exhibits_are_stored_with_their_answer() -> None:
    """And come back as they were."""
    days = tuple(day(number) for number in range(20, 25))
    alert = Alert("Gale", "severe", area="Thames")
    exhibits = shown(
        Report(LONDON, SOURCE, NOW, kinds.ALERTS, (alert,)),
        Report(LONDON, SOURCE, NOW, kinds.DAILY, days),
        Report(OSLO, SOURCE, NOW, kinds.DAILY, days),
    ) + shown(current())
    series = tuple(Series(name, (0.0, None, -1.5)) for name in ("Oslo", "Bergen", "Moss"))
    exhibits += (Chart("Low", ("Wed", "Thu", "Fri"), series, "°C"),)
    rows = (("Oslo", "3 °C", "-"), ("Bergen", "14 °C", "2 mm"), ("Moss", "-", "0 mm"))
    exhibits += (Table(("Place", "Now", "Rain"), rows),)
    answer = Answer(Reply("Mild.", exhibits=exhibits, language="de", is_answer=True))

    assert {type(item) for item in exhibits} == {Notice, Table, Chart, Card}
    assert answer_from_json(to_json(answer)) == answer
    assert exhibits_from_json([]) == ()


def test_words_are_in_the_language_of_the_person() -> None:
    """Conditions, winds, headings, days and titles; names and feeds have their own."""
    german, japanese = language_of("de-DE"), language_of("ja-JP")
    ends = NOW + timedelta(hours=10)
    gale = Alert("Gale", "severe", area="Coast", sender="Met", ends=ends)
    warned = Report(LONDON, SOURCE, NOW, kinds.ALERTS, (gale,))
    days = Report(LONDON, SOURCE, NOW, kinds.DAILY, (day(23), day(24), day(25)))

    notice, card = exhibits_of([Shown(warned, None), Shown(current(), "metric")], german)
    temperature, rain = exhibits_of([Shown(days, "metric")], japanese)

    assert isinstance(notice, Notice)
    assert notice.text == "Gale: London · Coast · bis Mo 21:00 · Met"
    assert card == Card(
        "London, England, United Kingdom",
        "🌦️ 4,2 °C leichter Regen",
        "Gefühlt 1,0 °C · Wind 14 km/h aus SW · Regen 0,2 mm · Luftfeuchte 81 %",
    )
    assert isinstance(temperature, Chart)
    assert isinstance(rain, Chart)
    assert (temperature.title, rain.title) == ("気温、London", "降水確率、London")
    assert temperature.categories[0] == "月 23"
    assert [series.name for series in temperature.series] == ["最高", "最低"]


def test_the_quality_of_the_air_is_told_by_the_index_that_is_usual_there() -> None:
    """With its word and its name, in the person's language."""
    paris = Place("Paris", 48.9, 2.3, "Europe/Paris", "FR", "France")
    austin = Place("Austin", 30.3, -97.7, "America/Chicago", "US", "United States")
    ponce = Place("Ponce", 18.0, -66.6, "America/Puerto_Rico", "PR", "Puerto Rico")
    told = [
        exhibits_of([Shown(Report(place, SOURCE, NOW, kinds.AIR, (air,)), None)], language)
        for place, air, language in (
            (paris, Air(NOW, 67, 90), language_of("en")),
            (paris, Air(NOW, 100.4, None, 80.0), language_of("de")),
            (paris, Air(NOW, None, 20), language_of("en")),
            (paris, Air(NOW, 20), language_of("en")),
            (paris, Air(NOW, 21), language_of("en")),
            (austin, Air(NOW, 67, 101), language_of("es")),
            (austin, Air(NOW, 0), language_of("en")),
            (ponce, Air(NOW, 67, 300.6), language_of("en")),
        )
    ]

    assert [card.subtitle for (card,) in told if isinstance(card, Card)] == [
        "poor, 67 (European index)",
        "äußerst schlecht, 100 (europäischer Index)",
        "good, 20 (US index)",
        "good, 20 (European index)",
        "fair, 21 (European index)",
        "insalubre para grupos sensibles, 101 (índice de EE. UU.)",
        "good, 0 (European index)",
        "hazardous, 301 (US index)",
    ]


def test_the_days_of_two_weeks_are_numbers() -> None:
    """Sixteen labels stand side by side; the month is named where it begins."""
    days = tuple(Day(NOW.date() + timedelta(days=at), 61, 8.0, 1.0) for at in range(16))
    report = Shown(Report(LONDON, SOURCE, NOW, kinds.DAILY, days), None)
    english, japanese = (
        chart.categories
        for language in (ENGLISH, language_of("ja-JP"))
        for chart in exhibits_of([report], language)[:1]
        if isinstance(chart, Chart)
    )

    assert english[:2] == ("23 Nov", "24")
    assert english[7:10] == ("30", "1 Dec", "2")
    assert max(map(len, english)) <= 6
    assert japanese[:2] == ("11月23日", "24")
