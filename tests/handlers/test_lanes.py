"""The order of events in a lane: some of them at once, and others alone."""

import threading
from time import monotonic

from fakes.rows import each_row
from fakes.waiting import PATIENCE_S, until

from handlers.connection.lanes import QUICK_S, Lanes


def test_pieces_that_need_not_be_alone_are_done_at_once_and_the_others_in_order() -> None:
    """What comes behind one that must be alone waits for it, as it has waited for all before."""
    lanes, done = Lanes(8, "lane", quick_at_once=8), list[str]()
    both, may_end, was_alone = threading.Barrier(3), threading.Event(), threading.Event()
    both_later = threading.Barrier(2)

    def meet(name: str) -> None:
        both.wait(PATIENCE_S)
        assert may_end.wait(PATIENCE_S)
        done.append(name)

    def change() -> None:
        # What could begin beside it would have begun before this, which is handed in later.
        beside = threading.Event()
        lanes.submit("C3", beside.set)
        assert beside.wait(PATIENCE_S)
        done.append("change")
        was_alone.set()

    def meet_later() -> None:
        both_later.wait(PATIENCE_S)
        done.append("later")

    lanes.submit("C1", lambda: meet("new"), is_alone=False)
    lanes.submit("C1", lambda: meet("new"), is_alone=False)
    lanes.submit("C1", change)
    lanes.submit("C1", meet_later, is_alone=False)
    lanes.submit("C1", meet_later, is_alone=False)
    both.wait(PATIENCE_S)  # both are under way
    lanes.submit("C2", lambda: done.append("elsewhere"))
    assert not was_alone.is_set()
    may_end.set()
    assert was_alone.wait(PATIENCE_S)
    lanes.close(PATIENCE_S)

    in_order = ["new", "new", "change", "later", "later"]
    assert [name for name in done if name != "elsewhere"] == in_order
    assert "elsewhere" in done


@each_row("is_alone", [True, False])
def test_a_closed_lane_takes_no_more_work(*, is_alone: bool) -> None:
    """What is handed in later is left to Slack, which delivers it again."""
    lanes, done = Lanes(1, "lane", quick_at_once=1), list[str]()
    lanes.submit("C1", lambda: done.append("before"), is_alone=is_alone)
    lanes.close(PATIENCE_S)
    lanes.submit("C1", lambda: done.append("behind"), is_alone=is_alone)

    assert done == ["before"]


def test_pieces_that_are_not_quick_hold_nobody_up() -> None:
    """Whatever they wait for, such as an answer of Slack's, other events are accepted.

    Those that wait for the same moment do not wait one after another.
    """
    many = int(1.2 * PATIENCE_S / QUICK_S)
    lanes, begun, may_end = (
        Lanes(many, "lane", quick_at_once=1),
        threading.Semaphore(0),
        threading.Event(),
    )

    def begin() -> None:
        begun.release()
        may_end.wait(PATIENCE_S)

    give_up_at_s = monotonic() + PATIENCE_S
    for number in range(many):
        lanes.submit(f"C{number}", begin)
    are_begun = [begun.acquire(timeout=max(0.0, give_up_at_s - monotonic())) for _ in range(many)]
    may_end.set()
    lanes.close(PATIENCE_S)

    assert all(are_begun)


def test_a_piece_that_has_ended_holds_nobody_up() -> None:
    """Else each of those that wait would wait until the one before is quick no more."""
    lanes, pause, is_done = (
        Lanes(2, "lane", quick_at_once=1),
        threading.Event(),
        threading.Semaphore(0),
    )

    def begin() -> None:
        lanes.submit("behind", is_done.release)
        pause.wait(0.001)  # so that the other one waits for its turn

    give_up_at_s = monotonic() + PATIENCE_S
    for _ in range(int(1.2 * PATIENCE_S / QUICK_S)):
        lanes.submit("before", begin)
        assert is_done.acquire(timeout=PATIENCE_S)
    lanes.close(PATIENCE_S)

    assert monotonic() < give_up_at_s


def test_no_more_pieces_are_done_at_once_than_take_turns_while_they_may_be_quick() -> None:
    """What comes beyond them begins when the first is quick no more, though threads are free.

    Each is as long quick from its own beginning on, whatever else is under way and is not.
    """
    lanes, begun_s, may_end = Lanes(8, "lane", quick_at_once=2), list[float](), threading.Event()

    def begin() -> None:
        begun_s.append(monotonic())
        may_end.wait(PATIENCE_S)

    started_s = monotonic()
    for number in range(3):
        lanes.submit(f"C{number}", begin)
    until(lambda: len(begun_s) == 3)
    for number in range(3, 5):
        lanes.submit(f"C{number}", begin)
    until(lambda: len(begun_s) == 5)
    may_end.set()
    lanes.close(PATIENCE_S)

    assert begun_s[2] - started_s >= 0.25
    assert begun_s[4] - started_s >= 0.5


def test_whoever_waits_for_a_turn_goes_on_waiting_where_another_has_taken_it() -> None:
    """The thread that has ended a piece takes up the next one before the one that waits awakes."""
    lanes, under_way, most_s, pause = (
        Lanes(8, "lane", quick_at_once=1),
        list[int](),
        QUICK_S / 2,
        threading.Event(),
    )
    seen: set[int] = set()

    def work() -> None:
        under_way.append(1)
        pause.wait(0.001)
        seen.add(len(under_way))
        under_way.pop()
        is_done.release()

    give_up_at_s, quick_rounds = monotonic() + PATIENCE_S, 0
    while quick_rounds < 10 and monotonic() < give_up_at_s:
        seen.clear()
        is_done, started_s = threading.Semaphore(0), monotonic()
        for number in range(20):
            lanes.submit(f"C{number}", work)
        assert all(is_done.acquire(timeout=PATIENCE_S) for _ in range(20))
        if monotonic() - started_s < most_s:  # on a busy machine, some have waited long enough
            quick_rounds += 1
            assert seen == {1}
    lanes.close(PATIENCE_S)


def test_a_piece_that_is_quick_no_more_counts_no_more() -> None:
    """Else each of the others would wait as long as a quick one may last."""
    lanes, may_end, is_done = (
        Lanes(2, "lane", quick_at_once=1),
        threading.Event(),
        threading.Event(),
    )
    many = int(1.2 * PATIENCE_S / QUICK_S)

    lanes.submit("slow", lambda: may_end.wait(PATIENCE_S) and None)
    for _ in range(many):
        lanes.submit("C", lambda: None)
    lanes.submit("C", is_done.set)
    are_done = is_done.wait(PATIENCE_S)
    may_end.set()
    lanes.close(PATIENCE_S)

    assert are_done


def test_a_lane_goes_on_behind_a_piece_that_fails() -> None:
    """Whatever fails in it; and its turn is free again."""
    lanes, is_done = Lanes(1, "lane", quick_at_once=1), threading.Event()

    def fail() -> None:
        raise ValueError

    lanes.submit("C", fail)
    lanes.submit("C", is_done.set)

    assert is_done.wait(PATIENCE_S)
    lanes.close(PATIENCE_S)


def test_what_waits_for_a_thread_is_not_begun_after_the_end() -> None:
    """Slack delivers it again. Nor does the end wait longer than it may for what has begun."""
    lanes, done, has_begun, may_end = (
        Lanes(1, "ending", quick_at_once=1),
        list[str](),
        threading.Event(),
        threading.Event(),
    )

    def hold() -> None:
        has_begun.set()
        assert may_end.wait(PATIENCE_S)
        done.append("begun before")

    lanes.submit("C1", hold)
    assert has_begun.wait(PATIENCE_S)
    lanes.submit("C2", lambda: done.append("late"))
    lanes.close(0)
    may_end.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ending"):
            thread.join(PATIENCE_S)

    assert done == ["begun before"]
