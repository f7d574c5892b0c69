"""People as Slack knows them, all that is read of one in each row."""

from datetime import timedelta
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.questions import question
from fakes.rows import each_row
from fakes.slack import FakeSlack, Fault
from fakes.slack_side import installed_at, signed_out_of

from bot.languages import ENGLISH
from bot.messages import Asker
from handlers.users import Users


@pytest.fixture
def time() -> FakeTime:
    """Time that passes when a test says so."""
    return FakeTime()


def known_to(slack: FakeSlack, time: FakeTime, **options: int) -> Users:
    """Return what is known of people: nothing yet."""
    return Users(installed_at(slack, time.clock), time.clock, "imperial", **options)


H = timedelta(hours=1)


PLAIN = {
    "offset": 0 * H,
    "tag": "en-GB",
    "units": "metric",
    "language": "en",
    "name": "person U7",
    "is_person": True,
}
"""What is read of a person of whom Slack says nothing odd; in London it is winter."""
ODD = {"tag": "en", "units": None}


@each_row(
    ("told", "read"),
    [
        ({}, {}),
        (
            {"tz": "Asia/Tokyo", "locale": "ja-JP"},
            {"offset": 9 * H, "tag": "ja-JP", "language": "ja"},
        ),
        ({"tz": "America/Chicago"}, {"offset": -6 * H}),
        ({"locale": "en-US", "tz": None}, {"tag": "en-US", "units": "imperial"}),
        ({"tz": "Mars/X", "tz_offset": -16_200}, {"offset": -4.5 * H}),
        ({"tz": "Asia/Tokyo", "tz_offset": 0}, {"offset": 9 * H}),
        ({"tz": 7, "tz_offset": 86_399}, {"offset": timedelta(seconds=86_399)}),
        *(({"tz": 7, "tz_offset": odd}, {}) for odd in (86_400, -86_400, 10**6, "3600")),
        ({"locale": "es"}, {"tag": "es", "units": None, "language": "es"}),
        ({"locale": "es-419"}, {"tag": "es-419", "units": None, "language": "es"}),
        ({"locale": "fil-PH"}, {"tag": "fil-PH"}),
        ({"locale": "pt-br"}, {"tag": "pt-br"}),
        ({"locale": "zh-Hant-TW"}, {"tag": "zh-Hant-TW"}),
        ({"locale": "en-GB-oxendict"}, {"tag": "en-GB-oxendict"}),
        *(({"locale": odd}, ODD) for odd in ("en_GB", "e", "en-GB-x-y-z", "de-DE\n", "", 7)),
        ({"is_bot": True}, {"is_person": False}),
        ({"is_workflow_bot": True}, {"is_person": False}),
        ({"is_bot": None}, {}),
        ({"profile": {"display_name": "  A\n B "}, "real_name": "C"}, {"name": "A B"}),
        (
            {"profile": {"display_name": "", "real_name": "D" * 41}, "real_name": "E"},
            {"name": "D" * 40},
        ),
        ({"profile": {"display_name": "D" * 39 + " E"}}, {"name": "D" * 39}),
        ({"profile": ["x"], "real_name": "E"}, {"name": "E"}),
        ({"profile": {}, "real_name": None}, {"name": None}),
    ],
)
def test_a_person_is_read_as_a_whole(
    slack: FakeSlack, time: FakeTime, told: dict[str, Any], read: dict[str, Any]
) -> None:
    """By one call, whatever is asked about them."""
    slack.clear()
    slack.users["U1"] = {"profile": {"display_name": "person U7"}, **told}
    users, asked = known_to(slack, time), question(ts="1763895600.000100")

    asker = users.asker(asked)

    known = {**PLAIN, **read}
    assert asker == Asker(asker.asked_at, known["tag"], known["units"], "imperial")
    assert asker.asked_at.timestamp() == 1763895600.0001
    names = users.names("T1", ["U1"], time.clock.deadline(9))
    assert known == {
        "offset": asker.asked_at.utcoffset(),
        "tag": asker.language,
        "units": asker.units,
        "language": users.language("T1", "U1").name.partition("-")[0],
        "name": names.get("U1"),
        "is_person": users.is_person("T1", "U1"),
    }
    assert users.asker(asked) == asker
    assert [call.arguments["user"] for call in slack.calls()] == ["U1"]


def test_whoever_was_looked_up_last_is_remembered(slack: FakeSlack, time: FakeTime) -> None:
    """The others are looked up anew; so many people cost no more memory."""
    users, seen = known_to(slack, time, max_kept=2), list[int]()
    for user in ("U1", "U2"):
        users.language("T1", user)
    time.pass_s(3_600)
    for user in ("U1", "U3", "U1", "U3", "U2", "U3"):
        users.language("T1", user)
        seen.append(len(slack.calls()))

    assert seen == [3, 4, 4, 4, 5, 5]


@each_row(
    ("revision", "asked_ts", "at_s"),
    [
        ("", "", 1763895600.0),
        ("", "1763895700.5", 1763895700.5),
        ("1763895800.5", "1.5", None),
        ("1763895650.5", "1763895700.5", None),
    ],
)
def test_a_question_is_asked_when_it_was_put_last(
    slack: FakeSlack, time: FakeTime, revision: str, asked_ts: str, at_s: float | None
) -> None:
    """Its newest wording, else the edit that has called the bot, else the message."""
    asked = question(ts="1763895600.0")
    fields = {"revision": revision, "asked_ts": asked_ts}
    changed = type(asked)(**{**{n: getattr(asked, n) for n in asked.__slots__}, **fields})

    asker = known_to(slack, time).asker(changed)

    assert asker.asked_at.timestamp() == (at_s or float(revision))


@each_row("ts", ["9" * 12, "9" * 17, "9" * 20])
def test_a_time_that_no_calendar_has_is_now(slack: FakeSlack, time: FakeTime, ts: str) -> None:
    """In the person's own zone all the same."""
    slack.users["U1"] = {"tz": "Asia/Tokyo"}

    asker = known_to(slack, time).asker(question(ts=ts))

    assert asker.asked_at == time.clock.now()
    assert asker.asked_at.utcoffset() == 9 * H


def test_whoever_slack_does_not_tell_of_is_nobody_in_particular(
    slack: FakeSlack, time: FakeTime
) -> None:
    """An English speaker in UTC without a name, and no person whom an app may write for.

    So is everybody as long as there is no token to ask Slack with.
    """
    odd = [Fault(body=f'{{"ok": true{user}}}') for user in ("", ', "user": {}', ', "user": ["x"]')]
    slack.fail("users.info", *odd, *[Fault("user_not_found")] * 9)
    users = known_to(slack, time)
    assert not any(users.is_person("T1", user) for user in ("U7", "U8", "U9"))

    asker = users.asker(question())

    assert asker == Asker(asker.asked_at, "en", None, "imperial")
    assert asker.asked_at.utcoffset() == timedelta(0)
    assert users.language("T1", "U1") is users.language("T1", "") is ENGLISH
    assert users.names("T1", ["U1", "U2"], time.clock.deadline(9)) == {}
    assert not users.is_person("T1", "U1")
    assert [call.arguments["user"] for call in slack.calls()] == ["U7", "U8", "U9", "U1", "U2"]
    unasked = Users(signed_out_of(slack, time.clock), time.clock, "imperial")
    assert unasked.asker(question()) == asker
    assert unasked.names("T1", ["U1", "U2"], time.clock.deadline(9)) == {}
    assert (unasked.is_person("T1", "U3"), unasked.language("T1", "U4")) == (False, ENGLISH)


def test_facts_are_kept_for_an_hour_and_a_failure_for_a_minute(
    slack: FakeSlack, time: FakeTime
) -> None:
    """To the second; what was known before a failure is better than nothing.

    Be it one that meets everybody; and no time at all is needed to tell it.
    """
    slack.users["U1"] = {"locale": "de-DE"}
    users, calls = known_to(slack, time), list[int]()
    faults = {2: Fault("user_not_found"), 4: Fault("internal_error")}
    for number, rest_s in enumerate((0, 3_599, 1, 59, 1)):
        if number in faults:
            slack.fail("users.info", faults[number])
        time.pass_s(rest_s)
        names = users.names("T1", ["U1"], time.clock.deadline(9))
        assert (names, users.language("T1", "U1").name) == ({"U1": "person U1"}, "de")
        calls.append(len(slack.calls()))

    known = users.names("T1", ["U2", "U1"], time.clock.deadline(0))
    assert (known, len(slack.calls())) == ({"U1": "person U1"}, 3)
    assert calls == [1, 1, 2, 2, 3]
