"""Begin an answer with what was asked: a verdict, a figure, a time, a winner, a difference."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask, Form
from bot.models.offline.reading.aspects import SPECIAL, Aspect
from bot.models.offline.wording.leads.advising import clothes
from bot.models.offline.wording.leads.every import are_days_so, every
from bot.models.offline.wording.leads.falling import wet_hours
from bot.models.offline.wording.leads.labels import (
    label_of,
    labelled_all,
    short_name,
    with_count_of_rest,
)
from bot.models.offline.wording.leads.measures import figure_first
from bot.models.offline.wording.leads.nights import lowest_of_nights
from bot.models.offline.wording.leads.searching import FALLING, end_of, judged, start_of
from bot.models.offline.wording.leads.several.comparing import choose, compare, tell_apart, trend
from bot.models.offline.wording.leads.several.ranking import ranked
from bot.models.offline.wording.leads.several.totals import average, count, latest, sum_of, sums_of
from bot.models.offline.wording.leads.stretches import Stretch, stretches_of
from bot.models.offline.wording.leads.together import events_of, figures_of
from bot.models.offline.wording.leads.told import is_snowy
from bot.models.offline.wording.leads.untold import untold
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.leads.wind_units import in_wind_unit
from bot.models.offline.wording.parts import Finding, joined, sentence

_MOST_ASPECTS: Final = 3
_MOST_REASONS: Final = 4
_ALONE: Final[Mapping[Answer, str]] = {
    Answer.YES: phrase("Yes: {reason}."),
    Answer.PARTLY: phrase("Partly: {reason}."),
    Answer.PERHAPS: phrase("Perhaps: {reason}."),
    Answer.NO: phrase("No: {reason}."),
}
"""Also for several, whose reasons are places and days."""
_NONE_OF_MANY: Final = phrase("No, not once; the nearest to it is {when}: {reason}.")


def lead(
    ask: Ask,
    findings: Sequence[Finding],
    language: Language,
    among: Sequence[Finding] = (),
) -> str:
    """Return the sentence that answers; "" where nothing was asked, or nothing tells.

    Args:
        ask: The thing that is asked for.
        findings: The results that tell it.
        language: Of the sentence.
        among: All results of the answer, where these are those of one place of several.
    """
    if ask.unknown:
        what = language.listed([language.text(each) for each in ask.unknown])
        return language.text(phrase("I don't know {what}. Here is the weather:"), what=what)
    if ask.unread:
        said = phrase("I don't know what to say about \u201c{word}\u201d. Here is the weather:")
        return language.text(said, word=ask.unread)
    found = _stretches(ask, findings)
    # The highest UV index of a day says more than that of this moment, which may be in the night.
    stretches = sorted(found, key=lambda stretch: stretch.kind == "air")
    is_of_days = any(each.kind == "day" for each in stretches)
    is_of_several = len({(each.label, each.date) for each in stretches if each.kind == "day"}) > 1
    if is_of_days and (is_of_several or ask.form is not Form.FIGURE or not _is_of_today(found)):
        stretches = [each for each in stretches if not (each.kind == "air" and ask.has(Aspect.UV))]
    aspects = ask.aspects[:_MOST_ASPECTS]
    if not stretches or not aspects:
        return lowest_of_nights(stretches, language)
    said = _said(ask, aspects, stretches, _stretches(ask, among) or stretches, language)
    return joined([untold(aspects[0], stretches, language, is_told=bool(said)), said], " ")


def _stretches(ask: Ask, findings: Sequence[Finding]) -> list[Stretch]:
    return [
        in_wind_unit(stretch, ask.wind_unit)
        for finding in findings
        for stretch in stretches_of(finding)
    ]


def _is_of_today(stretches: Sequence[Stretch]) -> bool:
    """Return whether the present moment and a day in the same result list are of one date."""
    dates = {each.date for each in stretches if each.kind == "air"}
    return any(each.date in dates for each in stretches if each.kind == "day")


def _said(
    ask: Ask,
    aspects: Sequence[Aspect],
    stretches: Sequence[Stretch],
    among: Sequence[Stretch],
    language: Language,
) -> str:
    """Return the sentence about some stretches, by the names that they have among all of them."""
    if ask.form is Form.FIGURE and (figures := _figures(ask, stretches, among, language)):
        return figures
    if ask.form in (Form.VERDICT, Form.FIGURE):
        verdicts = [_verdict(ask, aspect, stretches, among, language) for aspect in aspects]
        said = " ".join(dict.fromkeys(each for each in verdicts if each))
        has_figures = ask.has(*SPECIAL, Aspect.DIRECTION)
        return said if said or not has_figures else _figures(ask, stretches, among, language)
    ways: Mapping[Form, Callable[[Ask, Sequence[Stretch], Language], str]] = {
        Form.START: start_of,
        Form.END: end_of,
        Form.CHOICE: choose,
        Form.COMPARISON: compare,
        Form.DIFFERENCE: tell_apart,
        Form.RANKING: ranked,
        Form.TREND: trend,
        Form.MEAN: average,
    }
    aspect = aspects[0]
    if ask.form in (Form.COUNT, Form.LAST):
        tell = count if ask.form is Form.COUNT else latest
        return tell(stretches, lambda each: _counted(ask, aspect, each, language), language)
    way = ways.get(ask.form)
    compared = way(ask, stretches, language) if way else ""
    if not compared and ask.is_against:
        return _figures(ask, stretches, among, language)
    return compared


def _counted(ask: Ask, aspect: Aspect, stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether a day or an hour counts; of hours of rain, those in which any falls."""
    found = judged(ask, aspect, stretch, language)
    is_dry = aspect in FALLING and stretch.kind == "hours" and not wet_hours(stretch)
    return replace(found, answer=Answer.NO) if found and is_dry else found


@dataclass(frozen=True, slots=True)
class _Judged:
    stretch: Stretch
    judgement: Judgement


def _verdict(
    ask: Ask,
    aspect: Aspect,
    stretches: Sequence[Stretch],
    among: Sequence[Stretch],
    language: Language,
) -> str:
    found = [
        _Judged(stretch, judgement)
        for stretch in stretches
        if (judgement := judged(ask, aspect, stretch, language))
    ]
    if aspect is Aspect.UV and any(each.stretch.kind == "day" for each in found):
        found = [each for each in found if each.stretch.kind == "day"]
    if not found:
        return ""
    if len(found) == 1 and len(among) == len(stretches):
        only = found[0].judgement
        return language.text(_ALONE[only.answer], reason=only.reason)
    if len({each.stretch.label for each in found}) == 1:
        days = [(each.stretch, each.judgement) for each in found]
        if ask.is_of_all or (len(days) > _MOST_REASONS and are_days_so(days)):
            return every(days, among, language)
    if len(found) > _MOST_REASONS and all(each.judgement.answer is Answer.NO for each in found):
        nearest = max(found, key=lambda each: each.judgement.score)
        when = label_of(nearest.stretch, among, language)
        return language.text(_NONE_OF_MANY, when=when, reason=nearest.judgement.reason)
    groups = [
        (answer, [each for each in found if each.judgement.answer is answer])
        for answer in sorted(Answer, reverse=True)
    ]
    return " ".join(
        language.text(_ALONE[answer], reason=_listed(group, among, language))
        for answer, group in groups
        if group
    )


def _listed(group: Sequence[_Judged], stretches: Sequence[Stretch], language: Language) -> str:
    """Return places and days with their reasons, or by their names alone where they are many."""
    if len(group) > _MOST_REASONS:
        return labelled_all([each.stretch for each in group], stretches, language)
    return ", ".join(
        f"{label_of(each.stretch, stretches, language)} ({_flat(each.judgement.reason)})"
        for each in group
    )


def _flat(reason: str) -> str:
    """Return a reason without brackets of its own, to stand between some."""
    return reason.replace(" (", ", ").replace(")", "")


def _figures(
    ask: Ask, stretches: Sequence[Stretch], among: Sequence[Stretch], language: Language
) -> str:
    """Return the figures that were asked for, of several places and days behind their names."""
    if ask.has(Aspect.AMOUNT) and ask.has(Aspect.SNOW):
        snowy = [each for each in stretches if any(map(is_snowy, each.conditions))]
        if not snowy:
            return _no_snow(ask, stretches, language)
        if all(each.label == stretches[0].label for each in stretches):
            return _amount_of_snow(snowy, stretches, language)
    if ask.has(Aspect.CLOTHES):
        return _clothes(stretches, language)
    if len(among) == 1 and (both := figures_of(ask, stretches[0], language)):
        return sentence(both)
    events = events_of(ask, stretches, language)
    for aspect in _in_order(ask):
        known = events or [
            (stretch, said)
            for stretch in stretches
            if (said := figure_first(stretch, aspect, language))
        ]
        if known:
            return _one_or_several(aspect, known, among, language)
    return ""


def _clothes(stretches: Sequence[Stretch], language: Language) -> str:
    """Return the clothes for each place, by all of its days or hours."""
    labels = list(dict.fromkeys(each.label for each in stretches))
    told = []
    for label in labels:
        own = [each for each in stretches if each.label == label]
        alike = [each for each in own if each.kind == own[0].kind]
        name = short_name(label, set(labels)) if len(labels) > 1 else ""
        told.append(clothes(alike, language, name))
    return " ".join(filter(None, told))


def _amount_of_snow(
    snowy: Sequence[Stretch], stretches: Sequence[Stretch], language: Language
) -> str:
    """Return the snow of one place, over all of several days."""
    if len(stretches) > 1:
        return sum_of(snowy, language, days=len(stretches))
    return sentence(figure_first(snowy[0], Aspect.AMOUNT, language))


def _no_snow(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return that no snow falls, as an amount, with the reason."""
    known = next((each.amount for each in stretches if each.amount), None)
    verdict = judged(ask, Aspect.SNOW, stretches[0], language)
    if not known or not verdict:
        return ""
    said = phrase("{amount} of snow: {reason}.")
    return language.text(said, amount=known.with_value(0.0), reason=verdict.reason)


def _in_order(ask: Ask) -> Sequence[Aspect]:
    """Return the figure to tell, the first that is known: a chance is that of snow or rain."""
    if ask.has(Aspect.CHANCE) and ask.has(Aspect.SNOW):
        return (Aspect.SNOW, *ask.aspects)
    if ask.has(Aspect.FEEL):
        return (Aspect.FEEL, *ask.aspects)
    return ask.aspects


def _one_or_several(
    aspect: Aspect,
    known: Sequence[tuple[Stretch, str]],
    among: Sequence[Stretch],
    language: Language,
) -> str:
    if len(known) == 1 and len({each.label for each in among}) == 1:
        return sentence(known[0][1])
    places = {stretch.label for stretch, _ in known}
    if aspect is Aspect.AMOUNT and len(places) < len(known) == len(among):
        return sums_of([stretch for stretch, _ in known], language)
    days = {said: stretch.date for stretch, said in known if stretch.kind in ("day", "sky")}
    if aspect in SPECIAL and len(places) == 1 and len(days) < 2:  # noqa: PLR2004 - days have names
        labels = {each.label for each in among}
        front = f"{short_name(known[0][0].label, labels)}: " if len(labels) > 1 else ""
        return sentence(front + ", ".join(dict.fromkeys(said for _, said in known)))
    each = [f"{label_of(stretch, among, language)}: {said}" for stretch, said in known]
    return sentence("; ".join(with_count_of_rest(each, language)))
