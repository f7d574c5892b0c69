"""What is raised on purpose says what has happened, and is caught by its place in the tree."""

import inspect

import pytest
from fakes.rows import each_row

from bot import errors
from bot.errors import (
    DeliveryError,
    ModelError,
    ProviderError,
    RefusedError,
    SettingsError,
    WeatherBotError,
)

TREE = {
    WeatherBotError: "SettingsError DatabaseError ToolError ModelError ProviderError DeadlineError"
    " LeaseLostError DeliveryError",
    ModelError: "BadRequestError ContentFilterError ContextTooLongError",
    DeliveryError: "RefusedError",
}


def test_each_error_has_its_place_in_the_tree() -> None:
    """That which catches the root catches all; nothing else is in it."""
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception)
    ]
    bases = {kind.__name__: kind.__base__ for kind in kinds if kind is not WeatherBotError}

    assert WeatherBotError.__base__ is Exception
    assert bases == {name: base for base, names in TREE.items() for name in names.split()}


@each_row(
    ("error", "text"),
    [
        (SettingsError(["A is missing.", "B is 'x'."]), "A is missing.\nB is 'x'."),
        (ModelError("it is away"), "it is away"),
        (ModelError("it is away", "check X"), "it is away; check X"),
        (ProviderError("x answered 500", status=500, reason="No."), "x answered 500"),
        (RefusedError("chat.update", "no_text", is_final=True), "chat.update was refused: no_text"),
        (
            RefusedError("chat.update", "invalid_blocks", is_final=True, details="at /0"),
            "chat.update was refused: invalid_blocks (at /0)",
        ),
    ],
)
def test_an_error_says_what_has_happened(error: WeatherBotError, text: str) -> None:
    """And what to do, where an operator can do anything."""
    assert str(error) == text


def test_an_error_keeps_what_others_decide_by() -> None:
    """What it was not told is empty; a refused call took no effect."""
    refused = RefusedError("m", "c", is_final=False, is_mendable=True)
    lost = DeliveryError("no answer", may_have_arrived=True, retry_after_s=3.0)
    at_once = DeliveryError("slow down", may_have_arrived=False, retry_after_s=0.0)
    bare, told = ProviderError("x"), ProviderError("x", status=429, reason="slow", rest_s=60.0)

    assert SettingsError(["a", "b"]).problems == ("a", "b")
    assert (ModelError("x").remedy, ModelError("x", "check Y").remedy) == ("", "check Y")
    assert (bare.status, bare.reason, bare.rest_s) == (0, "", 0.0)
    assert (told.status, told.reason, told.rest_s) == (429, "slow", 60.0)
    assert (refused.code, refused.is_final, refused.is_mendable) == ("c", False, True)
    assert (refused.may_have_arrived, refused.retry_after_s) == (False, None)
    assert (lost.may_have_arrived, lost.retry_after_s) == (True, 3.0)
    assert (at_once.may_have_arrived, at_once.retry_after_s) == (False, 0.0)
    assert not RefusedError("m", "c", is_final=True).is_mendable
    with pytest.raises(WeatherBotError):
        raise refused
