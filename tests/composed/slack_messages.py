"""Messages, edits and deletions as Slack sends them: what is asked, withdrawn or passed over.

Kinds of messages are crossed with words, blocks, forwarded ones and fields that are missing, odd or
hostile, two at once; changes with what was there before. Told are the response, the log, the rows
of the database, and the calls of Slack's methods.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from composed import Told
from composed._slack_app import EARLIER, LATER, TS, Case, come_of, event
from composed._slack_places import PLACES

Fields = Mapping[str, Any]

_KINDS: Final[Mapping[str, Fields]] = {
    "mention": {"type": "app_mention", "channel": "C~"},
    "im": {"type": "message", "channel": "D~", "channel_type": "im"},
    "app home": {"type": "message", "channel": "D~", "channel_type": "app_home"},
    "im untold": {"type": "message", "channel": "D~"},
    "channel": {"type": "message", "channel": "C~", "channel_type": "channel"},
    "group": {"type": "message", "channel": "G~", "channel_type": "group"},
    "mpim": {"type": "message", "channel": "G~", "channel_type": "mpim"},
    "channel untold": {"type": "message", "channel": "C~"},
    "other": {"type": "message", "channel": "C~", "channel_type": "canvas"},
    "reaction": {"type": "reaction_added", "channel": "C~"},
}
_WORDS: Final[Mapping[str, Any]] = {
    "named": "<@UBOT> weather in Oslo?",
    "named with a name": "weather in <@UBOT|weather> Oslo",
    "unnamed": "weather in Oslo?",
    "another named": "<@U2> weather in Oslo?",
    "another named first": "<@U2|Ann>, <@UBOT> Oslo",
    "group named": "<!subteam^S1|@weather> Oslo?",
    "broadcast": "<!here> Oslo <!everyone>?",
    "bot alone": "<@UBOT>",
    "empty": "",
    "blank": " \n ",
    "none": None,
    "number": 7,
    "list": ["<@UBOT>"],
    "markup": "<@UBOT> <https://a.b|Oslo> <mailto:a@b> <#C1|gen> <#C2> <@U5> <@U6|Jo>",
    "dates": "<@UBOT> <!date^1^x|noon> <!date^1^x> <!channel> <!subteam^S1|@all> <!subteam^S2>",
    "entities": "<@UBOT> A &amp; B &lt;b&gt; &amp;lt; &quot; <b",
    "torn": "<@UBOT",
    "nested": "<<@UBOT>> <a<b>c> <> <|> <@> <!> <#>",
    "unseen": "<@UBOT> O\u200bs\u202elo\u2060 \U000e0041\r\nand\tBergen\x00",
    "wide": "<@UBOT>\u3000\uff2f\uff53\uff4c\uff4f\u00a0?",
    "half": "<@UBOT> \ud83d Oslo",
    "stored at most": "<@UBOT> " + "a" * 8_000,
    "too long": "<@UBOT> " + "b " * 4_001,
    "read at most": "<@UBOT> " + "c" * 39_985 + "<@U2>d",
    "unread": "e" * 40_000 + "<@UBOT> Oslo",
}


def _rich(*elements: Fields, kind: str = "rich_text_section") -> list[Fields]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}]


def _deep(depth: int) -> Fields:
    inner: Fields = {"type": "text", "text": f"deep {depth}"}
    for _ in range(depth):
        inner = {"type": "rich_text_section", "elements": [inner]}
    return inner


_BOT: Final = {"type": "user", "user_id": "UBOT"}
_OSLO: Final = {"type": "text", "text": " Oslo & <b>?"}
_BLOCKS: Final[Mapping[str, Any]] = {
    "section": _rich(_BOT, _OSLO),
    "list": _rich(_BOT, _OSLO, _OSLO, kind="rich_text_list"),
    "quote": [*_rich(_OSLO, kind="rich_text_quote"), *_rich(_BOT)],
    "mentions": _rich(
        *({"type": "channel", "channel_id": "C2"}, {"type": "usergroup", "usergroup_id": "S1"}),
        *({"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "U<2"}),
        *({"type": "user"}, {"type": "user", "user_id": "U|2"}, {"type": "user", "user_id": "U2>"}),
    ),
    "links": _rich(
        *(
            _BOT,
            {"type": "link", "url": "https://a.b?c&d"},
            {"type": "link", "text": "e", "url": "f"},
        ),
        *(
            {"type": "emoji", "name": "x"},
            {"type": "date", "fallback": "noon <"},
            {"type": "color"},
        ),
    ),
    "deep": [{"type": "rich_text", "elements": [_BOT, _deep(7), _deep(8), _deep(9)]}],
    "markdown": [{"type": "markdown", "text": "<@UBOT> **Oslo** <!here> <https://x> & <@U|2>"}],
    "texts": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "<@UBOT> Oslo"}},
        {"type": "section", "text": {"type": "plain_text", "text": "<@UBOT> plain"}},
        {"type": "section", "text": "bare", "fields": [{"type": "mrkdwn", "text": "f"}, 7, None]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}, {"type": "image"}]},
        {
            "type": "header",
            "text": {"type": "plain_text", "text": "A & B"},
            "elements": {"text": 1},
        },
        {"type": "divider"},
    ],
    "odd": [
        None,
        7,
        {},
        {"type": "rich_text"},
        {"type": "rich_text", "elements": [None, {"elements": 7}]},
    ],
    "no list": {"type": "section", "text": {"type": "mrkdwn", "text": "<@UBOT> Oslo"}},
}
_SHARE: Final = {"is_share": True, "text": "Is it cold?\n\n in <@U2|Ann>'s Oslo"}
_INNER: Final = {"message_blocks": [{"message": {"blocks": _rich(_OSLO)}}, 7, {"message": 7}]}
_ATTACHED: Final[Mapping[str, Any]] = {
    "share": [_SHARE],
    "unfurled": [
        {**_SHARE, "is_msg_unfurl": True},
        {"text": "a link"},
        {"is_share": 1, "text": "x"},
    ],
    "blocks": [{**_SHARE, **_INNER, "text": ""}],
    "fallback": [{"is_share": True, "fallback": "[fall] back"}, {**_SHARE, "text": 7}],
    "many": [{"is_share": True, "text": f"n{n}"} for n in range(7)],
    "odd": [None, 7, {"is_share": True}, "share"],
    "no list": {**_SHARE},
}
_MORE: Final[Mapping[str, Fields]] = {
    "in a thread": {"thread_ts": EARLIER},
    "of its own thread": {"thread_ts": TS},
    "in an odd thread": {"thread_ts": "x"},
    "file": {"subtype": "file_share"},
    "broadcast": {"subtype": "thread_broadcast"},
    "join": {"subtype": "channel_join"},
    "bot's": {"subtype": "bot_message", "bot_id": "B2"},
    "through an app": {"bot_id": "B2"},
    "of another bot": {"bot_id": "B2", "user": "UB~"},
    "of a bot alone": {"bot_id": "B2", "user": None},
    "its own": {"user": "UBOT"},
    "its own, as a bot": {"user": "UBOT", "bot_id": "BBOT"},
    "hidden": {"hidden": True},
    "of nobody": {"user": ""},
    "of an odd one": {"user": "Ü~"},
    "of a list": {"user": ["U~"]},
    "at no time": {"ts": None},
    "at an odd time": {"ts": "1763895600.000100\n"},
    "at a long time": {"ts": "1" * 21},
    "at a short time": {"ts": "12"},
    "nowhere": {"channel": None},
    "somewhere odd": {"channel": "C~\u00e9"},
    "edited": {"edited": {"user": "U~", "ts": LATER}},
    "edited before": {"edited": {"user": "U~", "ts": EARLIER}},
    "edited at its time": {"edited": {"user": "U~", "ts": TS}},
    "edited oddly": {"edited": LATER},
}


def _said(kind: str, words: object = _WORDS["named"], **more: Any) -> Fields:
    return {**_KINDS[kind], "user": "U~", "ts": TS, "text": words, **more}


def _case(given: str, said: Fields, **case: Any) -> Case:
    return Case(given, [event("T1", said)], **case)


def _sent() -> Iterator[Case]:
    for kind in _KINDS:
        for name, words in _WORDS.items():
            yield _case(f"{kind}: {name}", _said(kind, words))
        for name, more in _MORE.items():
            yield _case(f"{kind}, {name}", _said(kind, **more))
            said = _said(kind, _WORDS["unnamed"], channel="C~", thread_ts=TS, ts=LATER)
            follow_up = {**said, **more}
            yield _case(f"{kind}, {name}, followed", follow_up, rules="follows", before="answered")


def _composed() -> Iterator[Case]:
    for kind in ("mention", "im", "channel"):
        for name, blocks in _BLOCKS.items():
            for words in ("", "<@UBOT> ", "some words"):
                yield _case(f"{kind}: blocks {name}, {words}", _said(kind, words, blocks=blocks))
        for name, shares in _ATTACHED.items():
            for words in ("", "<@UBOT> what of this?"):
                said = _said(kind, words, attachments=shares)
                yield _case(f"{kind}: attached {name}, {words}", said)
        for (name, one), (other, two) in combinations(_MORE.items(), 2):
            if not one.keys() & two.keys():
                yield _case(f"{kind}, {name}, {other}", _said(kind, **one, **two))


def _followed() -> Iterator[Case]:
    for before in ("", "asked", "at work", "answered", "refused"):
        for kind in ("mention", "channel", "mpim", "im"):
            for name in ("named", "unnamed", "another named", "broadcast", "blank", "unseen"):
                for rules in ("", "follows"):
                    said = _said(kind, _WORDS[name], channel="C~", ts=LATER, thread_ts=TS)
                    given = f"{kind}: {name}, in a thread {before}, {rules}"
                    yield _case(given, said, before=before, rules=rules)
    for name in ("section", "mentions", "markdown"):
        said = _said("channel", "", channel="C~", ts=LATER, thread_ts=TS, blocks=_BLOCKS[name])
        yield _case(f"blocks {name} in a thread", said, before="answered", rules="follows")


def _placed() -> Iterator[Case]:
    for place, (owner, body, said) in PLACES.items():
        for kind in ("mention", "im", "channel"):
            for rules in ("", "follows", "strict"):
                sent = [event("T~", {**_said(kind), **said}) | body] * (1 + (rules == "strict"))
                given = f"{kind} {rules}, {place}"
                yield Case(given, sent, owner=owner, rules=rules, locale="de-DE")
    for kind, channel in (("mention", "CALLOWED"), ("im", "D~"), ("im", "C~"), ("channel", "D~")):
        for locale in ("en-GB", "ja-JP", "xx"):
            times = (TS, LATER, "1763895701.000100", "1763895702.000100")
            said = [_said(kind, channel=channel, ts=ts) for ts in times]
            bodies = [event("T1", each) for each in (said[0], *said, said[1])]
            yield Case(
                f"{kind} in {channel} {locale}, often", bodies, rules="strict", locale=locale
            )


def told() -> Told:
    """Yield each case, and what came of it."""
    return come_of([*_sent(), *_composed(), *_followed(), *_placed()])
