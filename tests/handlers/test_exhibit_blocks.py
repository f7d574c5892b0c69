"""Exhibits as Block Kit and in words: each layout as it is sent, within Slack's limits."""

import json
import re
from dataclasses import replace
from typing import Any

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


def test_a_cell_is_one_line() -> None:
    """However its text is broken; one that is empty or unseen has a dash."""
    (table,) = drawn(Table((" Place\n ", ""), (("Oslo \t and\n\u200b\nRome", "\u200b \u200b"),)))

    rows = [[cell("Place"), cell("-")], [cell("Oslo and Rome"), cell("-")]]
    assert table["rows"] == rows


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


@each_row(("wind", "columns"), [(33, 3), (34, 2)])
def test_a_column_is_shown_where_all_of_it_has_room(wind: int, columns: int) -> None:
    """Of 64 characters, with two between columns; words count up to 14, figures as a whole."""
    heading = ("Place", "n" * 11, "w" * wind)
    (table,) = drawn(Table(heading, (("x" * 20, "1 °C", "2 km/h"), ("Oslo", "3 °C", "-"))))

    assert [len(row) for row in table["rows"]] == [columns] * 3  # type: ignore[attr-defined]


def test_more_columns_than_slack_allows_are_left_out() -> None:
    """However narrow they are."""
    (table,) = drawn(Table(tuple("abcdefghijklmnopqrstu"), (tuple("0" * 21),)))

    assert [len(row) for row in table["rows"]] == [20, 20]


def test_more_rows_than_slack_allows_are_left_out() -> None:
    """Also where there is room for them, and from the words: 100 with the headings."""
    whole = Table(("a", "b"), tuple((f"{row}", "0") for row in range(120)))
    (table,) = drawn(whole)
    text, _ = render(Reply("Mild.", exhibits=(whole,)))

    firsts = [row[0]["text"] for row in table["rows"]]  # type: ignore[attr-defined]
    assert firsts == ["a", *map(str, range(99))]
    assert text.split("\n") == ["Mild.", "", *(f"{row}: b 0" for row in range(99))]


def test_letters_of_all_scripts_take_up_the_same_room() -> None:
    """They are sent as they are."""
    columns = ("Place", *("Wind",) * 5)
    tables = (Table(columns, ((letter * 60, *("0",) * 5),) * 48) for letter in ("a", "\u3042"))

    latin, japanese = (drawn(table)[0]["rows"] for table in tables)

    assert [len(row) for row in latin] == [len(row) for row in japanese]  # type: ignore[attr-defined]


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
    shown = [block["text"]["text"] for block in blocks[:3]]
    assert shown == [f"*🟠 Severe* · Gale {n}" for n in range(3)]


def test_the_text_has_exhibits_as_far_as_there_is_room_for_all_of_them() -> None:
    """Two that would fit alone can be too much together."""
    long = Table(("Place", "Now"), (("x" * 80, "y" * 80),) * 40)

    text, _ = render(Reply("Mild.", SOURCE, exhibits=(long, long, CARD)))

    assert len(text) <= 12_000
    assert text.count("x" * 80) == 40
    assert CARD.body in text  # behind what is too much


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


@each_row(("last", "size"), [(64, 9_999), (65, 10_000), (66, None)])
def test_a_table_of_more_than_10_000_characters_is_left_to_the_text(
    last: int, size: int | None
) -> None:
    """Though the message has room for it: Slack would refuse all blocks of the reply."""
    rows = (*[("x" * 80, "y" * 80)] * 42, ("z" * last, "w"))
    tables = drawn(Table(("Place", "Now"), rows))

    assert [len(json.dumps(table)) for table in tables] == ([size] if size else [])


@each_row(("more", "columns"), [(0, 3), (1, 2), (2, 2), (3, 2)])
def test_a_table_that_fills_the_message_loses_a_column(more: int, columns: int) -> None:
    """Cards before it keep their room."""
    rows = (*TABLE.rows * 20, ("Bern", "3 °C", "9 km/h"))
    whole = [{"type": "markdown", "text": ""}, *drawn(CARD), *drawn(Table(TABLE.columns, rows))]
    left = 13_000 - len(json.dumps(whole, ensure_ascii=False))
    reply = Reply("a" * (left + more), exhibits=(CARD, Table(TABLE.columns, rows)))

    _, (_, _, table) = render(reply)

    assert [len(row) for row in table["rows"]] == [columns] * 42


def test_words_that_fill_the_message_leave_no_room_for_exhibits() -> None:
    """The words are what people asked for."""
    _, blocks = render(Reply("a" * 12_000, SOURCE, exhibits=(TABLE, *[CHART] * 2, NOTICE)))

    assert not is_too_long(blocks)
    assert "a" * 12_000 in str(blocks)


@each_row(("more", "types"), [(0, ["markdown", "actions"]), (1, [])])
def test_the_blocks_of_a_reply_are_13_000_characters_at_most(more: int, types: list[str]) -> None:
    """As they are sent; what is too much is said in plain text."""

    def button(length: int) -> dict[str, object]:
        return {"type": "actions", "elements": [{"type": "button", "value": "v" * length}]}

    said = "é" * 11_900 + '"' * 100  # two characters each, as JSON has it
    words = {"type": "markdown", "text": said}
    left = 13_000 - len(json.dumps([words, button(0)], ensure_ascii=False))

    text, blocks = render(Reply(said), [button(left + more)])

    assert [block["type"] for block in blocks] == types
    assert text == said


@each_row(("exhibit", "more"), [(each, more) for each in (CARD, CHART, TABLE) for more in (0, 1)])
def test_an_exhibit_is_drawn_as_it_is_where_it_just_fits(exhibit: Exhibit, more: int) -> None:
    """With whatever stands below it; one that is too much takes no room from the next."""
    reply = Reply("Mild.", exhibits=(exhibit, Chart("", ("1",), (Series("", (1.0,)),), "")))
    _, (words, whole, small) = render(reply)
    below = {"type": "actions", "block_id": ""}
    left = 13_000 - len(json.dumps([words, whole, below], ensure_ascii=False))
    filled = {**below, "block_id": "b" * (left + more)}

    _, blocks = render(reply, [filled])

    assert (whole in blocks) is (more == 0)
    assert (small in blocks) is (more == 1 and exhibit is not TABLE)  # which loses a column
    assert (blocks[0], blocks[-1]) == (words, filled)


def test_an_empty_line_of_a_card_is_left_out_of_the_text() -> None:
    """In a block it is a dash, since Slack refuses an empty one."""
    text, blocks = render(Reply("Mild.", exhibits=(Card("Oslo, Norway", "", "Wet"),)))

    assert text == "Mild.\n\nOslo, Norway\nWet"
    assert blocks[1]["subtitle"]["text"] == "-"


@each_row(("more", "is_told"), [(0, True), (1, False)])
def test_the_text_has_what_fits_into_12_000_characters(*, more: int, is_told: bool) -> None:
    """Warnings and sources come before exhibits."""
    source, told, warning = "By X", "Oslo, Norway\n3 °C\nMild", "🟠 Severe · Gale"
    left = 12_000 - len(source) - len(told) - len(warning)
    shown = (Card("Oslo, Norway", "3 °C", "Mild"), Notice("severe", "Gale"))
    words = "a" * (left + more)

    text, _ = render(Reply(words, Provenance((Credit(source, ""),)), exhibits=shown))

    assert text.split("\n\n") == [warning, words, *([told] if is_told else []), source]


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


def test_equal_times_are_told_apart_in_a_chart() -> None:
    """On its axis, and in each point: Slack refuses two of one name, and points of another."""
    line = Series("Oslo", tuple(map(float, range(20))))

    (block,) = drawn(Chart("t", ("Sunday morning early 1",) * 20, (line,), "°C"))

    labels = ["Sunday morning earl…"]
    labels += [f"Sunday morning… ({number})" for number in range(2, 21)]
    chart: dict[str, Any] = block["chart"]  # type: ignore[assignment] # plain data
    assert chart["axis_config"]["categories"] == labels
    points = [{"label": label, "value": float(n)} for n, label in enumerate(labels)]
    assert chart["series"] == [{"name": "Oslo", "data": points}]


def lengths(value: object) -> list[int]:
    """Return the lengths of the texts of x in a block, in order."""
    return [len(text) for text in re.findall(r"x{9,}…?", json.dumps(value, ensure_ascii=False))]


@each_row(("more", "is_cut"), [(0, False), (1, True)])
def test_every_text_of_an_exhibit_is_cut_at_its_own_limit(*, more: int, is_cut: bool) -> None:
    """In the block and in words: cells, the lines of a card, the names of a chart, a warning."""

    def x(count: int) -> str:
        return "x" * (count + more)

    table = Table((x(80), x(80)), ((x(80), x(80)),))
    card = Card(x(150), x(150), x(200))
    chart = Chart(x(50), (x(20), "b", "c"), (Series(x(20), (1.0, 2.0, 3.0)),), x(50))
    text, (warning, _, *shown) = render(
        Reply("Mild.", exhibits=(Notice("moderate", x(300)), table, card, chart))
    )

    assert lengths(warning) == [300]
    told = {str(block["type"]): lengths(block) for block in shown}
    assert told == {
        "table": [80] * 4,
        "card": [150, 150, 200],
        "data_visualization": [50, 20, 20, 20, 50],
    }
    in_words = [lengths(part) for part in text.split("\n\n")]
    line = 150 + more  # in words, all lines of a card are as long as its body can be
    assert in_words == [[300], [], [80, 80, 80], [line, line, 200], [50, 20, 20]]
    assert ("…" in json.dumps((warning, shown), ensure_ascii=False)) is is_cut


def test_a_chart_has_as_many_lines_and_points_as_slack_takes() -> None:
    """The first ones, in the block and in words; figures are told without needless decimals."""
    days = tuple(f"day {number}" for number in range(21))
    places = (3, 1, 2, 0, 5, 4, 6)
    lines = tuple(Series(f"place {p}", tuple(p + n + 0.25 for n in range(21))) for p in places)
    chart = Chart("Highs", days, lines, "°C")

    text, (_, block) = render(Reply("Mild.", exhibits=(chart,)))

    axes, series = block["chart"]["axis_config"], block["chart"]["series"]
    assert axes == {"categories": list(days[:20]), "y_label": "°C"}
    assert series == [
        {
            "name": f"place {place}",
            "data": [{"label": day, "value": place + n + 0.25} for n, day in enumerate(days[:20])],
        }
        for place in places[:6]
    ]
    told = [", ".join(f"day {n} {place + n + 0.25:g}" for n in range(20)) for place in places[:6]]
    in_words = [f"Highs, place {p}: {line}" for p, line in zip(places, told, strict=False)]
    assert text == "\n\n".join(("Mild.", "\n".join(in_words)))


@each_row(
    ("cells", "align"),
    [
        (("3 °C", "-", "+14.5 °C", "1,013", "-0.5", "12:30", "100%"), "right"),
        (("9 km/h",), "right"),
        (("-", "-"), "right"),
        (("9 km/h from SW",), "left"),
        (("3 °C", "Oslo"), "left"),
        (("3 °C", "4 °C", "5 °C", "6 °C", "Oslo"), "left"),
        (("7 abcdefg",), "left"),
        (("7 abcdef",), "right"),
        (("3 °C 4",), "left"),
        (("°C",), "left"),
        (("(3 °C)",), "left"),
    ],
)
def test_a_column_of_figures_stands_at_the_right(cells: tuple[str, ...], align: str) -> None:
    """With a short unit, if any; whatever its heading is."""
    (block,) = drawn(Table(("Place", "Now"), tuple(("Oslo", cell) for cell in cells)))

    _, settings = block["column_settings"]  # type: ignore[misc] # plain data
    assert settings == (
        {"align": "right"} if align == "right" else {"align": "left", "is_wrapped": True}
    )


def test_names_that_are_cut_alike_are_counted() -> None:
    """From 2 on, within the limit; the first one stays as it is."""
    names = ("x" * 30, "x" * 25, "x" * 20, "x" * 21, "y", "y")
    series = tuple(Series(name, (1.0, 2.0, 3.0)) for name in names)

    (block,) = drawn(Chart("t", ("a", "b", "c"), series, "°C"))

    assert [line["name"] for line in block["chart"]["series"]] == [  # type: ignore[index] # plain data
        "x" * 19 + "…",
        "x" * 15 + "… (2)",
        "x" * 20,
        "x" * 15 + "… (3)",
        "y",
        "y (2)",
    ]


def test_a_name_that_looks_counted_is_a_name_like_any_other() -> None:
    """No two are equal in the end."""
    names = ("y", "y (2)", "y", "y", "y (4)")
    series = tuple(Series(name, (1.0, 2.0, 3.0)) for name in names)

    (block,) = drawn(Chart("t", ("a", "b", "c"), series, "°C"))

    shown = [line["name"] for line in block["chart"]["series"]]  # type: ignore[index] # plain data
    assert shown == ["y", "y (2)", "y (3)", "y (4)", "y (4) (2)"]


def test_of_each_kind_a_message_has_as_many_as_it_holds() -> None:
    """One table, two charts and one card, in the order of the exhibits; the text has all."""
    cards = tuple(Card(f"Card {number}", "", "") for number in range(2))
    charts = tuple(replace(CHART, title=f"Chart {number}") for number in range(3))
    tables = tuple(Table(("Place", "Now"), ((f"Town {number}", "3 °C"),)) for number in range(2))

    text, blocks = render(Reply("Mild.", exhibits=(*cards, *charts, *tables)))

    shown = [block["type"] for block in blocks]
    assert shown == ["markdown", "card", "data_visualization", "data_visualization", "table"]
    assert [block.get("title") for block in blocks[2:4]] == ["Chart 0", "Chart 1"]
    parts = [part.partition(",")[0] for part in text.split("\n\n")]
    assert parts == [
        *("Mild.", "Card 0", "Card 1", "Chart 0", "Chart 1", "Chart 2"),
        *("Town 0: Now 3 °C", "Town 1: Now 3 °C"),
    ]


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
