"""The validator of blocks that other tests trust: it refuses what Slack refuses, and says why."""

from typing import Any, get_args

from fakes.rows import each_row

from handlers.playground.workspace.block_rules import Where, faults_in, is_too_long

Block = dict[str, Any]

ALERT = {"type": "alert", "level": "error", "text": {"type": "plain_text", "text": "Gale"}}
PLAIN = {"type": "plain_text", "text": "Oslo"}
MRKDWN = {"type": "mrkdwn", "text": "Oslo", "verbatim": True}
MARKDOWN = {"type": "markdown", "text": "Oslo"}
CELL = {"type": "raw_text", "text": "Oslo"}
TABLE = {"type": "table", "rows": [[CELL]]}
BUTTON = {"type": "button", "action_id": "a", "text": PLAIN, "value": "v"}
CHOICE = {"text": PLAIN, "value": "v", "accessibility_label": "Good"}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": CHOICE,
    "negative_button": CHOICE,
}
ICON = {"type": "icon_button", "action_id": "i"}
OPTION = {"text": PLAIN, "value": "v"}
SELECT = {"type": "static_select", "action_id": "s", "options": [OPTION], "initial_option": OPTION}
ENTRY = {"type": "plain_text_input", "action_id": "p", "initial_value": "x", "placeholder": PLAIN}
LINE = {"name": "Oslo", "data": [{"label": "Mon", "value": 1}]}
AXES = {"categories": ["Mon"], "x_label": "day", "y_label": "°C"}
CHART = {
    "type": "data_visualization",
    "title": "Highs",
    "chart": {"type": "line", "series": [LINE], "axis_config": AXES},
}

SOUND: dict[str, tuple[Block, tuple[Where, ...]]] = {
    "actions": ({"type": "actions", "elements": [BUTTON, SELECT]}, get_args(Where)),
    "alert": (ALERT, ("modal",)),
    "card": ({"type": "card", "title": MRKDWN}, get_args(Where)),
    "context": ({"type": "context", "elements": [PLAIN, MRKDWN]}, get_args(Where)),
    "context_actions": (
        {
            "type": "context_actions",
            "elements": [FEEDBACK, {"type": "icon_button", "action_id": "i"}],
        },
        ("message",),
    ),
    "data_visualization": (CHART, ("message",)),
    "divider": ({"type": "divider"}, get_args(Where)),
    "header": ({"type": "header", "text": PLAIN}, get_args(Where)),
    "input": ({"type": "input", "label": PLAIN, "element": ENTRY}, get_args(Where)),
    "markdown": (MARKDOWN, ("message",)),
    "section": ({"type": "section", "text": MRKDWN, "accessory": SELECT}, get_args(Where)),
    "table": (TABLE, ("message", "home")),
}
"""A block of each type that Slack takes, and where it may stand."""


@each_row("type_", SOUND)
def test_a_sound_block_of_each_type_stands_where_it_may(type_: str) -> None:
    """And nowhere else."""
    block, places = SOUND[type_]
    for where in get_args(Where):
        refused = [] if where in places else [f"block 0: {type_} is not for a {where}"]
        assert faults_in([block], where) == refused


def text(length: int, type_: str = "plain_text") -> Block:
    """Return a text object of a length."""
    return {"type": type_, "text": "x" * length}


def long(shortest: int, longest: int, what: str, said: str) -> str:
    """Return how a text of the wrong length is told of."""
    return f"{what} is no text of {shortest} to {longest} characters: {said[:60]!r}"


def of(type_: str, **fields: Any) -> Block:
    """Return a sound block of a type with other fields, and without those that are None."""
    changed = {**SOUND[type_][0], **fields}
    return {name: value for name, value in changed.items() if value is not None}


def drawn(title: str = "Highs", type_: str = "line", **axes: Any) -> Block:
    """Return a chart of one line with a point for each category."""
    days = axes.pop("categories", ["Mon"])
    lines = axes.pop("series", [{**LINE, "data": [{"label": d, "value": 1} for d in days]}])
    chart = {"type": type_, "series": lines, "axis_config": {"categories": days, **axes}}
    return {"type": "data_visualization", "title": title, "chart": chart}


def lines(*names: str) -> list[Block]:
    """Return lines of a chart of one day."""
    return [{**LINE, "name": name} for name in names]


def points(*data: tuple[str, float | None]) -> list[Block]:
    """Return a line of a chart through points, each a label and its value."""
    return [{**LINE, "data": [{"label": label, "value": value} for label, value in data]}]


def options(count: int) -> list[Block]:
    """Return different options."""
    return [{**OPTION, "value": f"v{number}"} for number in range(count)]


def select(count: int, type_: str = "static_select") -> Block:
    """Return a block in which one of so many options is chosen."""
    return of("actions", elements=[{"type": type_, "action_id": "s", "options": options(count)}])


def buttons(count: int) -> list[Block]:
    """Return different buttons."""
    return [{**BUTTON, "action_id": f"a{number}"} for number in range(count)]


def thumbs(**fields: Any) -> Block:
    """Return the buttons for feedback, the first one with other fields."""
    changed = {name: value for name, value in {**CHOICE, **fields}.items() if value is not None}
    return of("context_actions", elements=[{**FEEDBACK, "positive_button": changed}])


def entry(**fields: Any) -> Block:
    """Return a block for an entry with other fields."""
    return of("input", element={**ENTRY, **fields})


NO_TEXT = "is no text object of ('plain_text', 'mrkdwn')"
NO_PLAIN = "is no text object of ('plain_text',)"

RULES: list[tuple[Block, list[str]]] = [
    ({"type": "poem"}, ["unknown type 'poem'"]),
    ({}, ["unknown type None"]),
    (of("context", elements=7), ["context has a part of the wrong type"]),
    (of("table", rows=[["x"]]), ["table has a part of the wrong type"]),
    (of("divider", block_id="b" * 255), []),
    (of("divider", block_id="b" * 256), [long(1, 255, "block_id", "b" * 256)]),
    (of("divider", block_id=""), [long(1, 255, "block_id", "")]),
    ({"type": "divider", "block_id": None}, [long(1, 255, "block_id", "None")]),
    (of("divider", block_id=7), ["block_id is no text of 1 to 255 characters: '7'"]),
    (of("markdown", text="x" * 12_000), []),
    (of("markdown", text=""), [long(1, 12_000, "text", "")]),
    (of("context", elements=[]), ["0 elements"]),
    (of("context", elements=[PLAIN] * 10), []),
    (of("context", elements=[PLAIN] * 11), ["11 elements"]),
    (of("context", elements=[text(3_000)]), []),
    (of("context", elements=[text(3_001)]), [long(1, 3_000, "element", "x" * 3_001)]),
    (of("context", elements=[{"type": "image"}]), [f"element {NO_TEXT}"]),
    (of("section", text=text(3_000)), []),
    (of("section", text=text(3_001, "mrkdwn")), [long(1, 3_000, "text", "x" * 3_001)]),
    (of("section", text=text(0)), [long(1, 3_000, "text", "")]),
    (of("section", text=PLAIN | {"verbatim": True}), ["text has {'verbatim'}"]),
    (of("section", text=MRKDWN | {"emoji": True}), ["text has {'emoji'}"]),
    (of("section", text=PLAIN | {"emoji": True}), []),
    (of("section", text="Oslo"), [f"text {NO_TEXT}"]),
    (of("section", text={}), [f"text {NO_TEXT}"]),
    (of("section", text=None), ["fields"]),
    (of("section", text=None, fields=[text(2_000)] * 10), []),
    (of("section", fields=[PLAIN] * 11), ["fields"]),
    (of("section", fields=[PLAIN, text(2_001)]), [long(1, 2_000, "field", "x" * 2_001)]),
    (of("section", accessory={"type": "image", "action_id": "a"}), ["element 'image'"]),
    (of("header", text=text(150)), []),
    (of("header", text=text(151)), [long(1, 150, "text", "x" * 151)]),
    (of("header", text=MRKDWN), [f"text {NO_PLAIN}"]),
    (of("card", title={**MRKDWN, "text": "x" * 150}, body={**MRKDWN, "text": "x" * 200}), []),
    (of("card", title={**MRKDWN, "text": "x" * 151}), [long(1, 150, "title", "x" * 151)]),
    (of("card", subtitle={**MRKDWN, "text": "x" * 151}), [long(1, 150, "subtitle", "x" * 151)]),
    (of("card", body={**MRKDWN, "text": "x" * 201}), [long(1, 200, "body", "x" * 201)]),
    (of("card", title=None), ["an empty card"]),
    (of("card", title=None, body=MRKDWN), []),
    *(
        (
            of("card", title=title),
            [
                "title is no text object of ('mrkdwn',)",
                "title is not verbatim, so that names in it would become links",
            ],
        )
        for title in (PLAIN, {})
    ),
    (
        of("card", body={"type": "mrkdwn", "text": "Oslo"}),
        ["body is not verbatim, so that names in it would become links"],
    ),
    (of("table", rows=[]), ["0 rows"]),
    (of("table", rows=[[CELL]] * 100), []),
    (of("table", rows=[[CELL]] * 101), ["101 rows"]),
    (of("table", rows=[[CELL] * 20]), []),
    (of("table", rows=[[CELL] * 21]), ["cells"]),
    (of("table", rows=[[]]), ["cells"]),
    (of("table", rows=[[CELL], [CELL] * 2]), ["cells"]),
    (of("table", rows=[[CELL | {"text": ""}]]), ["cell {'type': 'raw_text', 'text': ''}"]),
    *(
        (of("table", rows=[[CELL | {"type": type_}]]), [f"cell {CELL | {'type': type_}}"])
        for type_ in ("plain_text", "rich_text")
    ),
    (of("table", rows=[[CELL | {"text": "x" * 5_000}]] * 2), []),
    (
        of("table", rows=[[CELL | {"text": "x" * 5_000}]] * 2 + [[CELL | {"text": "x"}]]),
        ["more than 10,000 characters in cells"],
    ),
    (of("table", column_settings=[{}] * 20), []),
    (of("table", column_settings=[{}] * 21), ["column settings"]),
    (of("table", column_settings=[{"align": a} for a in ("left", "center", "right")]), []),
    (of("table", column_settings=[{"align": "top"}]), ["align"]),
    (drawn("x" * 50, "bar", x_label="x" * 50, y_label="y" * 50), []),
    (drawn("x" * 51), [long(1, 50, "title", "x" * 51)]),
    (drawn(type_="area"), []),
    (drawn(type_="pie"), ["type of chart"]),
    (drawn(x_label=""), [long(1, 50, "x_label", "")]),
    (drawn(y_label="y" * 51), [long(1, 50, "y_label", "y" * 51)]),
    (drawn(categories=[f"{n:020}" for n in range(20)]), []),
    (drawn(categories=["d" * 21]), [long(1, 20, "category", "d" * 21)]),
    (drawn(categories=["Mon", "Mon"]), ["categories ['Mon', 'Mon']"]),
    (drawn(categories=[]), ["categories []"]),
    (drawn(categories=[*map(str, range(21))]), [f"categories {[*map(str, range(21))]}"]),
    (drawn(series=lines(*"abcdef")), []),
    (drawn(series=lines(*"abcdefg")), [f"series {[*'abcdefg']}"]),
    (drawn(series=[]), ["series []"]),
    (drawn(series=lines("a", "a")), ["series ['a', 'a']"]),
    (drawn(series=lines("n" * 20)), []),
    (drawn(categories=["Mon", "Tue"], series=points(("Mon", -1.5), ("Tue", 0))), []),
    (
        drawn(categories=["Mon", "Tue"], series=points(("Tue", 1), ("Mon", 1))),
        ["a series needs one point for each category"],
    ),
    (
        drawn(categories=["Mon", "Tue"], series=points(("Mon", 1), ("Tue", None))),
        ["a point without a value"],
    ),
    (drawn(series=lines("n" * 21)), [long(1, 20, "name of a series", "n" * 21)]),
    (
        drawn(series=[{"name": "Oslo", "data": []}]),
        ["a series needs one point for each category"],
    ),
    (
        drawn(series=[{"name": "Oslo", "data": [{"label": "Tue", "value": 1}]}]),
        ["a series needs one point for each category"],
    ),
    (
        drawn(series=[{"name": "Oslo", "data": [{"label": "Mon", "value": "1"}]}]),
        ["a point without a value"],
    ),
    (of("actions", elements=[]), ["0 elements"]),
    (of("actions", elements=buttons(25)), []),
    (of("actions", elements=buttons(26)), ["26 elements"]),
    (of("actions", elements=[{"type": "poem", "action_id": "a"}]), ["element 'poem'"]),
    (of("actions", elements=[BUTTON | {"action_id": "a" * 255, "value": "v" * 2_000}]), []),
    (
        of("actions", elements=[BUTTON | {"action_id": "a" * 256}]),
        [long(1, 255, "action_id", "a" * 256)],
    ),
    (of("actions", elements=[BUTTON | {"text": text(75)}]), []),
    (of("actions", elements=[{"type": "button", "action_id": "a", "text": PLAIN}]), []),
    (
        of("actions", elements=[BUTTON | {"text": text(76)}]),
        [long(1, 75, "text of a button", "x" * 76)],
    ),
    (of("actions", elements=[BUTTON | {"text": MRKDWN}]), [f"text of a button {NO_PLAIN}"]),
    (
        of("actions", elements=[BUTTON | {"value": "v" * 2_001}]),
        [long(1, 2_000, "value of a button", "v" * 2_001)],
    ),
    *(
        (
            of("actions", elements=[BUTTON | {"value": value}]),
            [long(1, 2_000, "value of a button", said)],
        )
        for value, said in (("", ""), (None, "None"))
    ),
    (select(100), []),
    (select(101), ["101 options"]),
    (select(0), ["0 options"]),
    (select(10, "radio_buttons"), []),
    (select(11, "radio_buttons"), ["11 options"]),
    (
        of("section", accessory=SELECT | {"initial_option": OPTION | {"value": "other"}}),
        ["initial_option is none of the options"],
    ),
    (
        of("actions", elements=[SELECT | {"options": [OPTION, OPTION | {"text": text(76)}]}]),
        [long(1, 75, "option", "x" * 76)],
    ),
    (
        of("actions", elements=[SELECT | {"options": [OPTION, OPTION | {"value": "v" * 151}]}]),
        [long(1, 150, "value of an option", "v" * 151)],
    ),
    (of("context_actions", elements=[]), ["0 elements"]),
    (
        of("context_actions", elements=[FEEDBACK | {"action_id": f"{n}"} for n in range(6)]),
        ["6 elements"],
    ),
    (
        of("context_actions", elements=[FEEDBACK | {"action_id": ""}]),
        [long(1, 255, "action_id", "")],
    ),
    (of("context_actions", elements=[BUTTON]), ["element 'button'"]),
    (of("context_actions", elements=[SELECT]), ["element 'static_select'"]),
    (of("context_actions", elements=[BUTTON | {"type": "icon_button"}]), []),
    (thumbs(text=text(75), value="v" * 2_000, accessibility_label="l" * 75), []),
    (thumbs(text=text(76)), [long(1, 75, "positive_button", "x" * 76)]),
    (thumbs(text=MRKDWN), [f"positive_button {NO_PLAIN}"]),
    (thumbs(value="v" * 2_001), [long(1, 2_000, "value of positive_button", "v" * 2_001)]),
    (
        of("context_actions", elements=[FEEDBACK | {"negative_button": CHOICE | {"value": ""}}]),
        [long(1, 2_000, "value of negative_button", "")],
    ),
    (
        thumbs(accessibility_label="l" * 76),
        [long(1, 75, "label of positive_button", "l" * 76)],
    ),
    (thumbs(accessibility_label=None), []),
    (of("input", label=text(2_000)), []),
    (of("input", label=text(2_001)), [long(1, 2_000, "label", "x" * 2_001)]),
    (of("input", label=MRKDWN), [f"label {NO_PLAIN}"]),
    (
        of("input", element=None),
        ["action_id is no text of 1 to 255 characters: 'None'", "element None"],
    ),
    (entry(initial_value="x" * 3_000, placeholder=text(150)), []),
    (entry(initial_value="x" * 3_001), [long(1, 3_000, "initial_value", "x" * 3_001)]),
    (entry(initial_value=""), [long(1, 3_000, "initial_value", "")]),
    (entry(placeholder=text(151)), [long(1, 150, "placeholder", "x" * 151)]),
    (entry(placeholder=MRKDWN), [f"placeholder {NO_PLAIN}"]),
]


@each_row(("block", "faults"), RULES)
def test_a_block_has_the_faults_that_slack_would_find(block: Block, faults: list[str]) -> None:
    """All of them, and at both ends of each limit."""
    assert faults_in([{"type": "divider"}, block]) == [f"block 1: {fault}" for fault in faults]


@each_row(
    ("alert", "faults"),
    [
        *[(ALERT | {"level": level}, []) for level in ("default", "info", "warning", "success")],
        ({"type": "alert", "text": text(200)}, []),
        (ALERT | {"level": "severe"}, ["level"]),
        (ALERT | {"text": text(201)}, [long(1, 200, "text", "x" * 201)]),
    ],
)
def test_an_alert_of_a_modal_is_looked_at(alert: Block, faults: list[str]) -> None:
    """It stands nowhere else."""
    assert faults_in([alert], "modal") == [f"block 0: {fault}" for fault in faults]


DIVIDER = {"type": "divider"}


@each_row(
    ("blocks", "where", "faults"),
    [
        ([DIVIDER] * 50, "message", []),
        ([DIVIDER] * 51, "message", ["51 blocks"]),
        ([DIVIDER] * 100, "modal", []),
        ([DIVIDER] * 101, "modal", ["101 blocks"]),
        ([DIVIDER] * 100, "home", []),
        ([DIVIDER] * 101, "home", ["101 blocks"]),
        ([TABLE] * 2, "message", ["2 of table"]),
        ([CHART] * 2, "message", []),
        ([CHART] * 3, "message", ["3 of data_visualization"]),
        ([MARKDOWN | {"text": "x" * 6_000}] * 2, "message", []),
        (
            [MARKDOWN | {"text": "x" * 6_000}] * 2 + [MARKDOWN | {"text": "x"}],
            "message",
            ["12001 characters of Markdown"],
        ),
        (
            [DIVIDER | {"block_id": "b"}, MARKDOWN | {"block_id": "b"}],
            "message",
            ["a block_id is there twice"],
        ),
        ([of("actions", elements=[BUTTON] * 2)], "message", ["a action_id is there twice"]),
        (
            [of("actions", elements=[BUTTON]), of("section", accessory=BUTTON)],
            "home",
            ["a action_id is there twice"],
        ),
    ],
)
def test_the_blocks_of_a_message_have_limits_together(
    blocks: list[Block], where: Where, faults: list[str]
) -> None:
    """Whatever each of them says alone."""
    assert faults_in(blocks, where) == faults


@each_row(("more", "is_refused"), [(0, False), (1, True)])
def test_a_message_of_more_characters_is_refused(*, more: int, is_refused: bool) -> None:
    """13,200 as JSON, in which a letter is one character in every script."""
    left = 13_200 - len('[{"type": "markdown", "text": ""}]')

    assert is_too_long([MARKDOWN | {"text": "é" * (left + more)}]) is is_refused
