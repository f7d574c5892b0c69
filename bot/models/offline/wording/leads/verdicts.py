"""A judgement: yes, no or something between them, with its reason."""

from dataclasses import dataclass, replace
from enum import IntEnum


class Answer(IntEnum):
    """Yes, no, or what is between them."""

    NO = 0
    PERHAPS = 1
    PARTLY = 2
    YES = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer to yes or no with its reason.

    Attributes:
        reason: Figures and conditions, without a full stop.
        score: The nearer to a yes, the higher; of one aspect alone.
    """

    answer: Answer
    reason: str
    score: float = 0.0

    def turned(self) -> "Judgement":
        """Return the judgement of the contrary: a yes for a no."""
        contrary = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}
        return replace(self, answer=contrary.get(self.answer, self.answer), score=-self.score)
