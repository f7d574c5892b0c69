"""The question in an event, for the surfaces where people write messages."""

from collections.abc import Mapping
from typing import Any

from bot.messages import Question
from handlers.payloads import overheard_in, question_in, sent_through_app, team_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import account_in, is_guest


def take(body: Mapping[str, Any], parts: SurfaceParts) -> None:
    """Hand a message to the desk, as a question or as talk in a thread that is followed."""
    if question := _question(body, parts):
        refusal = parts.desk.intake.accept(question, is_guest=is_guest(body))
        parts.tell_refusal(refusal, question.user, question)
    elif parts.follows_threads and (heard := overheard_in(body, account_in(body).user_id)):
        parts.desk.intake.overhear(heard, is_guest=is_guest(body))


def _question(body: Mapping[str, Any], parts: SurfaceParts) -> Question | None:
    """Return the question of a person, or of an app that writes in a person's name; else None.

    For a question through an app, Slack is asked whether its author is a person: two bots that
    answer each other would never end.
    """
    through_app = sent_through_app(body)
    asked = question_in(through_app or body, account_in(body).user_id)
    if asked is None or through_app is None:
        return asked
    # What the bot itself has sent for a person, Bolt has left out.
    return asked if parts.users.is_person(team_in(body), asked.user) else None
