"""Say whether all days are what was asked: "will it rain every day?"."""

from collections.abc import Sequence

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.labels import labelled_all
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.verdicts import Answer, Judgement


def are_days_so(found: Sequence[tuple[Stretch, Judgement]]) -> bool:
    """Return whether all are days, and the answer for each is yes."""
    return all(day.kind == "day" and each.answer is Answer.YES for day, each in found)


def every(
    found: Sequence[tuple[Stretch, Judgement]], among: Sequence[Stretch], language: Language
) -> str:
    """Return yes where all days of one place are so, else no with those that are, or may be."""
    count = len(found)
    sure = [day for day, judgement in found if judgement.answer is Answer.YES]
    doubtful = [day for day, each in found if each.answer in (Answer.PERHAPS, Answer.PARTLY)]
    if len(sure) == count:
        return language.text(phrase("Yes, on each of the {count} days."), count=count)
    if not sure and not doubtful:
        return language.text(phrase("No, on none of the {count} days."), count=count)
    values = {
        name: labelled_all(days, among, language)
        for name, days in (("sure", sure), ("maybe", doubtful))
        if days
    }
    if len(sure) + len(doubtful) == count:
        said = phrase("Perhaps on each of the {count} days; it is open on {maybe}.")
    elif not doubtful:
        said = phrase("No, not on each of the {count} days: only on {sure}.")
    elif not sure:
        said = phrase("No, not on each of the {count} days: perhaps on {maybe}.")
    else:
        said = phrase("No, not on each of the {count} days: on {sure}, perhaps on {maybe}.")
    return language.text(said, count=count, **values)
