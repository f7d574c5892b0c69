"""Sums, means and counts of days or hours, and the latest day of a kind."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.labels import short_name, with_count_of_rest
from bot.models.offline.wording.leads.moments import day_of, windows
from bot.models.offline.wording.leads.several.items import mean_of
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined, sentence, without_stop

Judge = Callable[[Stretch], Judgement | None]
"""What judges a stretch by what was asked; None where nothing tells."""


def sum_of(stretches: Sequence[Stretch], language: Language, *, days: int = 0) -> str:
    """Return the amount that fell or falls on some days together, of so many, or of these."""
    amounts = [figure for day in stretches if (figure := day.amount)]
    total = amounts[0].with_value(sum(each.bare for each in amounts))
    wet = sum(1 for each in amounts if each.value > 0)
    said = phrase("{amount} in all, on {wet} of {days} days.")
    return language.text(said, amount=total, wet=wet, days=days or len(stretches))


def sums_of(stretches: Sequence[Stretch], language: Language) -> str:
    """Return the amount of all days of each place."""
    return _by_place(stretches, lambda days: without_stop(sum_of(days, language)))


def average(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the mean of some days for each place; "" where nobody tells it."""
    return _by_place(stretches, lambda days: _mean(ask, days, language))


def _mean(ask: Ask, days: Sequence[Stretch], language: Language) -> str:
    is_of_both = ask.has(Aspect.LOW) and ask.has(Aspect.HIGH)
    if is_of_both or ask.has(Aspect.TEMPERATURE, Aspect.HOT, Aspect.WARM, Aspect.COLD):
        ends = [mean_of(days, each, language) for each in (Aspect.LOW, Aspect.HIGH)]
        low, high = (each.figure if each else None for each in ends)
        if low and high:
            middle = low.with_value((low.bare + high.bare) / 2)
            said = phrase("{value} on average, lows {low}, highs {high}")
            return language.text(said, value=middle, low=low.shown, high=high.shown)
    known = [mean for each in ask.aspects if (mean := mean_of(days, each, language))]
    return ", ".join(dict.fromkeys(mean.shown for mean in known))


def count(stretches: Sequence[Stretch], judge: Judge, language: Language) -> str:
    """Return the count of the days or hours that are what was asked for, and which."""
    return _by_place(stretches, lambda days: _counted(days, judge, language))


def _counted(days: Sequence[Stretch], judge: Judge, language: Language) -> str:
    hours = [hour for each in days if each.kind == "hours" for hour in each.by_hour()]
    units = hours or [each for each in days if each.kind in ("day", "now")]
    judged = [(unit, judgement) for unit in units if (judgement := judge(unit))]
    if not judged:
        return ""
    so = [unit for unit, judgement in judged if judgement.answer >= Answer.PARTLY]
    perhaps = [unit for unit, judgement in judged if judgement.answer is Answer.PERHAPS]
    said = phrase("{count} of {all} hours") if hours else phrase("{count} of {all} days")
    told = language.text(said, count=len(so), all=len(judged))
    if so:
        which = windows(so, days[0], language) if hours else _named(so, language)
        told = f"{told} ({which})" if which else told
    more = ""
    if perhaps:
        more = language.text(
            phrase("perhaps {count} more ({which})"),
            count=len(perhaps),
            which=windows(perhaps, days[0], language) if hours else _named(perhaps, language),
        )
    return joined([told, more], ", ")


def _named(days: Sequence[Stretch], language: Language) -> str:
    names = [day_of(each.date, language) for each in days]
    return ", ".join(with_count_of_rest(names, language))


def latest(stretches: Sequence[Stretch], judge: Judge, language: Language) -> str:
    """Return the latest past day that was what was asked for, or that it is so now."""
    return _by_place(stretches, lambda days: _latest(days, judge, language))


def _latest(days: Sequence[Stretch], judge: Judge, language: Language) -> str:
    now = next((each for each in days if each.kind == "now"), None)
    if now and (judgement := judge(now)) and judgement.answer >= Answer.PARTLY:
        return language.text(phrase("It is so now: {reason}"), reason=judgement.reason)
    past = [each for each in days if each.kind == "day" and each.is_past]
    for each in reversed(past):
        judgement = judge(each)
        if judgement and judgement.answer >= Answer.PARTLY:
            ago = _days_ago(each, days)
            day = day_of(each.date, language)
            if not ago:
                return f"{day}: {judgement.reason}"
            said = phrase("{day}, {count} days ago: {reason}")
            if ago == 1:
                said = phrase("{day}, yesterday: {reason}")
            return language.text(said, day=day, count=ago, reason=judgement.reason)
    if not past:
        return ""
    if len(past) == 1:
        return language.text(phrase("not on {day}"), day=day_of(past[0].date, language))
    return language.text(
        phrase("not in the {count} days since {day}"),
        count=len(past),
        day=day_of(past[0].date, language),
    )


def _days_ago(day: Stretch, days: Sequence[Stretch]) -> int:
    """Return the days from a day to today; 0 where today is none of those told."""
    today = next((each.date for each in days if each.date and not each.is_past), day.date)
    return (date.fromisoformat(today) - date.fromisoformat(day.date)).days


def _by_place(stretches: Sequence[Stretch], way: Callable[[Sequence[Stretch]], str]) -> str:
    """Return the words about each place, behind its name where there are several."""
    labels = list(dict.fromkeys(stretch.label for stretch in stretches))
    said = []
    for label in labels:
        words = way([each for each in stretches if each.label == label])
        if words:
            name = short_name(label, set(labels))
            said.append(f"{name}: {words}" if len(labels) > 1 else words)
    return sentence("; ".join(said))
