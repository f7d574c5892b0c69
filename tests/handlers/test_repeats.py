"""Presses that follow one another at once count as one."""

from fakes.clock import FakeTime

from handlers.repeats import MAX_KEPT, Repeats


def test_presses_without_a_rest_between_them_are_one_wish() -> None:
    """However long they go on; after a rest, and for anything else, it is another one."""
    time = FakeTime()
    repeats = Repeats(time.clock)
    seen = [repeats.is_one("wish"), repeats.is_one("other")]
    for rest_s in (4.9, 4.9, 4.9, 5.0):
        time.pass_s(rest_s)
        seen.append(repeats.is_one("wish"))

    assert seen == [False, False, True, True, True, False]


def test_a_wish_that_came_to_nothing_can_be_wished_again_at_once() -> None:
    """Slack may have failed."""
    repeats = Repeats(FakeTime().clock)

    seen = [repeats.is_one(wish) for wish in ("wish", "other", "wish")]
    repeats.forget("wish")
    repeats.forget("never wished")

    seen += [repeats.is_one(wish) for wish in ("other", "wish")]
    assert seen == [False, False, True, True, False]


def test_the_oldest_wishes_are_forgotten_first() -> None:
    """However many people press, the newest is known; so are thousands of others."""
    repeats = Repeats(FakeTime().clock)
    for wish in range(MAX_KEPT + 1):
        repeats.is_one(wish)

    assert repeats.is_one(1)
    assert not repeats.is_one("new")
    assert (repeats.is_one(1), repeats.is_one(2)) == (True, False)
    assert repeats.is_one(MAX_KEPT)
    assert MAX_KEPT >= 1_000
    assert not repeats.is_one(0)
