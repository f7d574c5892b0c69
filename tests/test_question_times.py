"""Which days and units are found in questions of many forms."""

from datetime import UTC, date, datetime, time

import pytest

from bot.question_times import find_when
from bot.question_topics import find_units

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first_day", "days"),
    [
        ("today", "2026-11-23", 1),
        ("Tonight?", "2026-11-23", 1),
        ("this afternoon", "2026-11-23", 1),
        ("TOMORROW", "2026-11-24", 1),
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


@pytest.mark.parametrize("text", ["", "is it sunny?", "31 November", "9999999 days", "2026-13-40"])
def test_what_is_no_day_is_none(text: str) -> None:
    """Dates that don't exist are not read as others."""
    when = find_when(text, MONDAY)

    assert (when.first_day, when.days, when.is_now) == (None, 0, False)


def test_now_is_said_in_so_many_words() -> None:
    """It differs from saying nothing about time."""
    assert find_when("in Rome right now", MONDAY).is_now
    assert not find_when("in Rome now or tomorrow", MONDAY).is_now


def test_spans_are_true_to_the_text() -> None:
    """Letters that grow in lower case don't move them."""
    text = "İİİ tomorrow"

    ((start, end),) = find_when(text, MONDAY).spans

    assert text[start:end] == "tomorrow"


@pytest.mark.parametrize(
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
