"""Patterns that are compiled when they are first used."""

import re

from bot.models._patterns import late


def test_a_late_pattern_is_like_any_other() -> None:
    """With the flags that it is given, by default none; what it is asked for once, it has."""
    plain, without_case = late("rain"), late("rain", re.IGNORECASE)

    found = [bool(pattern.search("RAIN")) for pattern in (plain, without_case)]
    search, again = plain.search, plain.search

    assert found == [False, True]
    assert search is again
