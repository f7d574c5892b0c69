"""What people say who doubt an answer: all of it is answered with the figures once more."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from fakes.clock import FakeTime
from fakes.offered_tools import offered_tools
from fakes.rows import each_row

from bot.messages import Asker, Message, ToolCall
from bot.models.offline import OfflineModel
from bot.places.gazetteer import Gazetteer

ASKER = Asker(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
STANDS_ON = (
    "My answer stands on these figures of the weather service alone; I add nothing to them,"
    " and a forecast can change.\n**Oslo**: 4 °C and fog."
)
TOLD = (
    Message("user", "weather in Oslo and Nowheretown"),
    Message(
        "assistant",
        "",
        (
            ToolCall("1", "get_weather", '{"place": "Nowheretown"}'),
            ToolCall("2", "get_weather", '{"place": "Oslo"}'),
        ),
    ),
    Message("tool", '{"error": "unknown_place"}', tool_call_id="1"),
    Message("tool", '{"place": "Oslo", "temperature": "4 °C", "conditions": "fog"}', (), "2"),
    Message("assistant", "4 °C"),
)


@pytest.fixture(scope="module")
def model() -> Iterator[OfflineModel]:
    """Yield the model over the real gazetteer."""
    with closing(Gazetteer()) as gazetteer:
        yield OfflineModel(gazetteer, signs=False)


@each_row(
    "words",
    [
        *("but why?", "and why not?", "So why is that?", "hmm, why so?", "why do you think so"),
        *("why do you say that", "how come?", "wow, are you sure?", "oh you certain about this?"),
        *("are you sure about that", "are you certain about it", "ok really?", "no, really now?"),
        *("wait, seriously?", "for real?", "is that so?", "is this right?", "is it true?"),
        *(
            "is that correct",
            "is it certain",
            "is that sure?",
            "is that accurate",
            "is it reliable",
        ),
        *("how do you know?", "how can you know that?", "how would you know this?", "says who?"),
        *("who says so", "who says that", "according to who", "according to whom?"),
        *("according to what", "based on what?", "how sure are you about that", "how good is this"),
        *("how certain are you of it", "how confident are you", "how accurate is the forecast?"),
        *("how reliable is your forecast", "how accurate is that?", "how reliable is it"),
        *("can I trust that", "can I rely on this", "can i believe it", "can I trust you?"),
        *(
            "I don't believe this",
            "do not believe it",
            "I can't believe that",
            "don\u2019t believe you",
        ),
        *("where did you get that from", "where do you have it from", "where does this come from"),
        *(
            "where is that from?",
            "where do the data come from?",
            "where does the figures come from",
        ),
        *(
            "what's your source",
            "what is the source?",
            "what are your sources",
            "what are the data",
        ),
        *("source?", "sources", "who told you?", "who told you that", "who told you so"),
        *("that's wrong", "that is right?", "that can't be right", "that cannot be not right"),
        *(
            "that's not true",
            "that is impossible",
            "that's nonsense",
            "you're wrong",
            "youre wrong",
        ),
        "no way!",
    ],
)
def test_a_doubt_is_answered_with_the_figures(words: str, model: OfflineModel) -> None:
    """Those that were told, without the places of which nothing is known."""
    assert _answer(model, words) == STANDS_ON


@each_row(
    "words",
    ["why is it so cold?", "are you sure it rains?", "says the forecast", "is that a lot", "who?"],
)
def test_other_words_are_no_doubt(words: str, model: OfflineModel) -> None:
    """As they ask for something."""
    assert not _answer(model, words).startswith("My answer")


def test_nothing_is_doubted_before_an_answer(model: OfflineModel) -> None:
    """There are no figures to stand on."""
    told = model.complete(
        [Message("user", "are you sure?")],
        tuple(offered_tools()),
        ASKER,
        FakeTime().clock.deadline(10),
    )

    assert told.content.startswith("I can tell you ")


def _answer(model: OfflineModel, words: str) -> str:
    thread, tools = [*TOLD, Message("user", words)], tuple(offered_tools())
    return model.complete(thread, tools, ASKER, FakeTime().clock.deadline(10)).content
