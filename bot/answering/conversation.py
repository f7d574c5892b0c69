"""The answer to one question within its thread, and the texts that replace or extend it."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.agent import Agent, OnProgress
from bot.answering.grounding import has_weather_figures
from bot.answering.prompts import Prompt, home_of, rules
from bot.answering.run import Response
from bot.answering.tool_calls import kept
from bot.clock import Deadline
from bot.errors import ContentFilterError, DeadlineError, ModelError
from bot.languages import language_of, phrase
from bot.messages import Answer, Asker, Message, Question, Remark, Reply
from bot.presentation import exhibits_of
from bot.presentation.provenance import provenance_of
from bot.storage.past import Past, ThreadHistory
from bot.storage.past.introductions import introduction_of
from bot.telemetry import Trace, log_event
from bot.tools import capabilities

MAX_CHARACTERS = 4000

HELP = phrase(
    "Ask me about the weather in one place or in many, for example: "
    "“What's the weather like in Bengaluru, London, and Austin?” or "
    "“Will it rain in Oslo this weekend?” I know {can}."
)
TOO_LONG = phrase("That is more than I can read at once. Please ask in at most 4,000 characters.")
THINKING = phrase("is thinking…")
SORRY = phrase(
    "Sorry, I can't answer that just now. Please ask again in a minute; if it keeps happening, "
    "tell the person who runs me this reference: {reference}"
)
REFUSED = phrase(
    "The language model's content filter has refused this question. Please put it in other words. "
    "(Reference: {reference})"
)
FILTERED_QUESTION = "(a question that was filtered out)"
FALLBACK = phrase(
    "_The language model gave no answer just now, so the built-in offline model has worded this. "
    "Your next question goes to the language model again._"
)
OUTAGE = phrase(
    "_The language model is not working at the moment, so the built-in offline model has worded "
    "this. Please tell the person who runs me, with this reference: {reference}._"
)
FILTERED_ANSWER = phrase(
    "_The language model's content filter has stopped its answer, so these are the results as they "
    "were found._"
)
CUT_OFF = phrase(
    "_The answer has become longer than the language model may write. "
    "Please ask for the rest in another question._"
)

# A time of day, or a number that no word follows.
_BARE = re.compile(r"\d++:\d\d|\d++(?>(?:[.,]\d++)?)(?!\s?[^\W\d_])")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The callbacks of a channel for a question that is being answered.

    Attributes:
        on_progress: Shows a status with its steps; never raises.
        said_before: Returns the earlier messages of the thread; empty if they can't be read
            before the deadline.
    """

    on_progress: OnProgress
    said_before: Callable[[Deadline], Sequence[Remark]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Threads of questions and answers with an agent."""

    agent: Agent
    history: ThreadHistory

    def answer(
        self,
        question: Question,
        asker: Asker,
        deadline: Deadline,
        around: Surroundings,
        trace: Trace,
    ) -> Answer:
        """Return the answer to a question; the caller stores it.

        If the model fails, the answer is a plain sentence with the question's reference, and
        nothing is added to the history. A message that was not addressed to the bot gets an
        answer only if it asks about the weather; otherwise the reply is empty.
        """
        answer = self._answer(question, asker, deadline, around, trace)
        if question.surface == "follow_up" and not answer.reply.is_answer:
            return Answer(Reply(""), model_calls=answer.model_calls)
        return answer

    def _answer(
        self,
        question: Question,
        asker: Asker,
        deadline: Deadline,
        around: Surroundings,
        trace: Trace,
    ) -> Answer:
        tools, language = self.agent.batch.tools, language_of(asker.language)
        if not question.text:
            return Answer(_said(HELP, asker, can=capabilities(tools, language)))
        if len(question.text) > MAX_CHARACTERS:
            return Answer(_said(TOO_LONG, asker))
        around.on_progress(language.text(THINKING), ())
        with trace.span("history"):
            past = self.history.load(question)
            remarks = _remarks(question, past, around, deadline)
        prompt = self._prompt(question, asker, past, remarks)
        try:
            response = self.agent.respond(prompt, asker, deadline, around.on_progress, trace)
        except ContentFilterError:
            log_event(logger, logging.WARNING, "question.filtered", reference=question.reference)
            # A placeholder takes the question's place: a thread without any stored turn counts as
            # new, and its messages would be read from Slack again.
            refusal = REFUSED.format(reference=question.reference)
            turn = (Message("user", FILTERED_QUESTION), Message("assistant", refusal))
            reply = _said(REFUSED, asker, reference=question.reference)
            return Answer(reply, turn, trace.model_calls)
        except (ModelError, DeadlineError) as error:
            fields = {"reference": question.reference, "reason": type(error).__name__}
            log_event(logger, logging.ERROR, "question.apologised", **fields)
            trace.note(apologised=True)
            return Answer(apology(question, asker.language), model_calls=trace.model_calls)
        self.history.learn(trace.model_calls)
        if response.is_fallback:
            trace.note(fallback=True)
        with trace.span("reply"):
            reply = self._reply(response, past, asker, question)
        return Answer(
            reply,
            turn=kept((response.prompt.question, *response.messages)),
            # Remarks that a model has refused to read are not stored, so that it never gets them.
            remarks=() if response.prompt.is_forgetful else remarks,
            model_calls=trace.model_calls,
            starts_anew=response.prompt.is_cut,
            home=asker.home,
        )

    def _prompt(
        self, question: Question, asker: Asker, past: Past, remarks: Sequence[Remark]
    ) -> Prompt:
        is_overheard = question.surface == "follow_up"
        return Prompt(
            rules=rules(asker, self.agent.batch.tools, is_overheard=is_overheard),
            past=past.turns,
            introduction=introduction_of(remarks),
            question=Message("user", question.text),
            own_remarks=tuple(remark.text for remark in remarks if remark.is_own),
            home=home_of(asker),
            is_overheard=is_overheard,
        )

    def _reply(self, response: Response, past: Past, asker: Asker, question: Question) -> Reply:
        language = language_of(response.language or asker.language)
        provenance = provenance_of(response.shown, asker.asked_at, language)
        if not response.shown and _repeats_figures(response.text, past):
            provenance = past.provenance  # The answer repeats figures that the thread has already.
        text = response.text
        if response.is_fallback and self.agent.outage.is_on:
            text = f"{text}\n\n{language.text(OUTAGE, reference=question.reference)}"
        elif response.is_fallback:
            text = f"{text}\n\n{language.text(FALLBACK)}"
        if response.is_filtered:
            text = f"{text}\n\n{language.text(FILTERED_ANSWER)}"
        if response.is_cut_off:
            text = f"{text}…\n\n{language.text(CUT_OFF)}"
        return Reply(
            text,
            provenance,
            exhibits=exhibits_of(response.shown, language),
            language=asker.language,
            is_answer=bool(response.shown or (provenance.notes and has_weather_figures(text))),
            has_units=not response.shown or any(item.units for item in response.shown),
        )


def _remarks(
    question: Question, past: Past, around: Surroundings, deadline: Deadline
) -> tuple[Remark, ...]:
    """Return the messages of a thread from before the bot was first asked in it."""
    if question.thread == question.ts or not past.is_new:
        return ()
    return tuple(around.said_before(deadline.within(deadline.left_s() / 3)))


def _repeats_figures(text: str, past: Past) -> bool:
    """Return whether an answer without new results repeats weather figures of its thread.

    A repeated figure has a unit, or is a bare number of an earlier answer. "16 days" is neither.
    """
    told = {
        number
        for turn in past.turns
        for message in turn
        if message.role == "assistant"
        for number in _BARE.findall(message.content)
    }
    return has_weather_figures(text) or not told.isdisjoint(_BARE.findall(text))


def _said(text: str, asker: Asker, **values: str) -> Reply:
    said = language_of(asker.language).text(text, **values)
    return Reply(said, language=asker.language)


def apology(question: Question, language: str) -> Reply:
    """Return an apology for a question without an answer; empty if it was not put to the bot.

    Args:
        question: The question, whose reference the apology names.
        language: The BCP 47 tag of the language of the apology.
    """
    if question.surface == "follow_up":
        return Reply("")
    text = language_of(language).text(SORRY, reference=question.reference)
    return Reply(text, language=language)
