"""How long a server asks to wait, wherever and however it says so."""

from datetime import UTC, datetime
from typing import Any

from fakes.rows import each_row
from fakes.zones import machine_in

from bot.models.openai.pauses import (
    headers_in,
    pause_in_details_s,
    pause_in_headers_s,
    pause_in_words_s,
    pause_until_reset_s,
)

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MANY = {f"x-{number}": "" for number in range(199)}
"""As many headers, or fields of an error, as are read beside one more."""


@each_row(
    ("words", "pause_s"),
    [
        ("Please try again in 6.5s.", 6.5),
        ("Please retry after 20 seconds", 20.0),
        ("wait 500ms", 0.5),
        ("wait 250 milliseconds", 0.25),
        ("Limit resets in 1m30s", 90.0),
        ("try again in 1s500ms", 1.5),
        *((f"wait 5{unit}", 300.0) for unit in ("m", " min", " mins", " minute", "  minutes")),
        *((f"wait 2{unit}", 2.0) for unit in ("s", " sec", " secs", " second", " seconds")),
        *((f"wait 2{unit}", 7200.0) for unit in (" h", " hr", " hrs", " hour", " hours")),
        *((f"wait 2{unit}", 0.002) for unit in (" ms", " milli", " millis", " millisecond")),
        *((f"wait 2 {unit}", None) for unit in ("msx", "sx", "mx", "hx", "x")),
        ("wait  1.25  s", 1.25),
        ("wait 1 h  2m  3s", 3723.0),
        ("retry 5s", 5.0),
        ("reset 5s", 5.0),
        *(
            (f"{word} 5 s", None)
            for word in (
                *("entry", "await", "presets", "unavailable", "feedback off", "overcool down"),
                *("underestimated time", "outnext request", "notanother request"),
                *("unreplenished", "next", "request", "back", "cool", "estimated", "time"),
            )
        ),
        ("wait 2h", 7200.0),
        ("available in 2 minutes", 120.0),
        ("back off for 3 secs", 3.0),
        ("backoff 3 sec", 3.0),
        ("cooldown: 4 s", 4.0),
        ("cool down of 1 hour", 3600.0),
        ("estimated_time: 7 s", 7.0),
        ("estimated time is 7 seconds", 7.0),
        ("the next request in 8s", 8.0),
        ("another request in 9s", 9.0),
        ("replenished in 1h2m3s", 3723.0),
        ("replenished in 01:02:03", 3723.0),
        ("unreplenished in 01:02:03", None),
        ("try again in 1 hr 2 mins", 3720.0),
        ("retry-after: 5", 5.0),
        ("retry after 2 minutes", 120.0),
        ("retry-after: 1m30s", 90.0),
        ("retry in 500ms", 0.5),
        ("estimated time 2 h", 7200.0),
        ("retry_in = 5.5", 5.5),
        ("retry_in = 5.25", 5.25),
        ("retry in  :  5", 5.0),
        ("retry-after  5", 5.0),
        ("retry after:5", 5.0),
        ("retry after:   5", None),
        ("wait5s", 5.0),
        ("tryouts in a minute", None),
        ("retry after  =   5", None),
        ("'retry after': 5", 5.0),
        ("retryafter 5", 5.0),
        ("preretry after 5", None),
        ("estimated time 5", 5.0),
        ("underestimated time 5", None),
        ("retry after 5-6", None),
        ("retry after 5:06", None),
        ("retry after 512", 512.0),
        ('"retry_after": 5', 5.0),
        ("estimated-time 12", 12.0),
        ("wait for the end of this very window: 7s", 7.0),
        ("wait, for the end of the window is so far away that it takes 7s", None),
        ("Please wait. The limit is 5 s", None),
        ("please wait\nfor 5 s", None),
        ("Try it. There is a minute", None),
        ("retry after 5/10", None),
        ("retry after 2026-11-23", None),
        ("retry after 5%", None),
        ("retry in 12:30", None),
        ("try again in a minute", 60.0),
        ("retry in about one minute", 60.0),
        ("an entry in a minute", None),
        ("try in a minutes", None),
        ("try in extra minute", None),
        (f"try {'x' * 29} a minute", None),
        (f"try {'x' * 28} a minute", 60.0),
        (f"wait {'x' * 47}5s", 5.0),
        (f"wait {'x' * 48}5s", None),
        ("It is too much. Please try again in one minute.", 60.0),
        ("Try again in 2 days", None),
        ("The limit is 5 s", None),
        ("", None),
    ],
)
def test_a_pause_is_read_in_words(words: str, pause_s: float | None) -> None:
    """In capitals and small letters; none where no time is named."""
    assert pause_in_words_s(words) == pause_s
    assert pause_in_words_s(words.upper()) == pause_s


@each_row(
    ("error", "pause_s"),
    [
        ({"retry_after": 6}, 6.0),
        ({"retryAfter": "6"}, 6.0),
        ({"Retry-After": "6.5s"}, 6.5),
        ({"retry_after_ms": 2500}, 2.5),
        ({"retry_after_milliseconds": 2500}, 2.5),
        ({"retry_after_millisecond": 2500}, 2.5),
        ({"retry_after_seconds": 3}, 3.0),
        ({"retryDelay": "4.5s"}, 4.5),
        ({"retryDelay": {"seconds": 3, "nanos": 0}}, 3.0),
        ({"retry_in": 2}, 2.0),
        ({"retry_in_s": 2}, 2.0),
        ({"retry_in_second": 2}, 2.0),
        ({"reset_in": 2}, 2.0),
        ({"resets_in_seconds": 2}, 2.0),
        ({"reset_time": 2}, 2.0),
        ({"wait": 2}, 2.0),
        ({"wait_time": 2}, 2.0),
        ({"cooldown": 2}, 2.0),
        ({"backoff_sec": 2}, 2.0),
        ({"estimated_time": 2.5}, 2.5),
        ({"details": [{"x": 1}, {"retryDelay": "1m"}]}, 60.0),
        ({"a": {"retry_after": 9}, "retry_after": 5}, 5.0),
        ({"retry_after": 0}, 0.0),
        ({"retry_after": -1}, None),
        ({"retry_after": -0.25}, None),
        ({"retry_after": "-1"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "inf"}, None),
        ({"retry_after_ms": "2500"}, 2.5),
        ({"retry_after_ms": "5s"}, 5.0),
        ({"retryDelay": {"seconds": "3"}}, 3.0),
        ({"retryDelay": {"nanos": 5}}, None),
        ({"retry_after": "soon", "wait": 3}, 3.0),
        ({"retry_after": 10_000_000, "wait": 3}, 3.0),
        ({"retry_after": 9_999_999}, 9_999_999.0),
        ({"retry_after": "3s".rjust(80)}, 3.0),
        ({"retry_after": "3s".rjust(81)}, None),
        ({"retry_after": 10_000_000}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": True}, None),
        ({"retry_after": float("nan")}, None),
        ({"retries": 5}, None),
        ({"a": {"b": {"c": {"d": {"retry_after": 5}}}}}, 5.0),
        ({"a": {"b": {"c": {"d": {"e": {"retry_after": 5}}}}}}, None),
        ({}, None),
        ({"retry_after".rjust(80, "-"): 5}, 5.0),
        ({"retry_after".rjust(81, "-"): 5}, None),
        ({**MANY, "retry_after": 5}, 5.0),
        ({**MANY, "one_more": 1, "retry_after": 5}, None),
    ],
)
def test_a_pause_is_read_in_the_fields_of_an_error(
    error: dict[str, Any], pause_s: float | None
) -> None:
    """The nearest one, however its words are joined; what is no length of time is none."""
    assert pause_in_details_s(error) == pause_s


@each_row(
    ("headers", "pause_s"),
    [
        ({"Retry-After": "5"}, 5.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "9999999"}, 9_999_999.0),
        ({"retry-after": "31536000"}, 31_536_000.0),
        ({"retry-after-ms": "31536000000"}, 31_536_000.0),
        ({"retry-after": "1000000000"}, 0.0),
        ({"retry-after": f"{NOW.timestamp() + 45:.0f}"}, 45.0),
        ({"retry-after": f"{NOW.timestamp() - 45:.0f}"}, 0.0),
        ({"retry-after-ms": f"{(NOW.timestamp() + 45) * 1000:.0f}"}, 45.0),
        ({"x-ms-retry-after-ms": "1500"}, 1.5),
        ({"x-gateway-retry-after": "3", "retry-after": "5"}, 5.0),
        ({"a-gateway-retry-after": "3", "retry-after": "5"}, 5.0),
        ({**MANY, "retry-after": "5"}, 5.0),
        ({**MANY, "one-more": "", "retry-after": "5"}, None),
        ({"retry-after": "20s"}, 20.0),
        ({"retry-after": " 20S "}, 20.0),
        ({"retry-after": "20s".rjust(80)}, 20.0),
        ({"retry-after": "5".rjust(80)}, 5.0),
        ({"retry-after": "20s".rjust(83)}, None),
        ({"retry-after": " 2026-11-23T11:01:00Z "}, 60.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:30 GMT"}, 30.0),
        ({"retry-after": "2026-11-23T11:01:00Z"}, 60.0),
        ({"retry-after": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "2026-11-23T12:00:30+01:00"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 +0100"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:30"}, 30.0),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "-inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "soon", "x-retry-after": "3"}, 3.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": f"Mon, 23 Nov {'9' * 20} 11:00:30 GMT", "x-retry-after": "3"}, 3.0),
        ({"retry": "5"}, None),
        ({"x-retry-after-attempts": "5"}, None),
        ({}, None),
    ],
)
def test_a_pause_is_read_in_headers(headers: dict[str, str], pause_s: float | None) -> None:
    """As a number, a length or a moment; that in milliseconds first."""
    assert pause_in_headers_s(headers, NOW) == pause_s


@each_row(
    ("headers", "pause_s"),
    [
        ({"x-ratelimit-reset": "30"}, 30.0),
        ({"x-ratelimit-reset-requests": "1m", "x-ratelimit-reset-tokens": "6s"}, 6.0),
        (
            {
                "x-ratelimit-reset-requests": "1m",
                "x-ratelimit-reset-tokens": "6s",
                "x-ratelimit-remaining-requests": "0",
            },
            60.0,
        ),
        (
            {
                "x-ratelimit-reset-requests": "1m",
                "x-ratelimit-reset-tokens": "6s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-remaining-tokens": "0",
            },
            60.0,
        ),
        (
            {
                "x-ratelimit-reset-tokens": "6s",
                "x-ratelimit-reset-requests": "1m",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-remaining-requests": "0",
            },
            60.0,
        ),
        ({"X-RateLimit-Reset": f"{NOW.timestamp() + 45:.0f}"}, 45.0),
        ({"X-RateLimit-Reset": f"{(NOW.timestamp() + 45) * 1000:.0f}"}, 45.0),
        ({"X-RateLimit-Reset": f"{(NOW.timestamp() + 45) * 1_000_000:.0f}"}, 45.0),
        ({"X-RateLimit-Reset": f"{NOW.timestamp() - 45:.0f}"}, 0.0),
        ({"X-Rate-Limit-Reset": "2026-11-23T11:00:20+00:00"}, 20.0),
        ({"anthropic-ratelimit-tokens-reset": "2026-11-23T11:00:20"}, 20.0),
        ({"RateLimit": "limit=10, remaining=0, reset=7"}, 7.0),
        ({"ratelimit": '"default";r=0;t=8'}, 8.0),
        ({"x-gateway-ratelimit": '"default";r=0;t=8'}, 8.0),
        ({"ratelimit": '"default";count=3;t=8'}, 8.0),
        ({"ratelimit": "t=123456789"}, 123_456_789.0),
        ({"ratelimit": "t=1234567890"}, None),
        ({"RateLimit": "limit=10, remaining=0, reset=86400"}, 86_400.0),
        ({"x-ratelimit-reset": "0"}, 0.0),
        ({"x-ratelimit-reset": "9999999"}, 9_999_999.0),
        ({"x-ratelimit-reset": "10000000"}, 0.0),
        ({"x-ratelimit-reset-tokens": "2s", "x-ratelimit-remaining-tokens": "3"}, 2.0),
        (
            {
                "x-ratelimit-reset-requests": "1m",
                "x-ratelimit-remaining-requests": "10",
                "x-ratelimit-reset-tokens": "6s",
                "x-ratelimit-remaining-tokens": "3",
            },
            6.0,
        ),
        ({"x-ratelimit-reset-requests": "soon", "x-ratelimit-reset-tokens": "6s"}, 6.0),
        ({"x-ratelimit-limit": "30"}, None),
        ({"ratelimit-policy": '"default";q=9;t=8'}, None),
        ({"x-trace": "t=8"}, None),
        ({"x-quota-reset": "30"}, None),
        ({"x-ratelimit-reset": "-3"}, None),
        ({"x-ratelimit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_the_reset_of_a_limit_is_read_in_headers(
    headers: dict[str, str], pause_s: float | None
) -> None:
    """That which is used up counts, else the earliest; a moment can be in milliseconds."""
    assert pause_until_reset_s(headers, NOW) == pause_s


def test_a_moment_without_an_offset_is_utc_wherever_the_machine_is() -> None:
    """Fourteen hours ahead of Greenwich, in Kiritimati."""
    with machine_in("Pacific/Kiritimati"):
        pause_s = pause_in_headers_s({"retry-after": "2026-11-23T11:00:30"}, NOW)

    assert pause_s == 30.0


def test_headers_of_the_server_behind_a_gateway_are_read_in_its_error() -> None:
    """Those that are texts."""
    error = {"metadata": {"headers": {"X-A": "1", "X-B": 2}}}

    assert headers_in(error) == {"X-A": "1"}
    many = {**MANY, "retry-after": "5"}
    assert headers_in({"headers": many}) == many
    assert headers_in({"headers": {**MANY, "one-more": "", "retry-after": "5"}}) == {
        **MANY,
        "one-more": "",
    }
    assert headers_in({"headers": "none"}) == headers_in({}) == {}
    assert len(headers_in({"headers": dict.fromkeys(map(str, range(201)), "1")})) == 200
