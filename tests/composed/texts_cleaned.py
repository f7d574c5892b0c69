"""Words from outside on their way to people and to the model: harmless, plain, and short.

Composed are pieces of text that could do harm or are odd, in pairs and in rows; messages of nested
blocks in Slack's own markup; Markdown tables; and JSON. Told is what each function makes of them.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from fakes.draws import drawn

from bot import normalization, untrusted
from composed import Told
from handlers import escaping, message_words
from handlers.blocks.gfm_tables import in_lines

PIECES: Final = (
    *("Oslo", "4 °C", " ", "\n", "\t", "\r\n", "\r", "&", "<", ">", "&amp;", "|", "\\", "*", "`"),
    *("<!channel>", "@here", "@Everyone", "@channels", "@ here", "<@U1>", "<#C1|x>", "[a](b)"),
    *("![a](http://x.example)", "[a]", "(b)", "[a]:", "][", "https://x.example/a?b#c", "H:\\/\\/x"),
    *("www.x", "www. x", "wwwx", "mailto:a@b", "tel:+1", "tel:x", "hotel:5", "data:a/b", "data: a"),
    *("slack:x", "javascript:1", "ftp://", "\u200b", "\u202e", "\u2028", "\ufeff", "\x00", "\x7f"),
    *("\U000e0100", "\U000e01ef", "\ufe0f", "\ud800", "\U000e0041", "❄️", "é", "e\u0301"),
    *("ọ\u0301", "\u0301" * 29, "\u0301" * 31, "\uff11\uff12\uff1a\uff13\uff10", "\uff11\uff1ab"),
    *("\uff21\uff42\uff3a\uff5a", "1\uff0f2", "3\uff0e5", "a\u2010b", "a\u2011b", "5\u22123"),
    *("a\u2212b", "a\u2012b", "l\u2019été", "l\u2018été", "l\u02bca", "5\u2032", "a\uff07b"),
    *("한국", "\ufb01", "y\u0302", "\u0f73", "ß", "1\u2032b", "a\ufe63b", "\uff19", "\u1ab0"),
    *("हिन्दी", "\u2029"),
)
LIMITS: Final = (1, 2, 5, 9)
CELLS: Final = ("a", "**b**", "__c__ d", " ", "", r"\|", "4 °C", "-", "```", "<e>")
ENDS: Final = (("|", "|"), ("| ", " |"), ("| ", ""), ("", "|"), ("", ""), (" ", "|\\"))
RULES: Final = (*("-", "---", ":-", "-:", ":--:", " -- ") * 4, "- -")
WORDS: Final = (
    *("Oslo?", "<@U1>", "a & b", "&lt;@U2&gt;", "@U1", "x|y", "\ud800", "", " \n", "a\n\nb", 7),
    *(None, "&lt;!here&gt; &lt;b&gt;", "<#C1>"),
)


def told() -> Told:
    """Yield each text with the results of the functions that clean it."""
    for at, (one, other) in enumerate(product(PIECES, PIECES)):
        middle = ("", " ", "x", "\n", "1")[at % 5]
        if at % 2 or len(one) == 1:
            yield _text(f"{one}{middle}{other}{one if at % 7 == 0 else ''}")
    for number in range(600):
        yield _text("".join(drawn(f"{number} {at}", PIECES) for at in range(3 + number % 9)))
    for number in range(600):
        yield _message(number)
    for number in range(500):
        markdown = "\n".join(_lines(number))
        told = "\n--\n".join(in_lines(markdown, but_first=kept) for kept in (0, 1, 2))
        yield f"table {number} {markdown!r}", told
    yield from _values()


def _text(text: str) -> tuple[str, str]:
    made: tuple[object, ...] = (
        *(escaping.visible(text), escaping.harmless(text), normalization.as_typed(text)),
        *(escaping.cut(escaping.escape(text), most) for most in LIMITS),
        escaping.cut(escaping.escape(text), 6, " (cut)"),
        *(normalization.normalized(form, text) for form in ("NFC", "NFKC", "NFKD")),
        normalization.without_loose_marks(text),
        *(untrusted.one_line(text, most) for most in LIMITS),
        untrusted.one_line(text, 7, end=" (cut)"),
        untrusted.as_text(text),
        message_words.own_words_of({"text": text}),
        *(message_words.beginning_of(text, most) for most in (3, 7)),
    )
    return f"text {text!a}", "\n".join(map(ascii, made))


def _message(number: int) -> tuple[str, str]:
    """Return a message of nested blocks and forwarded ones, and its words."""

    def piece(key: str) -> dict[str, Any]:
        kind = drawn(key, ("text", "link", "user", "channel", "usergroup", "broadcast", ""))
        field = drawn(f"{key}f", ("text", "url", "user_id", "channel_id", "usergroup_id", "range"))
        return {"type": kind, field: drawn(f"{key}v", WORDS), "fallback": drawn(f"{key}b", WORDS)}

    def nested(key: str, depth: int) -> dict[str, Any]:
        kind = drawn(key, ("rich_text_section", "rich_text_list", "rich_text_quote"))
        inner: Any = [piece(f"{key} {at}") for at in range(2)]
        inner += [nested(f"{key}n", depth - 1)] if depth else ["x", None]
        return {"type": kind, "elements": inner}

    def block(key: str) -> object:
        text = {"type": drawn(f"{key}t", ("mrkdwn", "plain_text", "x")), "text": drawn(key, WORDS)}
        return drawn(
            f"{key}k",
            (
                {"type": "rich_text", "elements": [nested(key, number % 11)]},
                {"type": "markdown", "text": drawn(key, WORDS)},
                {"type": "section", "text": text, "fields": [text, 3]},
                {"type": "context", "elements": [text, {"type": "image"}, text]},
                *("no block", {"type": "divider"}),
            ),
        )

    shares = [
        {
            "is_share": drawn(f"{number} s {at}", (True, True, "true", False)),
            "is_msg_unfurl": drawn(f"{number} u {at}", (False, None, True)),
            "text": drawn(f"{number} w {at}", WORDS),
            "fallback": drawn(f"{number} b {at}", WORDS),
            "message_blocks": [{"message": {"blocks": [block(f"{number} m {at}")]}}, None],
        }
        for at in range(number % 8)
    ]
    message: Mapping[str, Any] = {
        "text": drawn(f"{number} text", (*WORDS, "", " ", "<@U1>", "<!here> ")),
        "blocks": [block(f"{number} {at}") for at in range(number % 4)] or None,
        "attachments": shares or "none",
    }
    named = [message_words.is_named_in(message, *some) for some in (("<@U1",), ("x", "<!s"), ())]
    return f"{number} {json.dumps(message)}", f"{message_words.words_of(message)!a}\n{named}"


def _lines(number: int) -> Iterator[str]:
    """Yield one table or two, with words around them, some of whose lines are torn."""
    for table in range(1 + number % 3):
        columns = 1 + drawn(f"{number} {table} columns", range(4))
        begin, end = drawn(f"{number} {table} ends", ENDS)
        for row in range(2 + number % 4):
            key = f"{number} {table} {row}"
            count = columns + drawn(f"{key} more", (0, 0, 0, -1, 1) if row > 1 else (*(0,) * 9, 1))
            cells = [drawn(f"{key} {at}", RULES if row == 1 else CELLS) for at in range(count)]
            yield f"{begin}{'|'.join(cells)}{end}"
        yield drawn(f"{number} {table} after", ("", "Mild.", "```", "a|b", "  ```python"))


def _values() -> Told:
    """Yield JSON of services, and values of any type."""
    values: tuple[Any, ...] = (
        None,
        True,
        0,
        1.5,
        "",
        "a\ud800",
        [],
        [{}],
        [1, {"a": 1}],
        {"a": 1},
        10**400,
    )
    for value in (*values, -0.0, float("nan"), float("inf"), "1"):
        made = (
            untrusted.finite_number(value),
            untrusted.as_object(value),
            untrusted.objects(value),
        )
        yield (
            f"value {str(value)[:9]!a} {type(value)}",
            f"{untrusted.finite_number(value)} {made} {untrusted.as_text(value)!a}",
        )
    for body in (
        b"",
        b"{}",
        b"[NaN, -Infinity, 1e999]",
        b"\xff",
        b"[" * 9,
        b"[1,2,3,4,5,6,7,8,9]",
        b"{",
    ):
        for most in (0, 1, 2, 9):
            try:
                came = repr(untrusted.read_json(body, most=most))
            except (ValueError, RecursionError) as error:
                words = f": {error}" if type(error) is ValueError else ""
                came = f"{type(error).__name__}{words}"
            yield f"JSON {body!r} {most}", came
