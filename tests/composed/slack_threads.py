"""Threads as Slack gives them: what was said before, whether a reply is there, and who asks.

Messages of every kind are crossed with people of every kind, pages and failures. Told are the
remarks, the reply that was found, the circumstances of the asker, and the calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from fakes.questions import question
from fakes.slack import Fault

from bot.messages import Question
from composed import Told
from composed._slack_channel import ChannelAtDesk, channel_at_desk
from handlers.delivery import SlackChannel

Fields = Mapping[str, Any]

_ASKED: Final = question(ts="1763895700.000100", thread="1763895600.000100")
_OWN: Final = {"user": "UBOT", "bot_id": "BBOT"}
_MESSAGES: Final[Mapping[str, Fields]] = {
    "person": {},
    "own": _OWN,
    "own without a user": {"user": None, "bot_id": "BBOT"},
    "another bot's": {"user": "UB2", "bot_id": "B2"},
    "nobody's": {"user": None},
    "a join": {"subtype": "channel_join"},
    "a file": {"subtype": "file_share"},
    "hidden": {"hidden": True},
    "of the question's time": {"ts": _ASKED.ts},
    "later": {"ts": "1763895700.000101"},
    "at an odd time": {"ts": 7},
    "bot named": {"text": "<@UBOT> what of <@U2|Bo> and <@U3>, <@U9>?"},
    "empty": {"text": "  \n<@UBOT>\n"},
    "lines": {"text": "a  b\n\n c &lt;d&gt;\r\ne\u200b"},
    "at most": {"text": "m" * 500},
    "long": {"text": "l" * 501},
    "very long": {"text": "v" * 3_990 + "<@U2|Bo> torn"},
    "blocks": {"text": "", "blocks": [{"type": "markdown", "text": "in blocks, <@U3>"}]},
    "forwarded": {"attachments": [{"is_share": True, "text": "forwarded by <@U2>"}]},
    "odd text": {"text": ["?"]},
}
_PEOPLE: Final[Mapping[str, Fields]] = {
    "plain": {"profile": {"display_name": "Ann"}},
    "real name": {"profile": {"display_name": " ", "real_name": "Ann Lee"}, "real_name": "Other"},
    "outer name": {"profile": None, "real_name": "Ann O'Hara &amp; <@U1>"},
    "nameless": {"profile": {}, "real_name": None},
    "long name": {"profile": {"display_name": "Annabel " * 6}},
    "colons": {"profile": {"display_name": "Weather: Ann\uff1a Bo"}},
    "lines": {"profile": {"display_name": "Ann\n\u202eBo"}},
    "the bot's": {"profile": {"display_name": "Weather Bot"}},
    "like the bot's": {"profile": {"display_name": "We\u0430th\u00e9r-b0t!"}},
    "you": {"profile": {"display_name": "Y.o.u"}},
    "your": {"profile": {"display_name": "Youssef"}},
    "signs": {"profile": {"display_name": ":"}},
    "a bot": {"is_bot": True},
    "a workflow": {"is_workflow_bot": True},
    "in Tokyo": {"tz": "Asia/Tokyo", "locale": "ja-JP"},
    "in the US": {"tz": "America/Chicago", "locale": "en-US"},
    "by offset": {"tz": "Odd/Zone", "tz_offset": -12_600, "locale": "de_DE"},
    "by an odd offset": {"tz": None, "tz_offset": 86_400, "locale": "x"},
    "almost a day off": {"tz": "", "tz_offset": -86_399, "locale": "pt-BR-abcdefgh"},
    "by no number": {"tz": 7, "tz_offset": "3600", "locale": None},
}
_FAULTS: Final = (
    *((Fault(code),) for code in ("thread_not_found", "message_not_found", "channel_not_found")),
    *((Fault(code),) for code in ("invalid_auth", "account_inactive", "missing_scope", "odd_word")),
    *((Fault("ratelimited", status=429, retry_after_s=7),), (Fault(status=500, body="{}"),)),
    *((Fault(body=body),) for body in ("[]", '{"ok": true}', '{"ok": true, "messages": {}}')),
    (Fault(body='{"ok": true, "messages": [7, {"ts": 8}, {"ts": "1"}], "response_metadata": 7}'),),
    (Fault(body='{"ok": true, "user": 7}'), Fault(body='{"ok": true, "user": {}}')),
)
_ACTS: Final = ("said_before", "find", "asker")


def _said(number: int, **fields: Any) -> Fields:
    ts = f"1763895600.{number:06d}"
    said = {"ts": ts, "thread_ts": _ASKED.thread, "user": "U2", "text": f"remark {number}"}
    return {"channel": "C1", **said, **fields}


def _come_of(
    at: ChannelAtDesk,
    act: str,
    said: Sequence[Fields],
    people: Mapping[str, Fields],
    faults: Mapping[str, Sequence[Fault]],
    *,
    longest_page: int = 1_000,
    asked: Question = _ASKED,
) -> str:
    def done(channel: SlackChannel, of: Question) -> object:
        for each in said:
            at.slack.keep({**each, "ts": str(each["ts"])})
            at.slack.change({"channel": "C1", "ts": str(each["ts"])}, ts=each["ts"])
        at.slack.users |= people
        at.slack.longest_page = longest_page
        deadline = at.time.clock.deadline(60)
        return channel.said_before(of, deadline) if act == _ACTS[0] else getattr(channel, act)(of)

    return at.come_of(asked, faults, done)


def _remarks(at: ChannelAtDesk) -> Told:
    kept = tuple(_MESSAGES.items())
    for (name, one), (other, two) in product(kept, kept[:12]):
        said = [_said(200, **one), _said(300, **two), _said(400, user="U3")]
        yield f"said {name}, {other}", _come_of(at, "said_before", said, {}, {})
    for (name, person), (other, second) in product(_PEOPLE.items(), tuple(_PEOPLE.items())[::6]):
        said = [_said(200, user="U7"), _said(300, user="U8", text="<@U7> and <@U8|Bo>")]
        people = {"U7": person, "U8": second}
        yield f"said by {name}, {other}", _come_of(at, "said_before", said, people, {})
    for many, width, page in product((3, 11, 13, 40), (100, 480, 600), (4, 7, 1_000)):
        said = [_said(200 + n, user=f"U{n}", text="w" * width) for n in range(many)]
        given = f"said {many} of {width} on pages of {page}"
        yield given, _come_of(at, "said_before", said, {}, {}, longest_page=page)
    for empty in (24, 25, 26):
        said = [_said(200 + n, text="<@UBOT>" * 600) for n in range(empty)]
        yield f"said {empty} of nothing", _come_of(at, "said_before", [_said(199), *said], {}, {})


def _failures(at: ChannelAtDesk) -> Told:
    said = [_said(200 + n, user=f"U{n}") for n in range(5)]
    marks = {"event_type": "weather_reply", "event_payload": {"key": _ASKED.key}}
    said.append(_said(0, **_OWN, ts="1763895700.000300", metadata=marks))
    methods = ("conversations.replies", "users.info")
    for act, method, number in product(_ACTS, methods, range(len(_FAULTS))):
        for page, before in ((2, ()), (2, (Fault(),)), (1_000, ())):
            faults = {method: (*before, *_FAULTS[number])}
            given = f"{act} {method} {number} {page} {len(before)}"
            yield given, _come_of(at, act, said, {}, faults, longest_page=page)


def _found(at: ChannelAtDesk) -> Told:
    payloads: tuple[Any, ...] = ({"key": _ASKED.key}, {"key": _ASKED.thread_key}, {}, [], None)
    authors: tuple[Fields, ...] = (_OWN, {"user": "UBOT"}, {"user": None, "bot_id": "BBOT"})
    authors += (
        {"user": "U2"},
        {"user": "UBOT", "bot_id": "B2"},
        {"user": "UB2", "bot_id": "BBOT"},
        {"user": None},
    )
    for number, payload in enumerate(payloads):
        for author, ts, surface in product(
            authors, ("1763895700.000300", "1763895690.0"), ("mention", "command")
        ):
            said = [_said(0, **author, ts=ts, metadata={"event_payload": payload})]
            asked = replace(_ASKED, surface=surface)
            yield (
                f"found {number} {author} {ts} {surface}",
                _come_of(at, "find", said, {}, {}, asked=asked),
            )
    for many, page in product((3, 8, 9, 10, 11), (1, 2)):
        said = [_said(0, ts=f"1763895700.0003{n:02d}") for n in range(many)]
        said.append(
            {**said[-1], **_OWN, "ts": "1763895701.0", "metadata": {"event_payload": payloads[0]}}
        )
        yield (
            f"found behind {many} on pages of {page}",
            _come_of(at, "find", said, {}, {}, longest_page=page),
        )
    times = ("", "1763895800.5", "9" * 19, "odd", "1e400", "nan")
    for (name, person), revision, asked_ts in product(_PEOPLE.items(), times, times[:2]):
        asked = replace(_ASKED, revision=revision, asked_ts=asked_ts)
        given = f"asker {name} {revision} {asked_ts}"
        yield given, _come_of(at, "asker", [], {"U1": person}, {}, asked=asked)


def told() -> Told:
    """Yield each case, and what came of it."""
    with channel_at_desk() as at:
        yield from _remarks(at)
        yield from _failures(at)
        yield from _found(at)
