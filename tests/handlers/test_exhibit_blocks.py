"""Exhibits as Block Kit and in words: each layout as it is sent, within Slack's limits."""

import json
import re

from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table
from bot.messages import Credit, Provenance, Reply
from handlers.blocks import render
from handlers.playground.workspace.block_rules import faults_in, is_too_long

TABLE = Table(("Place", "Now", "Wind"), (("Oslo", "3 °C", "9 km/h"), ("Rome", "14 °C", "-")))
CHART = Chart(
    "Temperature, Oslo", ("11:00", "12:00", "13:00"), (Series("Oslo", (3.0, 4.5, 4.0)),), "°C"
)
CARD = Card("Oslo, Norway", "☀️ 3 °C clear sky", "Feels like 1 °C · Wind 9 km/h")
NOTICE = Notice("severe", "Gale Warning: Oslo · until Mon 18:00 · MET Norway")
SOURCE = Provenance((Credit("Weather data by Open-Meteo.com", "https://open-meteo.com/"),))


def drawn(*exhibits: Exhibit) -> list[dict[str, object]]:
    """Return the blocks of a reply with these exhibits, without its words and its sources."""
    _, blocks = render(Reply("Mild.", exhibits=exhibits))
    assert faults_in(blocks) == []
    return [block for block in blocks if block["type"] != "markdown"]


def cell(text: str) -> dict[str, str]:
    """Return a cell of a table."""
    return {"type": "raw_text", "text": text}


def verbatim(text: str) -> dict[str, object]:
    """Return a text object in which Slack makes no links of names."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def test_a_table() -> None:
    """Figures stand at the right, words at the left."""
    assert drawn(TABLE) == [
        {
            "type": "table",
            "column_settings": [
                {"align": "left", "is_wrapped": True},
                {"align": "right"},
                {"align": "right"},
            ],
            "rows": [
                [cell("Place"), cell("Now"), cell("Wind")],
                [cell("Oslo"), cell("3 °C"), cell("9 km/h")],
                [cell("Rome"), cell("14 °C"), cell("-")],
            ],
        }
    ]


def test_a_chart() -> None:
    """Every series has a point for each category."""
    assert drawn(CHART) == [
        {
            "type": "data_visualization",
            "title": "Temperature, Oslo",
            "chart": {
                "type": "line",
                "series": [
                    {
                        "name": "Oslo",
                        "data": [
                            {"label": "11:00", "value": 3.0},
                            {"label": "12:00", "value": 4.5},
                            {"label": "13:00", "value": 4.0},
                        ],
                    }
                ],
                "axis_config": {"categories": ["11:00", "12:00", "13:00"], "y_label": "°C"},
            },
        }
    ]


def test_a_card() -> None:
    """One place at a glance."""
    assert drawn(CARD) == [
        {
            "type": "card",
            "title": verbatim("Oslo, Norway"),
            "subtitle": verbatim("☀️ 3 °C clear sky"),
            "body": verbatim("Feels like 1 °C · Wind 9 km/h"),
        }
    ]


def test_a_warning() -> None:
    """Above the words, its level as a coloured sign and a word."""
    _, blocks = render(Reply("Stormy.", exhibits=(CARD, NOTICE)))

    assert [block["type"] for block in blocks] == ["section", "markdown", "card"]
    text = "*🟠 Severe* · Gale Warning: Oslo · until Mon 18:00 · MET Norway"
    assert blocks[0] == {"type": "section", "text": verbatim(text)}


@each_row(
    ("level", "language", "begin"),
    [
        ("moderate", "en", "🟡 Moderate"),
        ("extreme", "en", "🔴 Extreme"),
        ("extreme", "de", "🔴 Extrem"),
        ("error", "en", "🟠 Severe"),  # as the first releases stored it
    ],
)
def test_the_level_of_a_warning(level: str, language: str, begin: str) -> None:
    """In the person's language, in the block and in the text."""
    notice = Notice(level, "Gale")  # type: ignore[arg-type] # a stored one can be of any release
    text, blocks = render(Reply("Stormy.", exhibits=(notice,), language=language))

    assert blocks[0]["text"]["text"] == f"*{begin}* · Gale"
    assert text.startswith(f"{begin} · Gale\n\n")


def test_a_table_is_as_wide_as_a_thread_s_pane() -> None:
    """Columns beyond it would be cut; words are wrapped, and figures with words are words."""
    columns = ("Place", "Now", "Feels like", "Wind", "Rain", "Humidity")
    row = ("Copenhagen", "🌦️ 4.2 °C light freezing drizzle", "-1.0 °C", "14 km/h from SW")
    (table,) = drawn(Table(columns, ((*row, "0.2 mm", "81 %"), (*row, "-", "7 %"))))

    shown = [cell["text"] for cell in table["rows"][0]]  # type: ignore[index] # plain data
    assert shown == ["Place", "Now", "Feels like", "Wind", "Rain"]
    assert [column["align"] for column in table["column_settings"]] == [  # type: ignore[attr-defined]
        *("left", "left", "right", "left", "right"),
    ]


def test_more_columns_than_slack_allows_are_left_out() -> None:
    """However narrow they are."""
    (table,) = drawn(Table(tuple("abcdefghijklmnopqrstu"), (tuple("0" * 21),)))

    assert [len(row) for row in table["rows"]] == [20, 20]


def test_more_rows_than_slack_allows_are_left_out() -> None:
    """Also where there is room for them: 100 with the headings."""
    (table,) = drawn(Table(("a", "b"), (("0", "0"),) * 120))

    assert len(table["rows"]) == 100


def test_two_columns_are_shown_however_wide() -> None:
    """A table of one column tells nothing."""
    (table,) = drawn(Table(("Place", "h" * 80), (("x" * 90, "7 °C"),)))

    assert [len(row) for row in table["rows"]] == [2, 2]  # type: ignore[attr-defined]


def test_a_whole_reply_has_its_order() -> None:
    """Warnings, words, table, charts, sources."""
    _, blocks = render(Reply("Mixed.", SOURCE, exhibits=(NOTICE, TABLE, CHART, CHART)))

    assert [block["type"] for block in blocks] == [
        "section",
        "markdown",
        "table",
        "data_visualization",
        "data_visualization",
        "context",
    ]


def test_the_text_says_all_that_the_blocks_show() -> None:
    """For notifications, for screen readers, and for where blocks are refused."""
    text, _ = render(Reply("**Mixed**.", SOURCE, exhibits=(NOTICE, TABLE, CARD, CHART)))

    assert text.split("\n\n") == [
        "🟠 Severe · Gale Warning: Oslo · until Mon 18:00 · MET Norway",
        "*Mixed*.",
        "Oslo: Now 3 °C, Wind 9 km/h\nRome: Now 14 °C, Wind -",
        "Oslo, Norway\n☀️ 3 °C clear sky\nFeels like 1 °C · Wind 9 km/h",
        "Temperature, Oslo, Oslo: 11:00 3, 12:00 4.5, 13:00 4",
        "<https://open-meteo.com/|Weather data by Open-Meteo.com>",
    ]


def test_no_more_than_three_warnings_stand_above_an_answer() -> None:
    """In the blocks and in the text: the first ones, which are the worst."""
    notices = tuple(Notice("severe", f"Gale {number}") for number in range(5))

    text, blocks = render(Reply("Stormy.", exhibits=notices))

    assert text.split("\n\n") == [*(f"🟠 Severe · Gale {n}" for n in range(3)), "Stormy."]
    assert [block["type"] for block in blocks] == ["section"] * 3 + ["markdown"]


def test_the_text_has_exhibits_as_far_as_there_is_room_for_all_of_them() -> None:
    """Two that would fit alone can be too much together."""
    long = Table(("Place", "Now"), (("x" * 80, "y" * 80),) * 40)

    text, _ = render(Reply("Mild.", SOURCE, exhibits=(long, long)))

    assert len(text) <= 12_000
    assert text.count("x" * 80) == 40


def test_48_places_are_one_table_within_the_limits() -> None:
    """It has a row for each, and as many columns as there is room for."""
    columns = ("Place", "Now", "Feels like", "Wind", "Rain", "Humidity")
    figures = (
        "🌦️ -12.3 °C light freezing drizzle",
        "-15.0 °C",
        "114 km/h from SSW",
        "10.2 mm",
        "81 %",
    )
    rows = tuple((f"Llanfairpwllgwyngyll {number}", *figures) for number in range(48))
    words = "\n".join(f"- **{row[0]}**: {', '.join(figures)}" for row in rows)

    text, blocks = render(Reply(words[:4000], SOURCE, exhibits=(Table(columns, rows),)))

    assert faults_in(blocks) == []
    assert not is_too_long(blocks)
    (table,) = (block for block in blocks if block["type"] == "table")
    assert len(table["rows"]) == 49
    assert len(table["rows"][0]) >= 2
    assert all(row[0] in text for row in rows)


@each_row(("rows", "is_drawn"), [(40, True), (50, False)])
def test_a_table_of_more_than_10_000_characters_is_left_to_the_text(
    rows: int, *, is_drawn: bool
) -> None:
    """Though the message has room for it: Slack would refuse all blocks of the reply."""
    cells = ("x" * 80, "y" * 80)

    assert bool(drawn(Table(("Place", "Now"), (cells,) * rows))) == is_drawn


def test_words_that_fill_the_message_leave_no_room_for_exhibits() -> None:
    """The words are what people asked for."""
    _, blocks = render(Reply("a" * 12_000, SOURCE, exhibits=(TABLE, *[CHART] * 2, NOTICE)))

    assert not is_too_long(blocks)
    assert "a" * 12_000 in str(blocks)


def test_words_that_leave_no_room_for_warnings_and_buttons_are_plain() -> None:
    """Slack would refuse the blocks; the text has all of it."""
    button = {"type": "actions", "elements": [{"type": "button", "value": "v" * 900}]}

    text, blocks = render(Reply("a" * 12_000, SOURCE, exhibits=(NOTICE,)), [button])

    assert blocks == []
    assert "a" * 12_000 in text
    assert NOTICE.text in text


def test_equal_names_are_told_apart_in_a_chart() -> None:
    """Slack refuses two series of one name."""
    values = (1.0, 2.0, 3.0)
    series = tuple(Series(name, values) for name in ("Springfield", "Springfield", "x" * 30) * 2)

    (block,) = drawn(Chart("t", ("Sunday morning early 1",) * 3, series, "°C"))

    names = [line["name"] for line in block["chart"]["series"]]  # type: ignore[index] # plain data
    assert names[:3] == ["Springfield", "Springfield (2)", "x" * 19 + "…"]
    assert len(set(names)) == 6


NAMES = st.text(max_size=300) | st.sampled_from(["<!channel>", "<https://evil.test|x>", "", "&<>"])
VALUES = st.floats(-100, 100)
TABLES = st.integers(1, 22).flatmap(
    lambda width: st.builds(
        Table,
        st.tuples(*[NAMES] * width),
        st.lists(st.tuples(*[NAMES] * width), max_size=120).map(tuple),
    )
)
CHARTS = st.integers(3, 25).flatmap(
    lambda count: st.builds(
        Chart,
        NAMES,
        st.tuples(*[NAMES] * count),
        st.lists(
            st.builds(Series, NAMES, st.tuples(*[VALUES] * count)), min_size=1, max_size=8
        ).map(tuple),
        NAMES,
    )
)
EXHIBITS = st.lists(
    TABLES
    | CHARTS
    | st.builds(Card, NAMES, NAMES, NAMES)
    | st.builds(Notice, st.sampled_from(["moderate", "severe"]), NAMES),
    max_size=6,
)


@given(EXHIBITS)
def test_whatever_is_shown_is_within_the_limits_and_harmless(exhibits: list[Exhibit]) -> None:
    """Names come from geocoders and feeds."""
    text, blocks = render(Reply("Mild.", exhibits=tuple(exhibits)))

    assert faults_in(blocks) == []
    assert not is_too_long(blocks)
    shown = json.dumps(blocks, ensure_ascii=False) + text
    assert not re.search(r"[<>]|https?://", shown)
