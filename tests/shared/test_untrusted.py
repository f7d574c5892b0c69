"""Values from outside, of any type, read as what they should be."""

import json
from typing import Any

import pytest
from fakes.rows import each_row

from bot.untrusted import as_object, as_text, finite_number, objects, one_line, read_json


@each_row(
    ("value", "shown"),
    [
        ("12345", "12345"),
        ("123456", "1234…"),
        ("1234 6", "1234…"),
        ("123 56", "123 …"),
        (" 1\n2\u20283\t\x00 ", "1 2 3"),
        (f"{' ' * 50}1", ""),
        (f"{' ' * 49}1", "1"),
        ("", ""),
        (None, ""),
        (7, ""),
        (0, ""),
        (["1"], ""),
    ],
)
def test_a_text_on_one_line_has_so_many_characters_at_most(value: object, shown: str) -> None:
    """Its end counts, and ten times as many are looked at."""
    assert one_line(value, 5) == shown


def test_a_text_is_cut_without_a_sign_where_none_is_wanted() -> None:
    """As names are, which are looked for."""
    assert one_line("123456", 5, end="") == "12345"
    assert one_line("1234 6", 5, end="") == "1234"


@each_row(
    ("value", "number"),
    [
        (3, 3.0),
        (-0.5, -0.5),
        (0, 0.0),
        (True, None),
        (False, None),
        ("3", None),
        ([3], None),
        (None, None),
        (float("nan"), None),
        (float("-inf"), None),
        (10**400, None),
    ],
)
def test_a_number_is_finite(value: object, number: float | None) -> None:
    """True and false are none."""
    assert finite_number(value) == number


@each_row(
    ("value", "found"),
    [
        ([{"a": 1}, None, "x", {}], [{"a": 1}, {}]),
        ({"a": 1}, [{"a": 1}]),
        ({}, [{}]),
        ([[{"a": 1}], {"b": 2}, {"a": 1}, {"b": 2}], [{"b": 2}, {"a": 1}, {"b": 2}]),
        ("x", []),
        (0, []),
        (None, []),
    ],
)
def test_one_object_is_a_list_of_one(value: object, found: list[dict[str, Any]]) -> None:
    """What is none is left out."""
    assert objects(value) == found
    assert as_object(value) == (value if isinstance(value, dict) else {})


def test_half_a_character_becomes_a_question_mark() -> None:
    """It could not be stored."""
    assert as_text("a\ud800b") == "a?b"
    assert as_text(" a\n") == " a\n"
    assert [as_text(value) for value in (["a"], 0, None, b"a")] == [""] * 4


@each_row(
    ("text", "is_read"),
    [
        ("[1, 2, 3]", True),
        ("[[], []]", True),
        ("[[], [], []]", False),
        ('{"a": {"b": {}}}', False),
        (json.dumps([0] * 17), True),
        (json.dumps([0] * 25), False),
    ],
)
def test_a_text_of_too_many_parts_is_not_read(text: str, *, is_read: bool) -> None:
    """Eight items of a list cost as much as one part."""
    if is_read:
        assert read_json(text.encode(), most=3) == json.loads(text)
    else:
        with pytest.raises(ValueError, match="more than 3"):
            read_json(text.encode(), most=3)


def test_a_service_can_tell_of_a_quarter_of_a_million_parts() -> None:
    """And of no more, which would hold up every other thread."""
    largest = 222_222  # with the list itself, and one for each eight commas

    assert len(read_json(b"[" + b",".join([b"{}"] * largest) + b"]")) == largest
    with pytest.raises(ValueError, match="more than 250000"):
        read_json(b"[" + b",".join([b"{}"] * (largest + 1)) + b"]")


def test_what_json_does_not_know_as_a_number_is_missing() -> None:
    """Some services write it all the same."""
    assert read_json(b'{"a": NaN, "b": -Infinity, "c": 1}') == {"a": None, "b": None, "c": 1}
