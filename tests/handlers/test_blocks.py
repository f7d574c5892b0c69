"""Replies as Block Kit and as plain text: complete, within limits, harmless."""

import re

from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot.exhibits import Card, Table
from bot.languages import language_of
from bot.messages import Credit, Provenance, Reply
from handlers.blocks import (
    MAX_CONTEXT_CHARACTERS,
    MAX_MARKDOWN_CHARACTERS,
    MAX_WORDS_BESIDE_BLOCKS,
    render,
)
from handlers.escaping import cut, harmless

CREDIT = Credit("Weather data by Open-Meteo.com", "https://open-meteo.com/")


def markdown_of(text: str) -> str:
    """Return what the markdown block says for a reply's text."""
    _, blocks = render(Reply(text))
    return str(blocks[0]["text"])


def test_a_reply_is_a_markdown_block_and_a_context_line() -> None:
    """Credits are links, remarks are plain, all in one line."""
    reply = Reply("**Oslo**: 3 °C", Provenance((CREDIT,), ("observed 12:00", "°C, km/h")))

    text, blocks = render(reply)

    context = "<https://open-meteo.com/|Weather data by Open-Meteo.com> · observed 12:00 · °C, km/h"
    assert blocks == [
        {"type": "markdown", "text": "**Oslo**: 3 °C"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": context, "verbatim": True}]},
    ]
    assert text == f"*Oslo*: 3 °C\n\n{context}"


def test_a_reply_without_figures_has_no_context_line() -> None:
    """There is nothing to credit in a greeting."""
    text, blocks = render(Reply("Hello!"))

    assert text == "Hello!"
    assert blocks == [{"type": "markdown", "text": "Hello!"}]


def test_headings_lose_their_signs_in_the_fallback() -> None:
    """It is read aloud and shown in notifications."""
    text, _ = render(Reply("## Oslo\n- __cold__\n# Rome"))

    assert text == "Oslo\n- *cold*\nRome"


@each_row("text", ["", "   ", "\u200b", "\u200b \u200b"])
def test_an_empty_reply_still_says_something(text: str) -> None:
    """Slack refuses an empty block."""
    assert markdown_of(text) == "…"


@each_row(
    ("hostile", "shown"),
    [
        ("<!channel> <@U1> <!subteam^S1>", "&lt;!channel&gt; &lt;@U1&gt; &lt;!subteam^S1&gt;"),
        ("<https://evil.test|bank>", "&lt;(link removed)|bank&gt;"),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("[bank](https://evil.test)", "bank (link removed)"),
        ("![x](https://evil.test/a)", "x (link removed)"),
        (f"[{'b' * 300}](https://evil.test/{'a' * 1_982})", f"{'b' * 300} (link removed)"),
        ("![x](https://evil.test/?a=(b))", "![x] ((link removed)(b))"),
        ("[a [b]](https://evil.test)", "[a [b]] ((link removed))"),
        ("[bank][1]\n[1]: https://evil.test", "[bank] [1]\n[1] : (link removed)"),
        ("go to https://evil.test/a?b now", "go to (link removed) now"),
        ("HTTPS:\\/\\/evil.test", "(link removed)"),
        ("https\\:\\/\\/evil.test https\\://evil.test", "(link removed) (link removed)"),
        ("mailto\\:a@b.test tel\\:\\+1", "(link removed) (link removed)"),
        ("www.evil.test and mailto:a@b.test", "(link removed) and (link removed)"),
        ("ops@here xmailto:a@b.test", "ops@ here x(link removed)"),
        ("WWW.evil.test", "(link removed)"),
        ("see www.evil.test now", "see (link removed) now"),
        ("data\\:text\\/html,x www\\.evil.test", "(link removed) (link removed)"),
        ("slack:channel?id=C1", "(link removed)"),
        ("slack://user?team=T1 javascript:alert", "(link removed) (link removed)"),
        ("ht\u200btps://evil.test", "(link removed)"),
        ("[bank]\u200b(https://evil.test)", "bank (link removed)"),
        ("a\tb\u200bc", "a\tbc"),
        ("@channel @Here @everyone @ann", "@ channel @ Here @ everyone @ann"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("tel:+1 data:text/html,x", "(link removed) (link removed)"),
        ("data:5, hotel:none, www.", "data:5, hotel:none, www."),
        ("a\x00b\u202ec\x1b[31m", "abc[31m"),
        ("a\r\nb\rc\r\nd\re", "a\nb\nc\nd\ne"),
        ("@heretic @channels @everyones", "@heretic @channels @everyones"),
        ("a[b] c", "a[b] c"),
        ("[a](b", "[a] (b"),
        ("a://x ab://x abc://x", "(link removed) (link removed) (link removed)"),
        ("web+app://x m.s://x ms-help2://x", " ".join(["(link removed)"] * 3)),
        (f"{'a' * 31}://x", "(link removed)"),
        ("metadata:text/html,x", "metadata:text/html,x"),
        ("Oslo \uf8ff", "Oslo \uf8ff"),
        ("telnet:x hotel:+1 tel:1 tel:a", "telnet:x hotel:+1 (link removed) tel:a"),
        ("x(https://a.b/c)d", "x((link removed))d"),
        ("\n \u200b Oslo: 3 °C \n", "Oslo: 3 °C"),
    ],
)
def test_nothing_from_the_model_pings_or_leads_away(hostile: str, shown: str) -> None:
    """Mentions come out literal and links are removed, in the block and in the fallback."""
    text, blocks = render(Reply(hostile))

    assert blocks[0]["text"] == shown
    assert text == shown


def test_markdown_that_is_harmless_stays() -> None:
    """Emphasis, lists and tables are what the block is for."""
    table = "| Place | °C |\n|---|---|\n| Oslo | 3 |\n\n* **cold**\n1. `x`"

    assert markdown_of(table) == table


def test_a_reply_of_the_greatest_length_is_whole() -> None:
    """Slack's limit is meant for all."""
    assert markdown_of("a" * MAX_MARKDOWN_CHARACTERS) == "a" * MAX_MARKDOWN_CHARACTERS


def test_a_longer_reply_is_cut_and_says_so() -> None:
    """One message, never two, with room for all that stands below."""
    shown = markdown_of("a" * (MAX_MARKDOWN_CHARACTERS + 1))

    assert len(shown) == MAX_WORDS_BESIDE_BLOCKS
    assert shown.endswith("a…\n\n(The rest of this answer is too long for one message.)")


def test_a_cut_does_not_go_through_an_escaped_character() -> None:
    """Half an entity would be shown as such; nor is there a space before the end."""
    assert [cut("ab &lt; d", limit) for limit in (4, 5, 8)] == ["ab…", "ab…", "ab &lt;…"]
    assert cut("  abcd", 5) == "  ab…"
    assert [cut("ab&amp;cd", limit) for limit in (4, 7, 8, 9)] == [
        "ab…",
        "ab…",
        "ab&amp;…",
        "ab&amp;cd",
    ]


@each_row(
    "url",
    ["javascript:alert(1)", "https://x.test/|y", "https://x.test/>", "https://x.test/a b", " ", ""],
)
def test_a_credit_with_an_odd_address_is_only_text(url: str) -> None:
    """Its text is what the licence asks for."""
    text, _ = render(Reply("Hi", Provenance((Credit("By X", url),))))

    assert text == "Hi\n\nBy X"


def test_a_credit_is_escaped_and_one_line() -> None:
    """It may come from a feed one day."""
    text, _ = render(
        Reply(
            "Hi",
            Provenance(
                (Credit("A|<!here>|\nB", "https://x.test/?a=1&b=2"), Credit("", CREDIT.url))
            ),
        )
    )

    assert text == "Hi\n\n<https://x.test/?a=1&amp;b=2|A/&lt;!here&gt;/ B>"


@each_row(
    ("credits_", "notes", "shown"),
    [
        (("x" * 200,), (), "x" * 200),
        (("x" * 201,), (), "x" * 199 + "…"),
        (("a" * 200, "b" * 200), ("c" * 200, "d" * 200), " · ".join(s * 200 for s in "abcd")),
        (("a",), ("", "  ", "n\nm |o"), "a · n m /o"),
        (("a" * 200,) * 3, ("b" * 200, "c" * 185, "d"), None),
        (("a" * 200,) * 3, ("b" * 200, "c" * 186, "d"), " · ".join(["a" * 200] * 3 + ["b" * 200])),
    ],
)
def test_the_context_line_has_credits_then_notes_up_to_its_limit(
    credits_: tuple[str, ...], notes: tuple[str, ...], shown: str | None
) -> None:
    """Each in one line of 200 characters at most, and 1,000 in all with what is between them."""
    provenance = Provenance(tuple(Credit(text, "") for text in credits_), notes)

    text, _ = render(Reply("Hi", provenance))

    parts = [*credits_, *notes[:2]]
    assert text == f"Hi\n\n{shown or ' · '.join(parts)}"


@each_row(
    ("url", "is_link"),
    [
        ("http://x.test/", True),
        ("https://x.test/" + "a" * 392, True),
        ("https://x.test/" + "a" * 394, False),
        ("ftp://x.test/", False),
        ("https://x.test/'", False),
        ("https://x.test/`", False),
        ('https://x.test/"', False),
        ("see https://x.test/", False),
        ("https://", False),
    ],
)
def test_only_a_whole_address_of_the_web_is_a_link(url: str, *, is_link: bool) -> None:
    """Of 400 characters behind its scheme at most."""
    text, _ = render(Reply("Hi", Provenance((Credit("By X", url),))))

    assert text == ("Hi\n\n" + (f"<{url}|By X>" if is_link else "By X"))


@each_row("name", ["en", "de", "es", "ja"])
def test_an_answer_that_is_cut_says_so_in_its_language(name: str) -> None:
    """In the words and in the text, each at its own limit, whatever letters it has."""
    letter = "雨" if name == "ja" else "a"
    text, blocks = render(Reply(letter * 13_000, language=name))

    said = language_of(name).text("(The rest of this answer is too long for one message.)")
    ending = f"…\n\n{said}"
    assert blocks[0]["text"] == letter * (9_000 - len(ending)) + ending
    assert text == letter * (12_000 - len(ending)) + ending


@each_row("item", ["- {}", "* {}", "+ {}", "• {}", "1. {}", "12) {}", "  - {}", "- **{}**: 3 °C"])
def test_a_long_table_is_left_out_whatever_its_list_looks_like(item: str) -> None:
    """And in whatever case its places are written; a line that is no item is none."""
    rows = tuple((f"Gießen {number}", "3 °C") for number in range(11))
    table = Table(("Place", "Now"), rows)
    names = [name.upper() for name, _ in rows]

    told = [
        [block["type"] for block in render(Reply(words, exhibits=(table,)))[1]]
        for words in (
            "\n".join(item.format(name) for name in names),
            "\n".join(item.format(name) for name, _ in rows),
            "\n".join(item.format(name) for name in names[:10]),
            "\n".join(names),
            "\n".join(f"**{name}**: 3 °C" for name in names),
            "\n".join(f"{name} - 3 °C" for name in names),
            item.format(", ".join(names)),
        )
    ]

    assert told == [*[["markdown"]] * 2, *[["markdown", "table"]] * 5]


@each_row(
    ("words", "text"),
    [
        ("**a** __b__ **c**", "*a* *b* *c*"),
        ("**a b**c", "*a b*c"),
        ("** a**", "** a**"),
        ("**a **", "**a **"),
        ("**a__", "**a__"),
        (f"**{'a' * 500}**", f"*{'a' * 500}*"),
        (f"**{'a' * 501}**", f"**{'a' * 501}**"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("###### six", "six"),
        ("####### seven", "####### seven"),
        ("#\tone", "one"),
        ("a # b", "a # b"),
        ("#none", "#none"),
    ],
)
def test_the_text_has_slack_s_bold_and_no_headings(words: str, text: str) -> None:
    """As far as Markdown has them there; the block keeps the model's own."""
    told, blocks = render(Reply(words))

    assert (told, blocks[0]["text"]) == (text, words)


def test_the_context_line_ends_with_a_whole_part() -> None:
    """Half a link would be no link."""
    credits_ = tuple(Credit(f"Source {n}", f"https://x.test/{n}") for n in range(100))

    text, blocks = render(Reply("Hi", Provenance(credits_, ("late",))))

    context = blocks[1]["elements"][0]["text"]
    assert MAX_CONTEXT_CHARACTERS - 50 < len(context) <= MAX_CONTEXT_CHARACTERS
    assert context.endswith(">")
    assert text.endswith(context)


TABLE = "| Place | High | Low |\n|:--|--:|---|\n| Oslo | 4 °C | |\n| **Rome** | 14 °C | 9 °C |"
IN_LINES = "- **Oslo**: High 4 °C\n- **Rome**: High 14 °C, Low 9 °C"


@each_row(
    ("words", "shown"),
    [
        (TABLE, IN_LINES),
        (f"Mild:\n\n{TABLE}\n\nBye | bye", f"Mild:\n\n{IN_LINES}\n\nBye | bye"),
        (f"```\n{TABLE}\n```", f"```\n{TABLE}\n```"),
        ("a | b\n---|---\n1 | 2", "- **1**: b 2"),
        ("a | b\n\n--- | ---", "a | b\n\n--- | ---"),
        ("a | b\n---|---|---\n1 | 2", "a | b\n---|---|---\n1 | 2"),
        ("a|b|c\n-|-\n1|2", "a|b|c\n-|-\n1|2"),
        ("|a|b|\n|-|-|", "…"),
        ("Mild:\n|a|b|\n|-|-|", "Mild:"),
        ("|a|b|\n|-|-|\n\nMild", "Mild"),
        ("|a|b|c|\n|:-:|-|:--|\n|1||3|", "- **1**: c 3"),
        ("  | a | b |\n  |---|---|\n  | 1 | 2 | ", "- **1**: b 2"),
        ("a||c\n-|-|-\n1|2|3", "- **1**: 2, c 3"),
        ("a|b\n-|-\n__1__|2|3\n4", "- **1**: b 2\n4"),
        ("a|b\n-|-\n1|", "- **1**"),
        ("| a | b | \n|---|---|\n|1|2|", "- **1**: b 2"),
        ("| a | b |\n|---|---| \n|1|2|", "- **1**: b 2"),
        ("||a|b|\n|-|-|-|\n|High|1|2|\n||3|4|", "- **High**: a 1, b 2\n- a 3, b 4"),
        ("a|b\n-|-\n ** |2\n|||", "- b 2\n-"),
        ("|a|b||\n|-|-|-|\n|1|2|3|", "- **1**: b 2, 3"),
        ("so ```x\na|b\n-|-\n1|2", "so ```x\n- **1**: b 2"),
        ("|a|\n|-|\n|1|", "- **1**"),
        ("a|b\n-|-\n1|2\n\nc|d\n-|-\n3|4", "- **1**: b 2\n\n- **3**: d 4"),
        ("c\n ```\na|b\n-|-\n ```\na|b\n-|-\n1|2", "c\n ```\na|b\n-|-\n ```\n- **1**: b 2"),
        ("a|b\n-|x\n1|2", "a|b\n-|x\n1|2"),
        ("a|b", "a|b"),
        ("``x\na|b\n-|-\n1|2", "``x\n- **1**: b 2"),
        ("|a|b \\| c|\n|-|-|\n|Oslo \\| NO|4|", "- **Oslo | NO**: b | c 4"),
        ("a|b\n-|-\nOslo|4\\|", "- **Oslo**: b 4|"),
        ("a \\| b\n-\n1|2", "a \\| b\n-\n1|2"),
        ("a|b\n------|:----:\n** Oslo **|**2**", "- **Oslo**: b **2**"),
        ("Mild\n---\na|b\n-|-\n1|2", "Mild\n---\n- **1**: b 2"),
        ("a|b\n-|-\n1|2\nMild\n---\nc|d", "- **1**: b 2\nMild\n---\nc|d"),
    ],
)
def test_a_table_in_the_words_is_told_in_lines_above_a_table(words: str, shown: str) -> None:
    """A message holds one table."""
    table = Table(("Place", "Now"), (("Oslo", "3 °C"), ("Rome", "14 °C")))
    _, blocks = render(Reply(words, exhibits=(table,)))

    assert [block["type"] for block in blocks] == ["markdown", "table"]
    assert blocks[0]["text"] == shown


def test_of_two_tables_in_the_words_one_stays() -> None:
    """The first, as the model wrote it, where no other stands below; the fallback has none."""
    rows = tuple((f"Town {number}", "3 °C") for number in range(11))
    listed = "\n".join(f"- {name}" for name, _ in rows)
    for exhibit in (Card("Oslo", "3 °C", "Mild"), Table(("Place", "Now"), rows)):
        said = f"{listed}\n---\n\n{TABLE}\n\nand\n\n"
        text, blocks = render(Reply(f"{said}{TABLE}", exhibits=(exhibit,)))

        assert blocks[0]["text"] == f"{said}{IN_LINES}"
        assert "|" not in text


def test_the_headings_of_a_table_alone_are_something_all_the_same() -> None:
    """Slack takes no message without a text."""
    told = [render(Reply(f"|a|b|\n|-|-|{more}"))[0] for more in ("", "\n\nMild")]

    assert told == ["…", "Mild"]


@each_row(("places", "has_table"), [(10, True), (11, False), (48, False)])
def test_many_places_are_a_list_or_a_table(places: int, *, has_table: bool) -> None:
    """Never both, which would say the same twice."""
    rows = tuple((f"Town <{number}>", "3 °C") for number in range(places))
    words = "\n".join(f"- **{name}**: {value}" for name, value in rows)

    told = [
        render(Reply(said, exhibits=(Table(("Place", "Now"), rows),)))[1]
        for said in (words, words.replace("Town <3>", "one more"), "Mild.")
    ]

    has = [any(block["type"] == "table" for block in blocks) for blocks in told]
    assert has == [has_table, True, True]


@each_row(("places", "shown"), [(10, IN_LINES), (11, TABLE)])
def test_a_table_in_the_words_stays_where_no_other_is_shown(places: int, shown: str) -> None:
    """Also where there is one that a list has told."""
    rows = tuple((f"Town {number}", "3 °C") for number in range(places))
    told = "\n".join(f"- **{name}**: {value}" for name, value in rows)

    _, blocks = render(Reply(f"{told}\n\n{TABLE}", exhibits=(Table(("Place", "Now"), rows),)))

    assert blocks[0]["text"] == f"{told}\n\n{shown}"


def test_a_cut_answer_keeps_its_table_and_its_buttons() -> None:
    """Its words are what is too long."""
    table = Table(("Place", "Now"), (("Oslo", "3 °C"), ("Rome", "14 °C")))
    below = {"type": "actions", "elements": [{"type": "button", "value": "v" * 900}]}

    text, blocks = render(Reply("long words " * 2_000, exhibits=(table,)), [below])

    assert [block["type"] for block in blocks] == ["markdown", "table", "actions"]
    assert len(text) > MAX_WORDS_BESIDE_BLOCKS


SIGNS = "<>&[]():/\\!@|#a \n\u200b\u202e"
WORDS = ["//", "^1", "here", "channel", "https", "www.", "x.test", "mailto:", "&lt;"]
HOSTILE = st.text(max_size=60) | st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=30).map(
    "".join
)
OWN_LINK = re.compile(r"<https://open-meteo\.com/\|[^<>|]*>")


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_makes_markup_of_its_own(answer: str, credit: str, note: str) -> None:
    """Only our own credit links are markup, whatever the model, tools and people write."""
    text, blocks = render(Reply(answer, Provenance((Credit(credit, CREDIT.url),), (note,))))

    answer_block, context_block = blocks[0]["text"], blocks[-1].get("elements", [{"text": ""}])[0]
    shown = OWN_LINK.sub("", "\n".join((answer_block, text, context_block["text"])))
    assert "<" not in shown
    assert ">" not in shown
    assert "](" not in shown
    assert "]:" not in shown
    assert not re.search(r"https?://|www\.\S|mailto:\S|@(here|channel|everyone)\b", shown)
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", shown)


@given(HOSTILE)
def test_harmless_text_needs_no_second_look(text: str) -> None:
    """What has passed through once hides nothing that only shows when it is read again."""
    once = harmless(text)

    assert re.sub(r"&(amp;)*", "&", harmless(once)) == re.sub(r"&(amp;)*", "&", once)
