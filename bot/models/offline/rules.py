"""The rules of the offline model: they read a question, call the tools and word one answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain

from bot.clock import Deadline
from bot.languages import ENGLISH, Language, language_of, phrase
from bot.messages import Asker, Message
from bot.models import Completion
from bot.models.offline.calls import calls, each_once, last_calls, places_not_found
from bot.models.offline.chosen import choosing
from bot.models.offline.compared import is_one_sided
from bot.models.offline.doubts import doubted, is_doubt
from bot.models.offline.follow_ups import MOST_BEFORE, asked_in, compares_with_that, taking_up
from bot.models.offline.limits import (
    MOST_PLACES,
    beyond_most,
    hours_over,
    out_of_reach,
    shortfall,
    unknown,
    which_other,
    which_place,
)
from bot.models.offline.moon import ANYWHERE, is_of_moon_alone, moon_first
from bot.models.offline.reading import Reading
from bot.models.offline.reading.areas.here import HERE
from bot.models.offline.reading.asks import Form
from bot.models.offline.reading.by_place import asked_of, read_times
from bot.models.offline.said import Reader, Said
from bot.models.offline.timespans import Wish, day_before, is_out_of_reach
from bot.models.offline.wishes import wishes_of
from bot.models.offline.wording import findings_of, word_answer
from bot.places.airports import airport_named
from bot.places.choices import candidates_of, in_order, is_within, regions_first
from bot.places.gazetteer import Gazetteer
from bot.reports import zone_of
from bot.tools import Tool, capabilities

_SIGNATURE = phrase("Worded by the built-in offline model, not by a language model.")
_HELP = phrase(
    'I can tell you {can}, for one place or many: try "weather in London and Paris tomorrow".'
)
_WELCOME = phrase("Hello! Ask me about the weather in any place, or in several at once.")
_THANKED = phrase("You're welcome!")
_ALL_RIGHT = phrase("All right! Ask me again at any time.")
_NO_CALLS = phrase("I can't look that up now. Please ask again.")

_READERS = 8
"""Readers that are kept: one question has one for both of its turns."""

_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|bot|weather ?bot|all|everyone|team))*"
)
_NOTHING_MORE = re.compile(
    r"(?:(?:ok|okay|oh|ah|actually|sorry|no|well) )*"
    r"(?:no+|nope|nah|sorry|never ?mind|forget (?:it|that)|nothing|okay|alright|all right|got it"
    r"|i see|understood|fine|stop|cancel that|that's all|that is all|bye|goodbye|good night)"
    r"(?: (?:then|bot|for now|again))?"
)
_THANKS = re.compile(
    r"(?:no )?(?:ok |okay |great |cool |perfect |nice )*"
    r"(?:(?:many )?thanks|thank you|thankyou|thx|ty|cheers|ta|cool|great|perfect|awesome|nice)\b"
    r"(?: (?:a lot|so much|very much|again|bot|weather ?bot|you|everyone|all|then))*"
    r"(?: for(?: (?:the|your|that|this|all))?(?: \w+){0,2})?"
)


class Rules:
    """A chat model's turns by rules, which follow from the messages alone."""

    def __init__(self, gazetteer: Gazetteer, *, signs: bool = True) -> None:
        """Answer with a line below that says whose words they are, unless somebody else adds it."""
        self._gazetteer = gazetteer
        self._signs = signs
        self._reader = lru_cache(_READERS)(partial(Reader, gazetteer))

    def turn(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return tool calls for a question about the weather, else words, which take no time.

        Raises:
            DeadlineError: No time is left to answer the calls.
        """
        asked_at = max((at for at, item in enumerate(messages) if item.role == "user"), default=-1)
        question = messages[asked_at].content if asked_at >= 0 else ""
        earlier, since = messages[: max(asked_at, 0)], messages[asked_at + 1 :]
        said, reading = self._reading(question, earlier, tools, asker)
        foreign = said.foreign
        is_foreign = said.language not in ("", ENGLISH.name)
        language = language_of(said.language if is_foreign else asker.language)
        remark = foreign.remark if foreign else ""
        is_place = reading.places == (question.strip(),) and self._knows(question)  # "Nice" is one
        is_whole = foreign and not foreign.places
        words = said.words if is_whole else question
        if not is_place and (small_talk := _small_talk(words, tools, language)):
            return self._words(small_talk, language)
        if is_doubt(words) and (about := doubted(earlier, language)):
            return self._words(about, language)
        if findings := findings_of(since):
            is_of_moon = is_of_moon_alone(reading) and findings[0].asked_for == ANYWHERE
            about = moon_first(findings, reading, language) if is_of_moon else ""
            words = about or word_answer(findings, reading.ask, language)
            more = shortfall(reading, asker.asked_at.date(), _by_name(tools), language)
            left_out = beyond_most(reading, language)
            over = hours_over(reading, findings, language)
            told = (words, over, more, left_out, remark)
            return self._words("\n".join(part for part in told if part), language)
        if not reading.is_about_weather and not self._goes_on(reading, earlier, tools, asker):
            return self._words(_help(tools, language), language)
        offered = tools if may_call_tools else ()
        completion = self._first_turn(
            reading, earlier, offered, asker, language, said=said, remark=remark
        )
        if completion.tool_calls:
            deadline.check("the offline model's calls")
        return completion

    def _reading(
        self, question: str, earlier: Sequence[Message], tools: Sequence[Tool], asker: Asker
    ) -> tuple[Said, Reading]:
        """Return a question in English words, and its reading with what those before it asked."""
        reader = self._reader(tuple(tools), asker)
        asked = [item.content for item in earlier if item.role == "user"][-MOST_BEFORE:]
        *thread, said = reader.thread([*asked, question])
        read = partial(_read_at_home, reader.read, asker.home)
        reading = read(said)
        if earlier and not (said.foreign and said.foreign.remark):
            reading = choosing(reading, question, earlier, self._gazetteer, reader.read)
            known = partial(_of_known, read, places_not_found(earlier))
            before = asked_in(thread, known, asker.home)
            reading = taking_up(said, reading, before, known).reading
            if before and reading.is_follow_up and not _has_calls(earlier):
                reading = replace(reading, places=reading.places or before.reading.places)
            if compares_with_that(said.words):
                reading = _against(reading, tuple(last_calls(earlier, tools, asker)), asker.home)
        if asker.home and is_one_sided(said.words, reading):
            reading = replace(reading, places=(asker.home, *reading.places))
        return said, reading

    def _first_turn(
        self,
        reading: Reading,
        earlier: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        language: Language,
        *,
        said: Said,
        remark: str,
    ) -> Completion:
        """Return the calls that a question needs, or words where it needs none."""
        today, offered = asker.asked_at.date(), _by_name(tools)
        if sentence := out_of_reach(reading, today, offered, language):
            return self._words(sentence, language)
        if is_one_sided(said.words, reading):
            return self._words(which_other(reading.places[0], language), language)
        latest = {} if reading.is_here else last_calls(earlier, tools, asker)
        home = (asker.home,) if asker.home else ()
        anywhere = (ANYWHERE,) if is_of_moon_alone(reading) else ()
        places = reading.places[:MOST_PLACES] or tuple(latest) or home or anywhere
        if not places:
            asked_back = which_place(reading.when, today, language)
            told = filter(None, (unknown(reading.ask, language), asked_back, remark))
            return self._words(" ".join(told), language)
        before = next(iter(latest.values()), None) if reading.is_follow_up else None
        asked_at = {place: self._by_clock_of(place, asker.asked_at) for place in places}
        # "At noon" is the next one of the place's own clock.
        clocks = {_local(at): at for at in asked_at.values()}
        day = day_before(before, today)
        read = {shown: read_times(reading, at, day) for shown, at in clocks.items()}
        wanted = [
            (place, wish)
            for place, at in asked_at.items()
            for of, each in read[_local(at)]
            if not of or place in of
            for wish in wishes_of(asked_of(each, place), before, at, offered)
        ]
        wanted = _within_reach(wanted, today)
        return (
            Completion("", calls(each_once(wanted)))
            if wanted
            else self._words(language.text(_NO_CALLS), language)
        )

    def _goes_on(
        self, reading: Reading, earlier: Sequence[Message], tools: Sequence[Tool], asker: Asker
    ) -> bool:
        """Return whether a question without a place asks on about weather that was told."""
        asks_on = reading.ask.asks_anything and not reading.places and not reading.is_about_people
        return asks_on and bool(last_calls(earlier, tools, asker))

    def _by_clock_of(self, place: str, moment: datetime) -> datetime:
        """Return a moment in the zone of a place; as it is when that takes a request."""
        if airport := airport_named(place, self._gazetteer):
            return moment.astimezone(zone_of(airport.timezone))
        name, *regions = (part.strip() for part in place.split(","))
        if regions and name[:1].isdigit():  # "10115, Berlin"
            name, *regions = regions
        areas = [self._gazetteer.areas(region) for region in regions]
        seats = [] if regions else self._gazetteer.seats(name)
        candidates = candidates_of(name, self._gazetteer.find(name), seats)
        found = [each for each in candidates if is_within(each.place, areas)]
        meant = in_order(regions_first(found, areas), str(moment.tzinfo))[:1]
        return moment.astimezone(zone_of(meant[0].place.timezone)) if meant else moment

    def _knows(self, place: str) -> bool:
        return bool(self._gazetteer.find(place) or self._gazetteer.areas(place))

    def _words(self, text: str, language: Language) -> Completion:
        signature = f"\n\n_{language.text(_SIGNATURE)}_" if self._signs else ""
        return Completion(f"{text}{signature}", language=language.name)


def _has_calls(messages: Sequence[Message]) -> bool:
    """Return whether anything was looked up for the last question among these messages."""
    asked_at = max((at for at, item in enumerate(messages) if item.role == "user"), default=0)
    return any(item.tool_calls for item in messages[asked_at:])


def _of_known(read: Callable[[Said], Reading], unknown_places: set[str], said: Said) -> Reading:
    """Return the reading of a question without the places that nobody has found."""
    reading = read(said)
    places = tuple(place for place in reading.places if place not in unknown_places)
    return reading if places == reading.places else replace(reading, places=places)


def _against(reading: Reading, told: tuple[str, ...], home: str) -> Reading:
    """Return a reading that compares the places told of before with the one that it names."""
    if reading.is_here and home:
        reading = replace(reading, places=(home,), is_here=False)
    if len(reading.places) != 1:
        return reading
    if reading.ask.form is Form.COMPARISON:
        told = told[:1]  # what it was compared with before is compared no more
    return replace(reading, places=(*told, *reading.places))


def _read_at_home(read: Callable[[Said], Reading], home: str, said: Said) -> Reading:
    """Return a reading with the person's own place for "here"; without it where that is unknown."""
    reading = read(said)
    if HERE not in reading.places:
        return reading
    own = (home,) if home else ()
    named = [(own if place == HERE else (place,)) for place in reading.places]
    parts = [
        replace(part, places=tuple(home if place == HERE else place for place in part.places))
        for part in reading.parts
    ]
    ask = reading.ask if home else replace(reading.ask, unread=reading.ask.unread or HERE)
    return replace(reading, places=tuple(chain(*named)), parts=tuple(parts), ask=ask)


def _within_reach(wanted: Sequence[tuple[str, Wish]], today: date) -> list[tuple[str, Wish]]:
    """Return the calls without those for days too far ahead, where their place has others."""
    reached = [each for each in wanted if not is_out_of_reach(each[1], today)]
    places = {place for place, _ in reached}
    return [each for each in wanted if each in reached or each[0] not in places]


def _local(moment: datetime) -> datetime:
    """Return the time that a clock shows, which is the same in many zones."""
    return moment.replace(tzinfo=None)


def _by_name(tools: Sequence[Tool]) -> dict[str, Tool]:
    return {tool.name: tool for tool in tools}


def _help(tools: Sequence[Tool], language: Language) -> str:
    if not tools:
        return language.text(_NO_CALLS)
    return language.text(_HELP, can=capabilities(tools, language))


def _small_talk(question: str, tools: Sequence[Tool], language: Language) -> str:
    """Return the answer to a greeting, to thanks or to nothing at all; empty for the rest."""
    text = " ".join(re.sub(r"[^\w\s']", " ", question.lower()).split())
    if not text:
        return _help(tools, language)
    if _GREETING.fullmatch(text):
        return language.text(_WELCOME)
    if _THANKS.fullmatch(text):
        return language.text(_THANKED)
    return language.text(_ALL_RIGHT) if _NOTHING_MORE.fullmatch(text) else ""
