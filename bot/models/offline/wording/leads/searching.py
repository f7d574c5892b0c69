"""Find when some weather begins, and when it is over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import ADVICE, SPECIAL, Aspect
from bot.models.offline.wording.leads.advising import advice
from bot.models.offline.wording.leads.bounding import within
from bot.models.offline.wording.leads.falling import POSSIBLE_PCT, wet_hours
from bot.models.offline.wording.leads.judging import blows_from, judge
from bot.models.offline.wording.leads.labels import label_of, short_name
from bot.models.offline.wording.leads.measures import difference, figure_first, measure
from bot.models.offline.wording.leads.moments import day_of, moment_of
from bot.models.offline.wording.leads.specials import judge_special
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined, sentence

FALLING: Final = frozenset(
    {Aspect.RAIN, Aspect.SNOW, Aspect.UMBRELLA, Aspect.CHANCE, Aspect.AMOUNT, Aspect.FALLING}
)
_FAIR: Final = frozenset({Aspect.CLEAR, Aspect.CALM})
"""Aspects that begin when others end: "when does the fog clear?"."""
_MOST_DAYS: Final = 6
_CHANGE: Final = 1.0
"""From so much more on, in metric units, it is a change that people notice."""
_NOT_NOW: Final = {
    Aspect.RAIN: phrase("It isn't raining now."),
    Aspect.SNOW: phrase("It isn't snowing now."),
    Aspect.FOG: phrase("There is no fog now."),
}


def judged(ask: Ask, aspect: Aspect, stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether a stretch is what was asked for; None where nothing tells."""
    if ask.bound and aspect is ask.bound.of:
        found = within(stretch, ask.bound, language)
    elif aspect is Aspect.DIRECTION and ask.wind_from:
        found = blows_from(stretch, ask.wind_from, language)
    elif aspect in ADVICE:
        found = advice(stretch, aspect, language)
    elif aspect in SPECIAL:
        found = judge_special(stretch, aspect, language, at=(ask.hour, ask.side))
    else:
        found = judge(stretch, aspect, language)
    return found.turned() if found and ask.is_turned else found


def start_of(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the first hour or day that is what was asked for, of each place."""
    return _by_place(ask, stretches, language, _start)


def end_of(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the hour at which what was asked for is over, of each place."""
    return _by_place(ask, stretches, language, _end)


def _by_place(
    ask: Ask,
    stretches: Sequence[Stretch],
    language: Language,
    way: Callable[[Ask, Sequence[Stretch], Language], str],
) -> str:
    labels = list(dict.fromkeys(stretch.label for stretch in stretches))
    said = []
    for label in labels:
        words = way(ask, [each for each in stretches if each.label == label], language)
        if words:
            name = short_name(label, set(labels))
            said.append(f"{name}: {words}" if len(labels) > 1 else words)
    return " ".join(said)


def _start(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    aspect = ask.aspects[0]
    if ask.is_change and (changed := _changed(ask, stretches, language)):
        return changed
    if aspect in SPECIAL:
        return sentence("; ".join(_on_each_day(stretches, aspect, language)))
    found = _found_days(ask, stretches, language) if ask.is_of_days else []
    found, told = found or _found(ask, stretches, language), list[str]()
    for answer, said in (
        (Answer.YES, phrase("{when}: {reason}.")),
        (Answer.PERHAPS, phrase("Perhaps {when}: {reason}.")),
        (Answer.PARTLY, phrase("{when}, partly: {reason}.")),
    ):
        when = [each for each in found if each[1].answer is answer]
        told += [
            language.text(said, when=_when(stretch, language), reason=judgement.reason)
            for stretch, judgement in when[: _MOST_DAYS if ask.is_of_days else 1]
        ]
        if told and not ask.is_of_days:
            break
    if told or not found:
        return " ".join(told)
    stretch, judgement = max(found, key=lambda each: each[1].score)
    said = phrase("Not by {end}; the nearest to it is {when}: {reason}.")
    last = day_of(stretches[-1].by_hour()[-1].date, language)
    return language.text(said, end=last, when=_when(stretch, language), reason=judgement.reason)


def _on_each_day(stretches: Sequence[Stretch], aspect: Aspect, language: Language) -> Iterator[str]:
    """Yield the times or figures of an aspect, behind their days where there are several."""
    known = [(each, said) for each in stretches if (said := figure_first(each, aspect, language))]
    is_of_several = len({said for _, said in known}) > 1
    for stretch, said in known if is_of_several else known[:1]:
        yield f"{label_of(stretch, stretches, language)}: {said}" if is_of_several else said


def _changed(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the first day, or else hour, with more of it than the first, by a degree or so."""
    aspect, sign = ask.aspects[0], -1 if ask.is_less else 1
    days = [each for each in stretches if each.kind == "day"]
    days = days or [hour for each in stretches for hour in each.by_hour()]
    known = [(day, found) for day in days if (found := measure(day, aspect, language))]
    if not known or not known[0][1].figure:
        return ""
    today, now = known[0]
    for day, found in known[1:]:
        if sign * (found.rank - now.rank) >= _CHANGE and found.figure and now.figure:
            return language.text(
                phrase("{winner}, by {difference}: {value} against {other} ({second})."),
                winner=moment_of(day, language),
                difference=difference(found.figure, now.figure),
                value=found.shown,
                other=now.shown,
                second=moment_of(today, language),
            )
    return language.text(phrase("Not by {end}."), end=moment_of(days[-1], language))


def _found(
    ask: Ask, stretches: Sequence[Stretch], language: Language
) -> list[tuple[Stretch, Judgement]]:
    """Return the hours and days in their order with what each of them is."""
    each = [
        hour
        for stretch in stretches
        for hour in (
            _falling(stretch) if not FALLING.isdisjoint(ask.aspects) else stretch.by_hour()
        )
    ]
    aspect = ask.aspects[0]
    return [
        (hour, judgement) for hour in each if (judgement := judged(ask, aspect, hour, language))
    ]


def _found_days(
    ask: Ask, stretches: Sequence[Stretch], language: Language
) -> list[tuple[Stretch, Judgement]]:
    """Return the days with what each of them is, that of today without its hours that are over.

    By their hours where days do not tell it, such as the humidity; empty if no days are told.
    """
    days = [each for each in stretches if each.kind == "day"]
    of_day: dict[str, Stretch] = {}
    for hour in (hour for each in stretches if each.kind == "hours" for hour in each.by_hour()):
        known = of_day.setdefault(hour.date, replace(hour, data=()))
        of_day[hour.date] = replace(known, data=(*known.data, *hour.data))
    left = [of_day[each.date] if _is_left(of_day.get(each.date)) else each for each in days]

    def judgements(each: Sequence[Stretch]) -> list[tuple[Stretch, Judgement]]:
        found = ((day, judged(ask, ask.aspects[0], day, language)) for day in each)
        return [(day, judgement) for day, judgement in found if judgement]

    found = judgements(left)
    are_told = any(day.kind == "day" for day, _ in found) or not of_day
    return found if are_told or not days else judgements(list(of_day.values()))


def _is_left(hours: Stretch | None) -> bool:
    """Return whether hours are those of a day of which others are over."""
    return hours is not None and bool(hours.hour)


def _falling(stretch: Stretch) -> Sequence[Stretch]:
    """Return the hours in which anything falls; all of them together where none does."""
    return (wet_hours(stretch) or [stretch]) if stretch.kind == "hours" else [stretch]


def _when(stretch: Stretch, language: Language) -> str:
    if len(stretch.data) > 1:
        return day_of(stretch.date, language)
    return (
        moment_of(stretch, language) if stretch.kind == "hours" else day_of(stretch.date, language)
    )


def _end(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    hours = [hour for stretch in stretches if stretch.kind == "hours" for hour in stretch.by_hour()]
    aspect = ask.aspects[0]
    if not hours or aspect in _FAIR:
        return _start(ask, stretches, language)
    if aspect is Aspect.CLOTHES:
        return ""  # none of them has an end
    wet = {(hour.date, hour.hour) for stretch in stretches for hour in wet_hours(stretch)}

    def holds(hour: Stretch) -> bool:
        if aspect in FALLING:
            return (hour.date, hour.hour) in wet
        judgement = judged(ask, aspect, hour, language)
        return judgement is not None and judgement.answer >= Answer.PARTLY

    begin = next((hour for hour in hours if holds(hour)), None)
    if begin is None and ask.is_yes_or_no and len(hours) == 1:
        return _over(ask, hours[0], hours[0], language)
    if begin is None:
        none = phrase("None is in sight up to {end}.")
        said = language.text(none, end=moment_of(hours[-1], language))
        return joined([_not_now(aspect, hours[0], language), said], " ")
    behind = hours[hours.index(begin) :]
    over = next((hour for hour in behind if not holds(hour)), None)
    if begin is hours[0]:
        return _over(ask, over, hours[-1], language)
    begins = language.text(phrase("It begins on {when}."), when=moment_of(begin, language))
    ends = phrase("It is over on {when}.")
    end = language.text(ends, when=moment_of(over, language)) if over else ""
    left = _chance_left(aspect, over, language)
    return joined([_not_now(aspect, hours[0], language), begins, end, left], " ")


def _chance_left(aspect: Aspect, over: Stretch | None, language: Language) -> str:
    """Return the chance of more of it in the hour that has none; "" where that is small."""
    chance = over.chance if over and aspect in FALLING else None
    if not chance or chance.value < POSSIBLE_PCT:
        return ""
    return language.text(phrase("A chance of {share} remains."), share=chance.shown)


def _not_now(aspect: Aspect, first: Stretch, language: Language) -> str:
    """Return that it isn't so now; "" where the first hour is that of another day."""
    if first.hour == 0:
        return ""
    return language.text(_NOT_NOW.get(aspect, phrase("It isn't so now.")))


def _over(ask: Ask, over: Stretch | None, last: Stretch, language: Language) -> str:
    """Return the hour at which it is over, or that it isn't by the last one that is known."""
    if over is None:
        said = phrase("No, not by {end}.") if ask.is_yes_or_no else phrase("At least until {end}.")
        return language.text(said, end=moment_of(last, language))
    left = _chance_left(ask.aspects[0], over, language)
    if ask.is_yes_or_no:
        said = language.text(phrase("Yes: {reason}."), reason=moment_of(over, language))
    else:
        said = language.text(phrase("Until {when}."), when=moment_of(over, language))
    return joined([said, left], " ")
