"""Replies as Slack gets them: words, exhibits and sources, drawn, posted, edited and refused.

Words are crossed with exhibits and sources, and each post or edit with what Slack says to it. Told
are texts and blocks, the calls with all that they send, what is returned or raised, and the log.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Final

from fakes.questions import question
from fakes.slack import RESPONSE_URL, Fault

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table
from bot.languages import language_of
from bot.messages import Credit, Provenance, Question, Reply
from composed import Told
from composed._slack_channel import EARLIER, channel_at_desk
from handlers.blocks import render
from handlers.blocks.buttons import answer_buttons
from handlers.delivery import SlackChannel
from handlers.refusals import NOT_EDITABLE, SIGNED_OUT

_HOSTILE: Final = (
    "<!channel> <@U2> [a](http://evil.org) ![b](c) https://x.y/z?q#r www.a.org @here, @everyone's",
    "mailto:a@b slack://x javascript:1 tel:+1 tel:x data:text/html data: hp www. http\\://a\\/b",
    "A\u202eB\u200bC\U000e0041D\x07 [x]: y][z](w) `code` & &amp; \r\n\t|a|",
    "[" * 400 + "](" + "x" * 2_100 + ") [long](" + "y" * 2_000 + ") [" + "z" * 300 + "](u)",
)
_LIST: Final = "\n".join(f"- **Place {n}**: {n} °C" for n in range(12))
_TABLE: Final = (
    "| City | Now | Wind |\n|:--|--:|:-:|\n| *Oslo* | 3 \\| 4 | |\n| | 5 |\n|Rome|6|7|8|"
)
_WORDS: Final[Mapping[str, str]] = {
    "plain": "**Oslo**: 3 °C, __calm__ and ** not bold**, **a\nb**.",
    "nothing": " \u200b\n",
    "headings": "# Oslo\n####### seven\n ## not one\n##\tRome\n#none",
    "list": _LIST,
    "other list": _LIST.replace("- ", "1) ").replace("Place 3", "place <3>"),
    "a table": f"Look:\n\n{_TABLE}\n\nDone | so.",
    "two tables": f"{_TABLE}\n\n{_TABLE}\nand\n{_TABLE}",
    "fenced table": f"```\n{_TABLE}\n```\n{_TABLE}",
    "no table": "a | b\n--- | -- | -\nc | d\n| e |\n|--",
    "at most": "w" * 12_000,
    "too long": "x " * 6_001,
    "too long by an entity": "y" * 8_960 + "&" * 2_000,
    "beside blocks": "z" * 9_001,
    **{f"hostile {n}": text for n, text in enumerate(_HOSTILE)},
}
_CITIES: Final = ("City", "Now", "High", "Wind")
_ROWS: Final = (("Oslo", "3 °C", "-", "12 km/h W"), ("Rome", "-4.5 °C", "+10 %", "-"))


def _table(rows: int, columns: int, width: int = 4) -> Table:
    names = tuple(f"Column {n}".ljust(width, "c") for n in range(columns))
    cells = tuple(tuple(f"{r}.{c} mm" for c in range(1, columns)) for r in range(rows))
    return Table(names, tuple((f"Place {n}", *row) for n, row in enumerate(cells)))


def _chart(lines: int, points: int) -> Chart:
    series = tuple(
        Series(f"Line {n // 2}", tuple(n + p / 4 for p in range(points))) for n in range(lines)
    )
    return Chart("Temperature", tuple(f"Hour {p // 2}" for p in range(points)), series, "°C")


_CARD: Final = Card("Oslo", "Norway", "3 °C, wind 12 km/h")
_NOTICE: Final = Notice("severe", "Storm until 18:00")
_EXHIBITS: Final[Mapping[str, tuple[Exhibit, ...]]] = {
    "none": (),
    "table": (Table(_CITIES, _ROWS),),
    "listed": (_table(12, 3),),
    "listed but one": (_table(13, 3),),
    "listed few": (_table(10, 2),),
    "wide": (_table(3, 25, 12), _table(2, 2)),
    "very wide": (_table(1, 3, 90), _table(2, 2)),
    "long": (_table(120, 4),),
    "longest": (_table(99, 20),),
    "one column": (_table(2, 1), Table((), ())),
    "chart": (_chart(2, 8), _chart(8, 30), _chart(1, 1)),
    "cards": (_CARD, replace(_CARD, title="", subtitle=" ", body="b" * 201)),
    "notices": tuple(
        replace(_NOTICE, level=level) for level in ("moderate", "extreme", "x", "severe")
    ),
    "all": (_chart(1, 3), _NOTICE, _CARD, Table(_CITIES, _ROWS), _chart(2, 2), _table(2, 2)),
    **{
        f"hostile {n}": (
            *(Table((text, text, "c"), ((text, text, text),) * 2), Card(text, text, text)),
            *(Chart(text, (text, text), (Series(text, (1.25, 2)), Series(text, (3,))), text),),
            Notice("severe", text),
        )
        for n, text in enumerate((*_HOSTILE[:3], _HOSTILE[3][390:600]))
    },
}
_BY: Final = Credit("Weather by <X> | Y", "https://x.test/?a&b")
_SOURCES: Final[Mapping[str, Provenance]] = {
    "none": Provenance(),
    "one": Provenance((_BY,), ("observed 12:00", " ")),
    "odd": Provenance((Credit("a", "http://x|y"), Credit("", "https://e"), Credit("b", "ftp://x"))),
    "many": Provenance((_BY,) * 9, (*(f"note {n} " + "n" * 190 for n in range(6)), "n" * 201)),
}


def _drawn() -> Told:
    asked = question()
    for number, ((words, text), (shown, exhibits), (by, sources)) in enumerate(
        product(_WORDS.items(), _EXHIBITS.items(), _SOURCES.items())
    ):
        tag = ("en-GB", "de", "ja", "es", "xx")[number % 5]
        is_short = words in ("plain", "list", "too long", "beside blocks")
        if not is_short and (shown == "longest" or by in ("odd", "many")):
            continue
        for below in (False, True) if by == "one" else (False,):
            reply = Reply(text, sources, exhibits, tag)
            buttons = answer_buttons(asked, language_of(tag), has_units=number % 2 == 0)
            plain, blocks = render(reply, buttons if below else ())
            given = f"drawn {words}, {shown}, {by}, {tag}, {below}"
            yield given, f"{plain}\n{json.dumps(blocks, ensure_ascii=False)}"


_CODES: Final = (
    *("channel_not_found", "is_archived", "thread_not_found", "restricted_action", "no_permission"),
    *("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"),
    *("metadata_too_large", "invalid_metadata_format", "missing_scope", "ekm_access_denied"),
    *("fatal_error", "internal_error", "rate_limited", "message_limit_exceeded", "unknown_method"),
    *("external_channel_migrating", "cannot_reply_to_message", "user_not_found", "team_not_found"),
    *("expired_url", "used_url", "access_denied", "Odd Words", "brand_new_word", ""),
    *(SIGNED_OUT[2], SIGNED_OUT[-1], *NOT_EDITABLE),
)
_ODD: Final = (
    *(Fault(status=status, body="{}") for status in (302, 400, 404, 429, 500, 503)),
    *(Fault(status=500, body=body) for body in ('{"ok": 1}', '{"ok": true}', '{"ok": "no"}')),
    *(Fault(status=status, body="Taken") for status in (200, 201, 299, 300)),
    *(
        Fault(body=body)
        for body in ("[]", "no", '{"ok": true}', '{"ok": true, "ts": 7}', '{"ok": 1}')
    ),
    *(
        Fault(body='{"ok": false, "error": "x", "response_metadata": ' + told + "}")
        for told in ("7", '{"messages": ["a\\n", 7]}')
    ),
    *(Fault("ratelimited", status=429, retry_after_s=pause) for pause in (0, 30, 99_999)),
    *(Fault("ratelimited"), Fault(body="\u00e9", charset="none")),
)
_FAULTS: Final = (*((fault,) for fault in _ODD), *((Fault(code),) for code in _CODES if code))
_REPLY: Final = Reply("**Oslo**: 3 °C", _SOURCES["one"], _EXHIBITS["all"], "en", is_answer=True)
_REPLIES: Final[Mapping[str, Reply]] = {
    "full": _REPLY,
    "words": Reply("It is **cold**."),
    "long": replace(_REPLY, text="long " * 1_700, has_units=False, language="de"),
}


def _sent() -> Told:
    """Yield posts, and replies in the place of others, to which Slack says something."""
    pairs = [(one, two) for (one,) in _FAULTS for two in (Fault("msg_too_long"), Fault("odd_word"))]
    pairs += [(one, one) for (one,) in _FAULTS if one.error != "msg_too_long"]
    with channel_at_desk() as at:
        for (name, reply), said in product(_REPLIES.items(), ((), *_FAULTS, *pairs)):
            if name != "full" and len(said) > 1:
                continue
            asked = replace(question(), pressed_by="" if name == "full" else "U2")
            commanded = replace(asked, surface="command")
            shown = [
                (fault.error or fault.body, fault.status, fault.retry_after_s) for fault in said
            ]

            def post(to: SlackChannel, of: Question, reply: Reply = reply) -> str:
                return to.post(of, reply)

            def edit(to: SlackChannel, of: Question, reply: Reply = reply) -> str:
                return to.edit(of, EARLIER, reply)

            for act, of, method in (
                (post, asked, "chat.postMessage"),
                (edit, asked, "chat.update"),
                (post, commanded, RESPONSE_URL),
            ):
                given = f"{method} {name} {shown}"
                yield given, at.come_of(of, {method: said}, act)


def told() -> Told:
    """Yield each case, and what came of it."""
    yield from _drawn()
    yield from _sent()
