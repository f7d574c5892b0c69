"""Mark the stretches of a text that say something already."""


class Marks:
    """The letters of a text that are marked; asking costs no more where many are."""

    def __init__(self, length: int) -> None:
        self._marked = bytearray(length)

    def add(self, start: int, end: int) -> None:
        """Mark a stretch of letters."""
        self._marked[start:end] = b"\1" * (end - start)

    def overlap(self, start: int, end: int) -> bool:
        """Return whether any letter of a stretch is marked."""
        return self._marked.find(1, start, end) >= 0
