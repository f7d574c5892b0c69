"""What comes from outside is read as what it should be, or as missing."""

import math

from fakes.rows import each_row

from bot.untrusted import as_object, as_text, finite_number, objects, one_line


@each_row(
    ("value", "number"),
    [
        (3, 3.0),
        (-0.5, -0.5),
        (0, 0.0),
        (True, None),
        (False, None),
        ("3", None),
        (None, None),
        ([3], None),
        (math.nan, None),
        (-math.inf, None),
        (10**400, None),
    ],
)
def test_a_number_is_a_finite_one(value: object, number: float | None) -> None:
    """Neither a word for yes, nor one that no float can hold."""
    assert finite_number(value) == number
    assert not isinstance(finite_number(value), bool)


@each_row(
    ("value", "found"),
    [([{"a": 1}, 2, {}], [{"a": 1}, {}]), ({"a": 1}, [{"a": 1}]), ("a", []), (None, []), ([], [])],
)
def test_objects_come_in_a_list_or_alone(value: object, found: list[object]) -> None:
    """And what is none of them is passed over."""
    assert objects(value) == found
    assert as_object(value) == (value if isinstance(value, dict) else {})


@each_row(
    ("value", "text"),
    [("Zürich ☀", "Zürich ☀"), ("a\ud800b", "a?b"), (None, ""), (3, ""), (["a"], "")],
)
def test_a_text_can_be_stored_and_sent(value: object, text: str) -> None:
    """Half a letter, which JSON can hold, would end a transaction or a request."""
    assert as_text(value) == text


@each_row(
    ("value", "line"),
    [
        ("six 67", "six 67"),
        ("seven 7", "seven…"),
        ("a\x00b\u202e\n  c", "a b c"),
        (" " * 40 + "late", "late"),
        (" " * 60 + "late", ""),
        (6, ""),
    ],
)
def test_a_line_is_short_and_can_be_shown(value: object, line: str) -> None:
    """It is cut behind its letters, with a sign that something lacks."""
    shown = one_line(value, 6)

    assert shown == line
    assert len(shown) <= 6
