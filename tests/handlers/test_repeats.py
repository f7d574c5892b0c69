"""Presses that follow one another at once count as one."""

from fakes.clock import FakeTime

from handlers.repeats import MAX_KEPT, WITHIN_S, Repeats


def test_presses_without_a_rest_between_them_are_one_wish() -> None:
    """However long they go on; after a rest, and for anything else, it is another one."""
    time = FakeTime()
    repeats = Repeats(time.clock)
    seen = [repeats.is_one("wish"), repeats.is_one("other")]
    for rest_s in (WITHIN_S - 1, WITHIN_S - 1, WITHIN_S - 1, WITHIN_S):
        time.pass_s(rest_s)
        seen.append(repeats.is_one("wish"))

    assert WITHIN_S < 10  # seconds in which nobody wishes for the same anew
    assert seen == [False, False, True, True, True, False]


def test_a_wish_that_came_to_nothing_can_be_wished_again_at_once() -> None:
    """Slack may have failed."""
    repeats = Repeats(FakeTime().clock)

    seen = [repeats.is_one("wish"), repeats.is_one("wish")]
    repeats.forget("wish")
    repeats.forget("never wished")

    assert [*seen, repeats.is_one("wish")] == [False, True, False]


def test_the_oldest_wishes_are_forgotten_first() -> None:
    """However many people press, the newest is known."""
    repeats = Repeats(FakeTime().clock)
    for wish in range(MAX_KEPT + 1):
        repeats.is_one(wish)

    assert repeats.is_one(MAX_KEPT)
    assert not repeats.is_one(0)
