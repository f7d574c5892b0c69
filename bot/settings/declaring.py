"""The declaration of a setting: a field with its check and its meaning."""

from collections.abc import Callable
from dataclasses import field
from typing import TypeVar

T = TypeVar("T")


def setting(
    read: Callable[[str], T],
    default: T,
    meaning: str,
    *,
    is_secret: bool = False,
    is_standard: bool = False,
    shown: str = "",
) -> T:
    """Declare a setting's field; documents print `shown` as its default, unless it is empty.

    A standard one is a variable that many programs read, also in small letters.
    """
    about = {"read": read, "meaning": meaning, "shown": shown, "is_secret": is_secret}
    about["is_standard"] = is_standard
    declared: T = field(default=default, repr=not is_secret, metadata=about)
    return declared
