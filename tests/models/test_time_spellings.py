"""Times in the spellings that people use beside the common ones."""

from datetime import UTC, datetime

import pytest
from fakes.rows import each_row

from bot.models.offline.reading.times import find_when

SATURDAY_NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@each_row(
    ("question", "day", "hour"),
    [
        ("weather in Paris at 07:00", "2026-11-29", 7),
        ("weather in Rome at 0:30", "2026-11-29", 0),
        ("weather in Rome tomorrow at 00:15", "2026-11-29", 0),
        ("weather in Rome at 0800", "2026-11-29", 8),
        ("weather in Rome at 05:00 pm", "2026-11-28", 17),
        ("will it rain in London at 12:30?", "2026-11-28", 12),
        ("weather in Kyoto at 08:15:30 am", "2026-11-29", 8),
        ("Turin at 04:20:05 PM", "2026-11-28", 16),
        ("is it windy in Bonn at twenty-two o'clock?", "2026-11-28", 22),
        ("Oslo at fifteen o'clock", "2026-11-28", 15),
        ("Ghent at zero o'clock", "2026-11-29", 0),
        ("Leeds, starting at fourteen", "2026-11-28", 14),
        ("weather in Lisbon in three and a half weeks", "2026-12-22", None),
        ("Rome 10 weeks and a half from now", "2027-02-09", None),
        ("Cairo a year and a half from now", "2028-05-28", None),
        ("Cape Town one hundred ten days from now", "2027-03-18", None),
        ("Lima in two hundred days", "2027-06-16", None),
        ("London at twenty hundred hours", "2026-11-28", 20),
        ("London 16h", "2026-11-28", 16),
        ("London at 19h30", "2026-11-28", 19),
        ("London around 4ish", "2026-11-28", 16),
        ("the forecast for 18 in Porto", "2026-11-28", 18),
        ("london mon 7pm", "2026-11-30", 19),
        ("London 5.12.", "2026-12-05", None),
        ("London on 4/12", "2026-12-04", None),
        ("London on the last day of November", "2026-11-30", None),
        ("London the same time on Monday", "2026-11-30", 12),
        ("London in 16h", "2026-11-29", 4),
        ("London from 10 to 14 tomorrow", "2026-11-29", 10),
        ("London from 8am to noon tomorrow", "2026-11-29", 8),
        ("London from noon to 4pm", "2026-11-28", 12),
        ("London in the early hours of Monday", "2026-11-30", 0),
        ("London on Tuesday last week", "2026-11-17", None),
        ("London next week on Friday", "2026-12-04", None),
        ("London on the first Sunday of December", "2026-12-06", None),
        ("London on the last Sunday of November", "2026-11-29", None),
        ("London this arvo", "2026-11-28", 12),
        ("London tomorrow am", "2026-11-29", 6),
        ("London 1st of December, evening", "2026-12-01", 18),
        ("London at 1830", "2026-11-28", 18),
        ("is it a good evening for a walk in London", "2026-11-28", 18),
        ("London first thing tomorrow", "2026-11-29", 6),
        ("London after work on Tuesday", "2026-12-01", 17),
        ("London mon 30 nov", "2026-11-30", None),
        ("London sat 5th", "2026-12-05", None),
        ("London mid-week", "2026-12-02", None),
        ("London at 1500 m", "None", None),
        ("London tonight 7.30", "2026-11-28", 19),
        ("London at 2.30 on Sunday", "2026-11-29", 14),
        ("London Sunday morning at 6:00", "2026-11-29", 6),
        ("how cold was it in London at 3am", "2026-11-28", 3),
        ("Dec-4 London", "2026-12-04", None),
        ("London half five tomorrow morning", "2026-11-29", 5),
        ("London on 2026-12-01T15:00", "2026-12-01", 15),
        ("London on 2026-12-01, in the evening", "2026-12-01", 18),
        ("London for the rest of the day", "2026-11-28", 12),
        ("London overnight Sunday into Monday", "2026-11-29", 21),
        ("London mon morning", "2026-11-30", 6),
        ("will it get below 10 at night in London on Monday", "2026-11-30", 18),
        ("London from 14:00 to 16:00", "2026-11-28", 14),
        ("London tmrw nite", "2026-11-29", 18),
        ("London 2morrow", "2026-11-29", None),
        ("London late afternoon today", "2026-11-28", 15),
        ("London in the late afternoon", "2026-11-28", 15),
        ("London late morning on Monday", "2026-11-30", 10),
        ("London early evening", "2026-11-28", 17),
        ("London late on Monday evening", "2026-11-30", 20),
        ("London late Monday evening", "2026-11-30", 20),
        ("London tue lunchtime", "2026-12-01", 12),
        ("London fri eve", "2026-12-04", 18),
        ("London between 3 and 5", "2026-11-28", 15),
        ("London between 7 and 9 tonight", "2026-11-28", 19),
        ("London two weeks today", "2026-12-12", None),
        ("London two weeks tomorrow", "2026-12-13", None),
        ("London from 9 til 11 tomorrow", "2026-11-29", 9),
        ("London 0700 tomorrow", "2026-11-29", 7),
        ("early hours of Monday in London", "2026-11-30", 0),
        ("London over lunch tomorrow", "2026-11-29", 12),
        ("evening?", "2026-11-28", 18),
        ("London on Tuesday first thing", "2026-12-01", 6),
        ("small hours of Monday in London", "2026-11-30", 0),
        ("London, make that 5", "2026-11-28", 17),
        ("London fri week", "2026-12-11", None),
    ],
)
def test_uncommon_spellings_of_a_time_are_read(question: str, day: str, hour: int | None) -> None:
    """With seconds, a leading zero, in words, in hundreds or with a half."""
    when = find_when(question, SATURDAY_NOON)

    assert (str(when.first_day), when.first_hour) == (day, hour)
    assert all(0 <= start < end <= len(question) for start, end in when.spans)


@each_row(
    ("question", "first_day", "days"),
    [
        ("Oslo until Tuesday", "2026-11-28", 4),
        ("Oslo starting Monday", "2026-11-30", 7),
        ("Oslo from tomorrow on", "2026-11-29", 7),
        ("10 days starting Monday in Oslo", "2026-11-30", 10),
        ("a week from Monday in Oslo", "2026-12-07", 1),
        ("Oslo every day till Tuesday", "2026-11-28", 4),
        ("and the following weekend", "2026-12-05", 2),
        ("Oslo through Tuesday", "2026-11-28", 4),
        ("Oslo up to 3 December", "2026-11-28", 6),
        ("Oslo from Monday until Friday", "2026-11-30", 5),
        ("Oslo Monday through Friday", "2026-11-30", 5),
        ("Oslo the weekend after next", "2026-12-12", 2),
        ("Oslo the weekend of 5 December", "2026-12-05", 2),
        ("Oslo from Thursday through Saturday", "2026-12-03", 3),
        ("Oslo thu-sat", "2026-12-03", 3),
        ("Oslo on weekdays", "2026-11-30", 5),
        ("Oslo early next week", "2026-11-30", 2),
        ("Oslo before Tuesday", "2026-11-28", 3),
        ("Oslo before 2 December", "2026-11-28", 4),
        ("rain before tomorrow or Sunday", "2026-11-28", 2),
        ("Oslo after Tuesday", "2026-12-02", 3),
        ("Oslo on the day before Friday", "2026-12-03", 1),
        ("warmest day before Tuesday in Oslo", "2026-11-28", 3),
        ("Oslo either sat 5 or sun 6 dec", "2026-12-05", 2),
        ("Oslo Friday and Saturday", "2026-12-04", 2),
        ("Oslo w/c 7 December", "2026-12-07", 7),
        ("Oslo the week commencing monday", "2026-11-30", 7),
        ("wknd in Oslo", "2026-11-28", 2),
        ("Oslo mon tue wed", "2026-11-30", 3),
        ("Oslo for a long weekend from Friday 4th to Monday 7th", "2026-12-04", 4),
        ("Oslo at the end of next week", "2026-12-04", 3),
        ("Oslo at the end of the week", "2026-11-28", 2),
        ("Oslo the week after next", "2026-12-07", 7),
        ("Oslo midweek", "2026-12-02", 1),
        ("the latter half of next week in Oslo", "2026-12-03", 4),
        ("Oslo the weekend after this one", "2026-12-05", 2),
        ("and the weekend after?", "2026-12-12", 2),
        ("and the week after?", "2026-12-07", 7),
        ("the weekend after that?", "2026-12-12", 2),
        ("Oslo til the 9th", "2026-11-28", 12),
        ("Oslo for the rest of November", "2026-11-28", 3),
        ("rest of november in Oslo", "2026-11-28", 3),
        ("Oslo for the rest of next month", "2026-12-01", 31),
        ("Fri: Oslo, Sun: Bergen", "2026-12-04", 3),
        ("Oslo sat/sun", "2026-11-28", 2),
        ("Oslo the last weekend of December", "2026-12-26", 2),
        ("Oslo on the first weekend in January", "2027-01-02", 2),
        ("Oslo 3rd-5th", "2026-12-03", 3),
        ("Oslo weekdays next week", "2026-11-30", 5),
        ("Oslo the first half of next week", "2026-11-30", 4),
        ("Oslo in the second half of next week", "2026-12-03", 4),
        ("Oslo Sunday, Tuesday or Thursday", "2026-11-29", 5),
        ("Oslo Friday, Sunday and Tuesday", "2026-12-04", 5),
        ("how much rain has fallen in Oslo this week", "2026-11-23", 6),
    ],
)
def test_days_up_to_another_begin_today_where_nothing_else_is_said(
    question: str, first_day: str, days: int
) -> None:
    """And a weekend is counted from the one that comes."""
    when = find_when(question, SATURDAY_NOON)

    assert (str(when.first_day), when.days) == (first_day, days)


@each_row(
    ("question", "first_hour", "hours"),
    [
        ("will it clear up before 6pm", 12, 6),
        ("dry until 4pm?", 12, 4),
        ("rain til 3?", 12, 4),
        ("rain before 9am tomorrow", 0, 9),
        ("frost until noon tomorrow", 6, 6),
        ("rain after 3pm", 15, 9),
        ("rain before 1pm", 12, 1),
        ("rain before 11am", 6, 5),
    ],
)
def test_hours_lead_up_to_one_or_go_on_from_it(question: str, first_hour: int, hours: int) -> None:
    """From now on, or from the morning on where they are on another day."""
    when = find_when(question, SATURDAY_NOON)

    assert (when.first_hour, when.hours) == (first_hour, hours)


@pytest.mark.parametrize("name", ["arbor day", "Arbor Day", "secretaries day"])
def test_a_day_that_nobody_knows_is_asked_for(name: str) -> None:
    """In small letters as well as in capitals."""
    assert find_when(f"will it rain in Omaha on {name}?", SATURDAY_NOON).unknown_day == name
