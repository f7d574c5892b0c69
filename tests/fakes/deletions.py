"""What is to be deleted, written down instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.messages import Question


@dataclass
class FakeDeletions:
    """Records what Slack's side hands on."""

    withdrawn: list[tuple[Question, bool]] = field(default_factory=list)
    reworded: list[Question] = field(default_factory=list)
    forgotten: list[dict[str, str]] = field(default_factory=list)

    def withdraw(self, question: Question, *, may_come: bool) -> None:
        """Record a deleted question."""
        self.withdrawn.append((question, may_come))

    def withdraw_remark(self, said: Question) -> None:
        """Record a message in other words."""
        self.reworded.append(said)

    def forget(self, owner: Mapping[str, str]) -> object:
        """Record whose rows are to go."""
        self.forgotten.append(dict(owner))
        return None
