"""Answer one question within its thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.agent import Agent
from bot.clock import Deadline
from bot.errors import DeadlineError, ModelError
from bot.history import History
from bot.messages import Answer, Asker, Message, Question, Reply
from bot.prompts import system_prompt
from bot.provenance import provenance_of
from bot.telemetry import Trace, log_event

MAX_CHARACTERS = 4000

HELP = (
    "Ask me about the weather in one place or in many, for example: "
    "“What's the weather like in Bengaluru, London, and Austin?” or "
    "“Will it rain in Oslo this weekend?” I know the current weather everywhere and "
    "forecasts of up to 16 days."
)

TOO_LONG = (
    f"That is more than I can read at once. Please ask in at most {MAX_CHARACTERS:,} characters."
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Threads of questions and answers with an agent."""

    agent: Agent
    history: History

    def answer(
        self,
        question: Question,
        asker: Asker,
        deadline: Deadline,
        on_progress: Callable[[str], None],
        trace: Trace,
    ) -> Answer:
        """Return the answer; nothing is stored yet.

        A model that fails gives an answer too: a plain sentence with the question's reference,
        and no turn for the history.
        """
        if not question.text:
            return Answer(Reply(HELP))
        if len(question.text) > MAX_CHARACTERS:
            return Answer(Reply(TOO_LONG))
        on_progress("is thinking…")
        asked = Message("user", question.text)
        past = self.history.load(question)
        try:
            response = self.agent.respond(
                [Message("system", system_prompt(asker)), *past.messages, asked],
                asker,
                deadline,
                on_progress,
                trace,
            )
        except (ModelError, DeadlineError) as error:
            log_event(
                logger,
                logging.ERROR,
                "model.failed",
                reference=question.reference,
                reason=str(error),
            )
            return Answer(Reply(apology(question)))
        provenance = provenance_of(response.reports, response.units)
        if not response.reports and _has_figures(response.text):
            provenance = past.provenance  # it repeats what the thread knows already
        return Answer(Reply(response.text, provenance), turn=(asked, *response.messages))


def _has_figures(text: str) -> bool:
    return any(character.isdigit() for character in text)


def apology(question: Question) -> str:
    """Return what a person reads when there is no answer."""
    return (
        "Sorry, I can't answer that just now. Please ask again in a minute; if it keeps "
        f"happening, tell the person who runs me this reference: {question.reference}"
    )
