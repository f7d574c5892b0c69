"""Which days and units are found in questions of many forms."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time

import pytest
from fakes.rows import each_row

from bot.models.offline.reading.times import find_when
from bot.models.offline.reading.times.holidays import holiday
from bot.models.offline.reading.topics import find_units
from bot.reports import zone_of

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@each_row(
    ("text", "first_day", "days"),
    [
        ("today", "2026-11-23", 1),
        ("Tonight?", "2026-11-23", 1),
        ("this afternoon", "2026-11-23", 1),
        ("TOMORROW", "2026-11-24", 1),
        ("from 31 December 9999 for 5 days", "9999-12-31", 1),
        ("in 9,999,999 days and the monday after", "9999-12-31", 1),
        ("on 3 December and the wednsday after", "2026-12-03", 7),
        ("3 billion days before May 5", "0999-01-01", 1),
        ("the tueday before 5 December", "2026-12-01", 1),
        ("5000 years ago until yesterday", "0001-01-01", 739_942),
        ("5000 years ago for 3 days", "0001-01-01", 3),
        ("on 5 may 0500 and the next day", "0500-05-05", 2),
        ("today and tomorrow", "2026-11-23", 2),
        ("the day after tomorrow", "2026-11-25", 1),
        ("yesterday", "2026-11-22", 1),
        ("the day before yesterday", "2026-11-21", 1),
        ("this weekend", "2026-11-28", 2),
        ("at the weekend", "2026-11-28", 2),
        ("next weekend", "2026-12-05", 2),
        ("on Friday", "2026-11-27", 1),
        ("monday", "2026-11-23", 1),
        ("next Friday", "2026-12-04", 1),
        ("on wed", "2026-11-25", 1),
        ("Friday and Saturday", "2026-11-27", 2),
        ("from Tuesday to Thursday", "2026-11-24", 3),
        ("for the next 3 days", "2026-11-23", 3),
        ("the next three days", "2026-11-23", 3),
        ("the next few days", "2026-11-23", 3),
        ("for a couple of days", "2026-11-23", 2),
        ("over the coming days", "2026-11-23", 3),
        ("5-day forecast", "2026-11-23", 5),
        ("for the next week", "2026-11-23", 7),
        ("Tuesday, Wednesday, Thursday, Friday and Saturday", "2026-11-24", 5),
        ("this week", "2026-11-23", 7),
        ("next week", "2026-11-30", 7),
        ("the next two weeks", "2026-11-23", 14),
        ("a fortnight", "2026-11-23", 14),
        ("in 5 days", "2026-11-28", 1),
        ("in a week", "2026-11-30", 1),
        ("10 days from now", "2026-12-03", 1),
        ("on 2026-12-01", "2026-12-01", 1),
        ("on 25 November", "2026-11-25", 1),
        ("the 2nd of Dec.", "2026-12-02", 1),
        ("November 25th, 2026", "2026-11-25", 1),
        ("on 5 May", "2027-05-05", 1),
        ("from Friday for 3 days", "2026-11-27", 3),
        ("for 5 days", "2026-11-23", 5),
    ],
)
def test_days_are_counted_from_the_day_of_asking(text: str, first_day: str, days: int) -> None:
    """Asked on a Monday; several days make one range."""
    when = find_when(text, MONDAY)

    assert (str(when.first_day), when.days, when.is_now) == (first_day, days, False)
    assert when.spans


@pytest.mark.parametrize(
    ("today", "first_day", "days"),
    [(date(2026, 11, 28), date(2026, 11, 28), 2), (date(2026, 11, 29), date(2026, 11, 29), 1)],
)
def test_a_weekend_that_has_begun_is_what_is_left_of_it(
    today: date, first_day: date, days: int
) -> None:
    """Saturday still has two days, Sunday one."""
    when = find_when("this weekend", datetime.combine(today, time(9), UTC))

    assert (when.first_day, when.days) == (first_day, days)


@each_row("text", ["", "is it sunny?", "9999999 days", "the 50th state"])
def test_what_is_no_day_is_none(text: str) -> None:
    """Numbers are not all dates."""
    when = find_when(text, MONDAY)

    assert (when.first_day, when.days, when.is_now, when.unknown_day) == (None, 0, False, "")


@each_row(
    ("text", "name"),
    [
        ("Oslo on 31 November", "31 November"),
        ("Oslo on 2026-13-40", "2026-13-40"),
        ("Oslo on 30.2.2027", "30.2.2027"),
        ("Oslo on the 31st of this month", "the 31st of this month"),
        ("Oslo, February 30th", "February 30th"),
    ],
)
def test_a_date_that_there_is_not_is_named(text: str, name: str) -> None:
    """It is neither read as another one, nor dropped for the weather of now."""
    when = find_when(text, MONDAY)

    assert (when.first_day, when.days, when.unknown_day) == (None, 0, name)


SATURDAY = datetime(2026, 11, 28, 10, 40, tzinfo=UTC)


@each_row(
    ("text", "first_day", "days"),
    [
        ("Oslo on 4.12.2026", "2026-12-04", 1),
        ("Oslo 04.12.2026", "2026-12-04", 1),
        ("Oslo 4-12-2026", "2026-12-04", 1),
        ("Oslo 24.12.26", "2026-12-24", 1),
        ("Oslo on 5.1.", "2027-01-05", 1),
        ("Oslo 04/12/2026", "2026-04-12", 1),
        ("Oslo 24/12/2026", "2026-12-24", 1),
        ("Oslo on the 31st", "2026-12-31", 1),
        ("Oslo on the 28th", "2026-11-28", 1),
        ("Friday week in Oslo", "2026-12-11", 1),
        ("on Saturday week", "2026-12-05", 1),
        ("a week on Friday", "2026-12-11", 1),
        ("Tuesday fortnight", "2026-12-15", 1),
        ("a week today", "2026-12-05", 1),
        ("at the end of November", "2026-11-28", 3),
        ("end of the month", "2026-11-28", 3),
        ("in the coming month", "2026-12-01", 31),
        ("late November", "2026-11-28", 3),
        ("in early November", "2027-11-01", 10),
        ("mid-December", "2026-12-11", 10),
        ("how was it at the beginning of this month", "2026-11-01", 10),
        ("1-3 December", "2026-12-01", 3),
        ("from 20 November to 31 December", "2026-11-20", 42),
        ("from 30 to 2 December", "2026-11-30", 3),
        ("December 4 to 6", "2026-12-04", 3),
        ("between Dec 30 and 2", "2026-12-30", 4),
        ("on the 1st and 2nd", "2026-12-01", 2),
        ("Mon, Tue, Wed", "2026-11-30", 3),
        ("from mon to wed", "2026-11-30", 3),
        ("Oslo sun", "2026-11-29", 1),
        ("Oslo sun morning", "2026-11-29", 1),
        ("in december, bring a coat?", "2026-12-01", 31),
    ],
)
def test_days_are_read_as_they_are_written(text: str, first_day: str, days: int) -> None:
    """On a Saturday, two days before the end of the month."""
    when = find_when(text, SATURDAY)

    assert (str(when.first_day), when.days) == (first_day, days)


@each_row("text", ["is there any sun", "out in the sun?", "rain or sun", "sat on it"])
def test_short_names_of_days_are_words_too(text: str) -> None:
    """Where grammar says so."""
    assert find_when(text, SATURDAY).first_day is None


@each_row(
    ("name", "dates"),
    [
        # Kept on the Saturday where it would be a Sunday; by the package holidays, 2025 to 2036.
        ("king's day", ["2025-04-26", "2026-04-27", "2031-04-26", "2036-04-26"]),
        ("koningsdag", ["2025-04-26", "2027-04-27"]),
        ("midsommar", ["2025-06-21", "2026-06-20", "2027-06-26"]),
        ("remembrance sunday", ["2026-11-08", "2027-11-14"]),
        ("mothering sunday", ["2026-03-15", "2027-03-07"]),
        ("advent sunday", ["2026-11-29", "2027-11-28"]),
        ("the summer bank holiday", ["2026-08-31", "2027-08-30"]),
        ("the may bank holiday monday", ["2027-05-03"]),
        ("victoria day", ["2026-05-18", "2027-05-24"]),
        ("canadian thanksgiving", ["2026-10-12", "2027-10-11"]),
        ("the winter solstice", ["2026-12-21", "2027-12-22"]),
        ("the autumn equinox", ["2026-09-23", "2028-09-22"]),
        ("the spring equinox", ["2027-03-20", "2028-03-20"]),
        ("the summer solstice", ["2027-06-21", "2028-06-20"]),
    ],
)
def test_holidays_that_move_are_read_by_their_rule(name: str, dates: list[str]) -> None:
    """In each year."""
    assert [str(find_when(f"{name} {day[:4]}", MONDAY).first_day) for day in dates] == dates


@each_row(
    ("text", "hour"),
    [
        ("in an hour and a half", 12),
        ("in 2h30", 13),
        ("in 1 hour and 15 minutes", 11),
        ("in 1h", 11),
        ("in two and a half hours", 13),
        ("in an hour", 11),
    ],
)
def test_parts_of_hours_are_counted(text: str, hour: int) -> None:
    """From twenty to eleven on."""
    assert find_when(text, SATURDAY).first_hour == hour


def test_hours_are_counted_by_the_clock_of_the_world() -> None:
    """In the night in which the clocks of London are put forward, half past four comes soon."""
    at = datetime(2027, 3, 28, 0, 30, tzinfo=zone_of("Europe/London"))

    assert find_when("in 3 hours", at).first_hour == 4


@each_row(
    ("text", "first_day", "days"),
    [
        ("feb. the second", "2027-02-02", 1),
        ("the sixteenth of March 2029", "2029-03-16", 1),
        ("8/19/2028", "2028-08-19", 1),
        ("on 12/4", "2026-12-04", 1),
        ("on the 12th", "2026-12-12", 1),
        ("the 25th of this month", "2026-11-25", 1),
        ("on Monday, December 7", "2026-12-07", 1),
        ("feb 29", "2028-02-29", 1),
        ("twelve years from now", "2038-11-23", 1),
        ("in 4 months", "2027-03-23", 1),
        ("twenty-one days from now", "2026-12-14", 1),
        ("a week from Friday", "2026-12-04", 1),
        ("in May", "2027-05-01", 31),
        ("this month", "2026-11-23", 8),
        ("next month", "2026-12-01", 31),
        ("in late February", "2027-02-21", 8),
        ("the 2nd week of January", "2027-01-08", 7),
        ("during the summer", "2027-06-01", 92),
        ("this fall", "2026-11-23", 8),
        ("in 2030", "2030-01-01", 365),
        ("next year", "2027-01-01", 365),
        ("on Halloween", "2027-10-31", 1),
        ("Labor Day", "2027-09-06", 1),
        ("thanksgiving", "2026-11-26", 1),
        ("on Burns Night", "2027-01-25", 1),
        ("on st george's day", "2027-04-23", 1),
        ("on german unity day", "2027-10-03", 1),
        ("on the solstice", "2026-12-21", 1),
        ("Black Friday", "2026-11-27", 1),
        ("Memorial Day", "2027-05-31", 1),
        ("on Easter", "2027-03-28", 1),
        ("christmas 2030", "2030-12-25", 1),
        ("last week", "2026-11-16", 7),
        ("last Monday", "2026-11-16", 1),
        ("three days ago", "2026-11-20", 1),
        ("the last 5 days", "2026-11-18", 5),
        ("how was it on Sunday", "2026-11-22", 1),
        ("did it snow last christmas", "2025-12-25", 1),
        ("how was it in October", "2026-10-01", 31),
        ("in early March", "2027-03-01", 10),
        ("in the middle of March", "2027-03-11", 10),
        ("the last week of June", "2027-06-24", 7),
        ("how was it last winter", "2025-12-01", 90),
        ("how was it last autumn", "2025-09-01", 91),
        ("two weeks from tomorrow", "2026-12-08", 1),
        ("a decade from now", "2036-11-23", 1),
        ("in a fortnight", "2026-12-07", 1),
        ("from now until Friday", "2026-11-23", 5),
    ],
)
def test_the_calendar_is_known(text: str, first_day: str, days: int) -> None:
    """Written dates, days by name, months, seasons and years, ahead and back."""
    when = find_when(text, MONDAY)

    assert (str(when.first_day), when.days) == (first_day, days)


@each_row(
    ("text", "first_day", "first_hour", "hours"),
    [
        ("at noon", "2026-11-23", 12, 3),
        ("at 5 AM", "2026-11-24", 5, 3),
        ("at 5:30 pm", "2026-11-23", 17, 3),
        ("is it windy around 7", "2026-11-23", 19, 3),
        ("at six in the evening", "2026-11-23", 18, 3),
        ("at 4", "2026-11-23", 16, 3),
        ("at 15:30", "2026-11-23", 15, 3),
        ("quarter past 5 pm", "2026-11-23", 17, 3),
        ("quarter to 6 pm", "2026-11-23", 17, 3),
        ("at ten to six pm", "2026-11-23", 17, 3),
        ("half past 4", "2026-11-23", 16, 3),
        ("from 10 to 6 pm", "2026-11-23", 10, 8),
        ("at 1500 hours", "2026-11-23", 15, 3),
        ("within the hour", "2026-11-23", 11, 2),
        ("24-hour forecast", "2026-11-23", 11, 25),
        ("at 10 at night", "2026-11-23", 22, 3),
        ("9 o'clock", "2026-11-23", 21, 3),
        ("tomorrow at 9", "2026-11-24", 9, 3),
        ("tomorrow at 4", "2026-11-24", 16, 3),
        ("between 2 and 5 pm", "2026-11-23", 14, 4),
        ("from 9 am to 5 pm on Friday", "2026-11-27", 9, 8),
        ("at midnight", "2026-11-24", 0, 3),
        ("at 12 am", "2026-11-24", 0, 3),
        ("tonight", "2026-11-23", 18, 12),
        ("this evening", "2026-11-23", 18, 5),
        ("in the morning", "2026-11-24", 6, 6),
        ("this morning", "2026-11-23", 6, 6),
        ("tomorrow afternoon", "2026-11-24", 12, 6),
        ("overnight", "2026-11-23", 21, 9),
        ("at sunrise", "2026-11-24", 6, 3),
        ("in 3 hours", "2026-11-23", 14, 3),
        ("9 hours from now", "2026-11-23", 20, 3),
        ("in 20 hours", "2026-11-24", 7, 3),
        ("in half an hour", "2026-11-23", 11, 3),
        ("in two and a half hours", "2026-11-23", 13, 3),
        ("for the next 6 hours", "2026-11-23", 11, 7),
        ("at this time tomorrow", "2026-11-24", 11, 3),
        ("2 PM on December 3", "2026-12-03", 14, 3),
        ("Monday afternoon", "2026-11-23", 12, 6),
        ("on Monday morning", "2026-11-30", 6, 6),
        ("Mon at 9 am", "2026-11-30", 9, 3),
    ],
)
def test_hours_are_read_with_their_day(
    text: str, first_day: str, first_hour: int, hours: int
) -> None:
    """Asked on Monday at eleven: an hour that has passed is tomorrow's, or next week's."""
    when = find_when(text, MONDAY)

    assert (str(when.first_day), when.first_hour, when.hours) == (first_day, first_hour, hours)
    assert when.days == 1


def test_an_evening_that_has_begun_is_what_is_left_of_it() -> None:
    """At half past eight tonight goes on to the morning."""
    when = find_when("tonight", MONDAY.replace(hour=20, minute=30))

    assert (when.first_hour, when.hours) == (20, 10)


@pytest.mark.parametrize(("text", "first_hour"), [("at 10:30", 22), ("at 10:50", 10)])
def test_an_hour_is_over_when_its_minute_is(text: str, first_hour: int) -> None:
    """It is asked at twenty to eleven in the morning."""
    assert find_when(text, SATURDAY).first_hour == first_hour


@pytest.mark.parametrize(("hour", "first_hour"), [(2, 2), (4, 18), (5, 18)])
def test_tonight_is_still_this_night_before_the_morning(hour: int, first_hour: int) -> None:
    """From four on it is the one that comes."""
    when = find_when("Boston tonight", MONDAY.replace(hour=hour))

    assert (str(when.first_day), when.first_hour) == ("2026-11-23", first_hour)


@each_row(
    ("text", "name"),
    [
        ("weather on National Tree Day", "National Tree Day"),
        ("weather on Pearl Harbor Day in Rome", "Pearl Harbor Day"),
        ("Chinese New Year in Rome", "Chinese New Year"),
        ("weather on Walking Dead Night in Rome", "Walking Dead Night"),
        ("will it rain on a cold day", ""),
    ],
)
def test_a_day_of_unknown_date_is_kept_by_its_name(text: str, name: str) -> None:
    """Nobody told us when it is, and a guess would be a wrong answer."""
    when = find_when(text, MONDAY)

    assert (when.unknown_day, when.first_day) == (name, None)


@each_row(
    ("text", "first_day", "days"),
    [
        ("in 1000000 days", "4764-10-20", 1),
        ("in a million days", "4764-10-20", 1),
        ("in 10,000 days", "2054-04-10", 1),
        ("in 9999 years", "9999-12-31", 1),
        ("in 123456789 weeks", "9999-12-31", 1),
        ("9999 years ago", "0001-01-01", 1),
        ("on 1 January 99999", "9999-12-31", 1),
        ("in March 99999", "9999-12-31", 1),
        ("in the year 12345", "9999-12-31", 1),
        ("for the next 100000 days", "2026-11-23", 100_000),
        ("in 99999999999 hours", "9966-10-29", 1),
    ],
)
def test_a_time_beyond_all_forecasts_is_no_present_one(
    text: str, first_day: str, days: int
) -> None:
    """Nor is it without a meaning: an answer can say that nobody knows it."""
    when = find_when(f"weather in Rome {text}", MONDAY)

    assert (str(when.first_day), when.days) == (first_day, days)


@each_row(
    "text",
    [
        "Six Flags",
        "at Six Flags",
        "Easter Island",
        "Friday Harbor",
        "March, England",
        "is it good weather",
        "below 20 degrees",
        "sun and clouds",
        "at 99 pm",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    """Names of places that are called after days and numbers."""
    assert find_when(text, MONDAY).spans == ()


def test_now_is_said_in_so_many_words() -> None:
    """It differs from saying nothing about time."""
    assert find_when("in Rome right now", MONDAY).is_now
    assert not find_when("in Rome now or tomorrow", MONDAY).is_now


def test_spans_are_true_to_the_text() -> None:
    """Letters that grow in lower case don't move them."""
    text = "İİİ tomorrow"

    ((start, end),) = find_when(text, MONDAY).spans

    assert text[start:end] == "tomorrow"


@each_row(
    ("text", "units"),
    [
        ("in Fahrenheit please", "imperial"),
        ("20 °F", "imperial"),
        ("in mph", "imperial"),
        ("in celsius", "metric"),
        ("in °C", "metric"),
        ("in Paris", None),
    ],
)
def test_units_are_read_where_they_are_named(text: str, units: str | None) -> None:
    """A question names them by unit or by system."""
    assert find_units(text)[0] == units


@pytest.mark.usefixtures("often_switching")
def test_the_days_of_the_sun_are_the_same_when_many_ask_at_once() -> None:
    """The almanac's library shares its sun between threads."""
    names = ("spring equinox", "summer solstice", "autumn equinox", "winter solstice")
    asked = [(name, year) for name in names for year in range(1950, 2150)]
    alone = [holiday(*day) for day in asked]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda day: holiday(*day), asked * 5)) == alone * 5
