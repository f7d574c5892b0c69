"""What is found out about a question once is not worked out again."""

from typing import Any

from fakes.rows import each_row

from bot.models.offline.reading.memory import remembered


class Subject:
    """Something to find out about, which counts how often that is done."""

    def __init__(self) -> None:
        self.memory: dict[tuple[object, ...], Any] = {}
        self.asked: list[object] = []

    @remembered
    def found(self, what: object) -> object:
        """Return what is looked for."""
        self.asked.append(what)
        return what

    @remembered
    def found_twice(self, what: object) -> tuple[object, object]:
        """Return it two times."""
        return what, what


@each_row("what", [None, 0, "", False, (), 7])
def test_each_thing_is_worked_out_once_even_if_it_is_nothing(what: object) -> None:
    """For each object anew, and for each function by itself."""
    subject, other = Subject(), Subject()

    assert [subject.found(what), subject.found(what)] == [what, what]
    assert subject.found_twice(what) == (what, what)
    assert other.found(what) == what
    assert (subject.asked, other.asked) == ([what], [what])
