"""The order of events in a lane: some of them at once, and others alone."""

import threading

from fakes.rows import each_row
from fakes.waiting import PATIENCE_S

from handlers.connection.lanes import Lanes


def test_pieces_that_need_not_be_alone_are_done_at_once_and_the_others_in_order() -> None:
    """What comes behind one that must be alone waits for it, as it has waited for all before."""
    lanes, done = Lanes(8, "lane", quick_at_once=8), list[str]()
    both, may_end, was_alone = threading.Barrier(3), threading.Event(), threading.Event()

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

    lanes.submit("C1", lambda: meet("new"), is_alone=False)
    lanes.submit("C1", lambda: meet("new"), is_alone=False)
    lanes.submit("C1", change)
    lanes.submit("C1", lambda: done.append("later"), is_alone=False)
    both.wait(PATIENCE_S)  # both are under way
    lanes.submit("C2", lambda: done.append("elsewhere"))
    assert not was_alone.is_set()
    may_end.set()
    assert was_alone.wait(PATIENCE_S)
    lanes.close(PATIENCE_S)

    assert [name for name in done if name != "elsewhere"] == ["new", "new", "change", "later"]
    assert "elsewhere" in done


@each_row("is_alone", [True, False])
def test_a_closed_lane_takes_no_more_work(*, is_alone: bool) -> None:
    """What is handed in later is left to Slack, which delivers it again."""
    lanes, done = Lanes(1, "lane", quick_at_once=1), list[str]()
    lanes.submit("C1", lambda: done.append("before"), is_alone=is_alone)
    lanes.close(PATIENCE_S)
    lanes.submit("C1", lambda: done.append("behind"), is_alone=is_alone)

    assert done == ["before"]


def test_a_piece_that_is_not_quick_holds_nobody_up() -> None:
    """Whatever it waits for, such as an answer of Slack's, other events are accepted."""
    lanes, is_done, may_end = (
        Lanes(2, "lane", quick_at_once=1),
        threading.Event(),
        threading.Event(),
    )

    lanes.submit("C1", lambda: may_end.wait(PATIENCE_S) and None)
    lanes.submit("C2", is_done.set)
    is_accepted = is_done.wait(PATIENCE_S)
    may_end.set()
    lanes.close(PATIENCE_S)

    assert is_accepted
