"""Conversations with the model of rules, from the question to the words of its answer."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.offered_tools import offered_tools
from fakes.rows import each_row

from bot.errors import DeadlineError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.models.offline import OfflineModel
from bot.places.gazetteer import Gazetteer
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast

ASKER = Asker(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
TOOLS = (CurrentWeather(), Forecast())
ROOT = Path(__file__).parents[2]
NEUTRAL = "I can't say anything about Place 0 right now."
SIGNATURE = "_Worded by the built-in offline model, not by a language model._"


@pytest.fixture(scope="module")
def model() -> Iterator[OfflineModel]:
    """Yield the model over the real gazetteer."""
    gazetteer = Gazetteer()
    yield OfflineModel(gazetteer)
    gazetteer.close()


def complete(model: OfflineModel, *messages: Message, **options: bool) -> Completion:
    """Return the model's turn on a conversation."""
    deadline = FakeTime().clock.deadline(10)
    return model.complete(messages, TOOLS, ASKER, deadline, **options)


def called(completion: Completion) -> list[tuple[str, dict[str, Any]]]:
    """Return the tools that a turn calls, with their arguments."""
    return [(call.name, json.loads(call.arguments)) for call in completion.tool_calls]


def user(text: str) -> Message:
    """Return a person's message."""
    return Message("user", text)


def calls(*arguments: dict[str, Any], tool: str = "get_weather") -> Message:
    """Return an assistant's message that calls a tool with each of the arguments."""
    made = [
        ToolCall(f"call_{number}", tool, json.dumps(item)) for number, item in enumerate(arguments)
    ]
    return Message("assistant", "", tuple(made))


def results(*contents: dict[str, Any]) -> list[Message]:
    """Return the results of the calls that `calls` makes."""
    return [
        Message("tool", json.dumps(content), tool_call_id=f"call_{number}")
        for number, content in enumerate(contents)
    ]


def answer(model: OfflineModel, question: str, *contents: dict[str, Any]) -> str:
    """Return the words for a question whose calls gave these results, without the signature."""
    asked = calls(*({"place": f"Place {number}"} for number in range(len(contents))))
    completion = complete(model, user(question), asked, *results(*contents))
    assert completion.tool_calls == ()
    words, _, signature = completion.content.rpartition("\n\n")
    assert signature == SIGNATURE
    return words


TODAY = {"first_day": "today", "days": 1}
TOMORROW = {"first_day": "tomorrow", "days": 1}


@each_row(
    ("question", "tool", "arguments"),
    [
        ("What's the weather in Oslo?", "get_weather", {}),
        ("Oslo?", "get_weather", {}),
        ("How's Oslo?", "get_weather", {}),
        ("the weather in Oslo right now", "get_weather", {}),
        ("Is it cold in Oslo, in fahrenheit?", "get_weather", {"units": "imperial"}),
        ("Oslo today", "get_forecast", TODAY),
        ("Will it rain in Oslo?", "get_forecast", TODAY),
        ("Do I need an umbrella in Oslo?", "get_forecast", TODAY),
        ("forecast for Oslo", "get_forecast", {"first_day": "today", "days": 3}),
        ("Oslo tomorrow in °C", "get_forecast", {**TOMORROW, "units": "metric"}),
        ("Oslo this weekend", "get_forecast", {"first_day": "2026-11-28", "days": 2}),
        ("next 3 days in Oslo", "get_forecast", {"first_day": "today", "days": 3}),
        ("Oslo for 30 days", "get_forecast", {"first_day": "today", "days": 16}),
        ("Oslo for a week from 5 December", "get_forecast", {"first_day": "2026-12-05", "days": 4}),
    ],
)
def test_a_question_becomes_a_call(
    question: str, tool: str, arguments: dict[str, Any], model: OfflineModel
) -> None:
    """The moment, or the days that it is about, and the units it names."""
    completion = complete(model, user(question))

    assert called(completion) == [(tool, {"place": "Oslo", **arguments})]
    assert completion.content == ""


def asked_of_all_tools(model: OfflineModel, *messages: Message) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls where every tool is offered, with their arguments besides the place."""
    deadline = FakeTime().clock.deadline(10)
    made = called(model.complete(messages, offered_tools(), ASKER, deadline))
    return [
        (name, {key: arguments[key] for key in arguments if key != "place"})
        for name, arguments in made
    ]


@each_row(
    ("question", "tool", "arguments"),
    [
        (
            "Will it rain in Oslo today?",
            "get_hourly_forecast",
            {"first_day": "today", "first_hour": None, "hours": 12},
        ),
        (
            "umbrella in Oslo tonight?",
            "get_hourly_forecast",
            {"first_day": "today", "first_hour": 18, "hours": 12},
        ),
        (
            "Oslo at noon in fahrenheit",
            "get_hourly_forecast",
            {"first_day": "today", "first_hour": 12, "hours": 3, "units": "imperial"},
        ),
        (
            "Oslo on Friday evening",
            "get_hourly_forecast",
            {"first_day": "2026-11-27", "first_hour": 18, "hours": 5},
        ),
        (
            "hourly forecast for Oslo",
            "get_hourly_forecast",
            {"first_day": "today", "first_hour": None, "hours": 24},
        ),
        ("Oslo tomorrow", "get_forecast", TOMORROW),
        ("Oslo in December", "get_forecast", {"first_day": "2026-12-01", "days": 8}),
        ("how is the air in Oslo", "get_air_quality", {}),
        ("any storm warnings for Oslo?", "get_alerts", {}),
        ("sunset in Oslo", "get_sun_and_moon", TODAY),
        ("sunrise in Oslo tomorrow", "get_sun_and_moon", TOMORROW),
        (
            "sunset time in Oslo on 14 july",
            "get_sun_and_moon",
            {"first_day": "2027-07-14", "days": 1},
        ),
        (
            "when did the sun set in Oslo on june 5 1930: sunset",
            "get_sun_and_moon",
            {"first_day": "1930-06-05", "days": 1},
        ),
        ("Oslo yesterday", "get_past_weather", {"first_day": "2026-11-22", "days": 1}),
        (
            "how much snow fell in Oslo last week",
            "get_past_weather",
            {"first_day": "2026-11-16", "days": 7},
        ),
        (
            "weather in Oslo on june 5 1990",
            "get_past_weather",
            {"first_day": "1990-06-05", "days": 1},
        ),
        (
            "sunset in Oslo in the next 30 days",
            "get_sun_and_moon",
            {"first_day": "today", "days": 16},
        ),
    ],
)
def test_each_question_gets_its_tool(
    question: str, tool: str, arguments: dict[str, Any], model: OfflineModel
) -> None:
    """By the hour, by the day, the air, the sky, warnings and the past."""
    assert asked_of_all_tools(model, user(question)) == [(tool, arguments)]


@each_row(
    ("question", "tools"),
    [
        ("weather and air quality in Oslo", ["get_air_quality", "get_weather"]),
        ("storm warnings for Oslo tomorrow", ["get_alerts", "get_forecast"]),
        ("is it warmer in Oslo today than yesterday", ["get_past_weather", "get_forecast"]),
        ("when will it snow in Oslo", ["get_hourly_forecast", "get_forecast"]),
        ("UV index in Oslo in celsius", ["get_air_quality", "get_forecast"]),
        ("UV index today in Oslo and weather", ["get_air_quality", "get_forecast"]),
    ],
)
def test_two_wishes_are_two_calls(question: str, tools: list[str], model: OfflineModel) -> None:
    """Where no tool says all that is asked."""
    assert [name for name, _ in asked_of_all_tools(model, user(question))] == tools


@each_row(("question", "days"), [("Oslo at sunset", 2), ("Oslo at sunset tomorrow", 1)])
def test_the_hours_at_sunset_are_those_of_tomorrow_too_where_today_s_may_be_over(
    question: str, days: int, model: OfflineModel
) -> None:
    """Nobody knows yet when the sun sets there."""
    (_, sky), (_, hours) = asked_of_all_tools(model, user(question))

    assert (sky["days"], hours["hours"]) == (days, days * 24)


@pytest.mark.parametrize(
    ("question", "hour"),
    [
        ("Tokyo in 3 hours", 23),
        ("Springfield, Illinois in 3 hours", 8),
        ("Nether Wallop in 3 hours", 14),
    ],
)
def test_hours_from_now_are_by_the_clock_of_the_place(
    question: str, hour: int, model: OfflineModel
) -> None:
    """Asked at eleven in London; the person's own clock stands in where the place is unknown."""
    ((_, arguments),) = asked_of_all_tools(model, user(question))

    assert (arguments["first_day"], arguments["first_hour"]) == ("today", hour)


@each_row(
    ("question", "when"),
    [
        ("will it be freezing in Wyoming at 9 am", ("today", 9)),
        ("Tokyo at 5 pm", ("tomorrow", 17)),
        ("Nether Wallop at 5 pm", ("today", 17)),
        ("Auckland on Tuesday", ("today", None)),
        ("Auckland on november 25", ("tomorrow", None)),
    ],
)
def test_days_and_hours_are_by_the_clock_of_the_place(
    question: str, when: tuple[str, int | None], model: OfflineModel
) -> None:
    """Asked on a Monday at eleven in London, when Tokyo has evening and Auckland Tuesday."""
    ((_, arguments),) = asked_of_all_tools(model, user(question))

    assert (arguments["first_day"], arguments.get("first_hour")) == when


@each_row(
    ("question", "tools"),
    [
        ("sunset and rain in Oslo tomorrow", ["get_sun_and_moon", "get_forecast"]),
        ("air quality in Oslo, and will it snow?", ["get_air_quality", "get_hourly_forecast"]),
        ("rain warnings for Oslo", ["get_alerts"]),
        ("snow alerts for Oslo", ["get_alerts"]),
        ("sunset in Oslo tomorrow", ["get_sun_and_moon"]),
    ],
)
def test_what_is_asked_beside_a_special_thing_is_looked_up_too(
    question: str, tools: list[str], model: OfflineModel
) -> None:
    """Rain and snow, as the weather in general."""
    assert [name for name, _ in asked_of_all_tools(model, user(question))] == tools


@each_row(
    ("question", "instead"),
    [
        ("Oslo at noon", ("get_forecast", {"place": "Oslo", **TODAY})),
        ("sunset in Oslo tomorrow", ("get_forecast", {"place": "Oslo", **TOMORROW})),
        ("warnings for Oslo", ("get_forecast", {"place": "Oslo", **TODAY})),
        ("air quality in Oslo", ("get_weather", {"place": "Oslo"})),
    ],
)
def test_what_is_not_offered_is_replaced(
    question: str, instead: tuple[str, dict[str, Any]], model: OfflineModel
) -> None:
    """By the tool that comes closest."""
    assert called(complete(model, user(question))) == [instead]


@each_row(
    ("question", "words"),
    [
        (
            "Valhalla KY on feb. the eighteenth 2031 at noon",
            (
                "Forecasts reach 16 days, up to Tuesday 8 December; Tuesday 18 February 2031 at"
                " 12:00 in Valhalla, KY is beyond them."
            ),
        ),
        (
            "weather in Rome and Lima on 1 February 2027",
            (
                "Forecasts reach 16 days, up to Tuesday 8 December; Monday 1 February 2027 in Rome"
                " and Lima is beyond them."
            ),
        ),
        (
            "will it be chilly in my current spot ten weeks from now",
            (
                "Forecasts reach 16 days, up to Tuesday 8 December; Monday 1 February 2027 is"
                " beyond them."
            ),
        ),
        (
            "weather in Rome in June 1930",
            (
                "Past weather is known from 1940 on; Sunday 1 June 1930 to Monday 30 June 1930 in"
                " Rome is before that."
            ),
        ),
        (
            "weather in Rome in 9999 years",
            "Forecasts reach 16 days, up to Tuesday 8 December; that time in Rome is beyond them.",
        ),
        (
            "weather in Rome in 9,999,999 days and the monday after",
            "Forecasts reach 16 days, up to Tuesday 8 December; that time in Rome is beyond them.",
        ),
        (
            "weather in Rome 3 billion days before May 5",
            "Past weather is known from 1940 on; that time in Rome is before that.",
        ),
        (
            "weather on National Tree Day in Perth",
            "I don't know the date of National Tree Day. Which day do you mean for Perth?",
        ),
        (
            "will it rain here on Saturday at 4 pm",
            (
                "Which place do you mean for Saturday 28 November at 16:00? Name one or several,"
                " such as London and Paris."
            ),
        ),
    ],
)
def test_what_can_t_be_looked_up_is_said_with_what_was_understood(
    question: str, words: str, model: OfflineModel
) -> None:
    """The reply names the place and the time, so that a misunderstanding shows."""
    deadline = FakeTime().clock.deadline(10)

    completion = model.complete([user(question)], offered_tools(), ASKER, deadline)

    assert completion.content == f"{words}\n\n{SIGNATURE}"


def test_an_answer_that_ends_early_says_so(model: OfflineModel) -> None:
    """December has more days than a forecast."""
    assert answer(model, "Rome in December", forecast(day())).endswith(
        "\nForecasts reach up to Tuesday 8 December."
    )
    assert answer(model, "Rome last year", forecast(day())).endswith(
        "\nI can show 31 past days at once."
    )
    assert "past days" not in answer(model, "Rome from last Monday to 31 December", forecast(day()))


def test_here_is_not_the_place_of_the_thread(model: OfflineModel) -> None:
    """It is where the person is, which nobody has told."""
    completion = complete(model, *ROME_AND_LIMA, user("and what is it like here?"))

    assert completion.content.startswith("Which place do you mean for ")


@each_row(
    ("reply", "place"),
    [
        ("Illinois", "Springfield, Illinois, United States"),
        ("the one in Massachusetts", "Springfield, Massachusetts, United States"),
        ("MA", "Springfield, Massachusetts, United States"),
        ("in illinois please", "Springfield, Illinois, United States"),
        ("the second one", "Springfield, Massachusetts, United States"),
        ("the 2nd place, please", "Springfield, Massachusetts, United States"),
        ("1", "Springfield, Illinois, United States"),
        ("Springfield, Ohio", "Springfield, Ohio"),
        ("the one in the US", "Springfield"),  # asked once more
        ("Chicago", "Chicago"),
    ],
)
def test_a_reply_chooses_among_places_of_one_name(
    reply: str, place: str, model: OfflineModel
) -> None:
    """The day of the question stays."""
    states = ("Illinois", "Massachusetts")
    choices = [f"Springfield, {state}, United States" for state in states]
    asked = (
        user("weather in Springfield tomorrow"),
        calls({"place": "Springfield", **TOMORROW}, tool="get_forecast"),
        *results({"error": "ambiguous_place", "choices": choices}),
        Message("assistant", "Which one do you mean?"),
    )

    completion = complete(model, *asked, user(reply))

    assert called(completion) == [("get_forecast", {"place": place, **TOMORROW})]


@each_row(
    ("before", "question", "after"),
    [
        ("get_air_quality", "and in Paris?", ("get_air_quality", {})),
        (
            "get_sun_and_moon",
            "and on Friday?",
            ("get_sun_and_moon", {"first_day": "2026-11-27", "days": 1}),
        ),
        ("get_air_quality", "and tomorrow?", ("get_forecast", TOMORROW)),
        ("get_alerts", "and how warm is it now?", ("get_weather", {})),
    ],
)
def test_a_follow_up_keeps_the_tool_where_it_can(
    before: str, question: str, after: tuple[str, dict[str, Any]], model: OfflineModel
) -> None:
    """The air has no other days than today."""
    earlier = [user("Rome?"), calls({"place": "Rome"}, tool=before), *results({})]

    assert asked_of_all_tools(model, *earlier, user(question)) == [after]


def test_every_place_gets_a_call_of_its_own(model: OfflineModel) -> None:
    """All in one turn, in the order of the question, with unique ids and compact arguments."""
    completion = complete(model, user("Weather in Rome, Lower Slaughter and Lima, and in rome?"))

    assert [(call.name, call.arguments) for call in completion.tool_calls] == [
        ("get_weather", '{"place":"Rome"}'),
        ("get_weather", '{"place":"Lower Slaughter"}'),
        ("get_weather", '{"place":"Lima"}'),
    ]
    assert len({call.id for call in completion.tool_calls}) == 3
    assert all(re.fullmatch("[a-zA-Z0-9]{9}", call.id) for call in completion.tool_calls)


@each_row(
    ("question", "start"),
    [
        ("hi", "Hello!"),
        ("Good morning, Weather Bot!", "Hello!"),
        ("Thanks!", "You're welcome"),
        ("ok great, thank you so much for your help", "You're welcome"),
        ("", "I can tell you"),
        ("help", "I can tell you"),
        ("Tell me a joke about London", "I can tell you"),
        ("What time is it in Paris?", "I can tell you"),
        ("Who won the match?", "I can tell you"),
        ("What's the weather?", "Which place"),
        ("and tomorrow?", "Which place"),
        ("weather in Rome yesterday", "I know the weather of today"),
        ("weather in Rome on 25 December", "Forecasts reach 16 days, up to Tuesday 8 December"),
    ],
)
def test_everything_else_gets_a_sentence(question: str, start: str, model: OfflineModel) -> None:
    """It says what it can do, and that it is the offline model."""
    completion = complete(model, user(question))

    assert completion.tool_calls == ()
    assert completion.content.startswith(start)
    assert completion.content.endswith(SIGNATURE)
    assert (completion.prompt_tokens, completion.completion_tokens, completion.extra) == (0, 0, "")
    assert (completion.is_cut_off, completion.is_filtered) == (False, False)


ROME_AND_LIMA = (
    user("Rome and Lima for the weekend in fahrenheit"),
    calls(
        {"place": "Rome", "first_day": "2026-11-28", "days": 2, "units": "imperial"},
        {"place": "Lima", "first_day": "2026-11-28", "days": 2, "units": "imperial"},
        tool="get_forecast",
    ),
    *results({"error": "unavailable"}, {"error": "unavailable"}),
    Message("assistant", "No data."),
)


@each_row(
    ("question", "tool", "arguments"),
    [
        ("and tomorrow?", "get_forecast", {**TOMORROW, "units": "imperial"}),
        ("and now?", "get_weather", {"units": "imperial"}),
        ("will it rain?", "get_forecast", {"first_day": "2026-11-28", "days": 2}),
        ("what about today in celsius?", "get_forecast", {**TODAY, "units": "metric"}),
    ],
)
def test_a_follow_up_without_a_place_means_the_last_ones(
    question: str, tool: str, arguments: dict[str, Any], model: OfflineModel
) -> None:
    """Units stay, and so do the days where the follow-up names none."""
    completion = complete(model, *ROME_AND_LIMA, user(question))

    wanted = {"units": "imperial", **arguments}
    assert called(completion) == [
        (tool, {"place": "Rome", **wanted}),
        (tool, {"place": "Lima", **wanted}),
    ]


@each_row(
    ("question", "start"),
    [
        ("what about Oslo?", "No: mainly clear"),
        ("and in Oslo?", "No: mainly clear"),
        ("which one is warmer?", "Oslo, by 5.8"),
        ("and what's the weather in Oslo?", "**Oslo"),
    ],
)
def test_a_follow_up_asks_what_was_asked_where_it_asks_nothing_itself(
    question: str, start: str, model: OfflineModel
) -> None:
    """Of another place, or another time; questions of their own stay their own."""
    earlier = [
        user("is it raining in Rome?"),
        *(calls({"place": "Rome"}), *results(current("Rome, Italy"))),
    ]
    found = [current(conditions="mainly clear", precipitation="0 mm", temperature="10.0 °C")]
    if question.startswith("which"):
        found.append(current("Rome, Italy"))
    asked = [user(question), calls(*({"place": "Oslo"} for _ in found)), *results(*found)]

    assert complete(model, *earlier, *asked).content.startswith(start)


@pytest.mark.parametrize(
    ("question", "called_with"),
    [
        ("in the evening?", {"first_day": "tomorrow", "first_hour": 18, "hours": 5}),
        ("evening?", {"first_day": "tomorrow", "first_hour": 18, "hours": 5}),
        ("and at 10?", {"first_day": "tomorrow", "first_hour": 10, "hours": 3}),
        ("how much?", {"first_day": "tomorrow", "days": 1}),
        ("and the wind?", {"first_day": "tomorrow", "days": 1}),
    ],
)
def test_a_follow_up_stays_on_the_day_that_was_asked_for(
    question: str, called_with: dict[str, Any], model: OfflineModel
) -> None:
    """Where it names hours alone, or nothing but what it wants to know."""
    earlier = [
        user("will it snow in Rome tomorrow?"),
        calls({"place": "Rome", "first_day": "tomorrow", "days": 1}, tool="get_forecast"),
        *results({}),
    ]

    ((_, arguments),) = asked_of_all_tools(model, *earlier, user(question))

    assert arguments == called_with


@pytest.mark.parametrize(
    ("question", "tool", "days"),
    [
        ("and in Paris?", "get_forecast", 2),
        ("Paris too", "get_forecast", 2),
        ("Weather in Paris?", "get_weather", None),
    ],
)
def test_a_follow_up_with_a_place_keeps_the_days(
    question: str, tool: str, days: int | None, model: OfflineModel
) -> None:
    """A question that starts anew does not."""
    completion = complete(model, *ROME_AND_LIMA, user(question))

    ((name, arguments),) = called(completion)
    assert (name, arguments["place"], arguments.get("days")) == (tool, "Paris", days)


@pytest.mark.parametrize("day", ["monday", "", 5])
def test_a_day_before_that_is_no_date_is_passed_over(day: object, model: OfflineModel) -> None:
    """A follow-up that names hours alone is about the next of them."""
    before = ToolCall("call_1", "get_forecast", json.dumps({"place": "Rome", "first_day": day}))
    made = Message("assistant", "", (before,))

    ((_, arguments),) = asked_of_all_tools(model, made, user("and at 6 pm?"))

    assert (arguments["first_day"], arguments["first_hour"]) == ("today", 18)


def test_hours_that_another_model_asked_for_are_kept_for_another_place(model: OfflineModel) -> None:
    """They are not those that are left of today, which end by the clock of the place."""
    for span in (
        {"first_day": "today", "first_hour": None, "hours": None},
        {"first_day": "today", "first_hour": None, "hours": "14"},
        {"first_day": "today", "first_hour": None, "hours": 3},
        {"first_day": "tomorrow", "first_hour": None, "hours": 14},
        {"first_hour": None},
    ):
        before = ToolCall("call_1", "get_hourly_forecast", json.dumps({"place": "Rome", **span}))
        made = Message("assistant", "", (before,))

        asked = asked_of_all_tools(model, made, user("and in Lisbon?"))

        assert asked == [("get_hourly_forecast", span)]


def test_a_day_that_another_model_has_told_in_its_own_way_is_kept(model: OfflineModel) -> None:
    """Its tool reads it, as it did before."""
    for day in (3, "3", "2026-11-25T15:00"):
        span = {"first_day": day, "days": 1}
        before = ToolCall("call_1", "get_forecast", json.dumps({"place": "Rome", **span}))
        made = Message("assistant", "", (before,))

        asked = asked_of_all_tools(model, made, user("and in Lisbon?"))

        assert asked == [("get_forecast", span)]


def test_earlier_calls_that_can_t_be_read_are_passed_over(model: OfflineModel) -> None:
    """Another model may have written anything into the thread."""
    made = tuple(
        ToolCall(f"call_{number}", name, arguments)
        for number, (name, arguments) in enumerate(
            [
                ("get_weather", "{"),
                ("get_weather", "[1]"),
                ("get_weather", '{"place": 5}'),
                ("get_tides", '{"place": "Brest"}'),
                ("get_weather", '{"place": "Rome"}'),
            ]
        )
    )

    completion = complete(model, Message("assistant", "", made), user("is it cold there?"))

    assert called(completion) == [("get_weather", {"place": "Rome"})]


def test_only_tools_that_are_offered_are_called(model: OfflineModel) -> None:
    """Without the forecast it says that it can't look."""
    deadline = FakeTime().clock.deadline(10)

    completion = model.complete([user("Rome tomorrow")], TOOLS[:1], ASKER, deadline)

    assert completion.tool_calls == ()
    assert completion.content.startswith("I can't look that up")


def test_a_turn_that_may_call_nothing_says_that_it_can_t_look(model: OfflineModel) -> None:
    """Though the tools are there."""
    completion = complete(model, user("Oslo?"), may_call_tools=False)

    assert completion.tool_calls == ()
    assert completion.content.startswith("I can't look that up")


def test_a_conversation_without_a_question_gets_the_help_text(model: OfflineModel) -> None:
    """There is nothing to answer in a lone system message."""
    assert complete(model, Message("system", "Be brief.")).content.startswith("I can tell you")


def current(place: str = "Oslo, Norway", **figures: Any) -> dict[str, Any]:
    """Return what get_weather gives for a place."""
    return {
        "place": place,
        "local_time": "Mon 2026-11-23 12:00",
        "conditions": "light rain",
        "temperature": "4.2 °C",
        "feels_like": "1.0 °C",
        "humidity": "81 %",
        "wind": "14 km/h from SW",
        "gusts": None,
        "precipitation": "0.2 mm",
        **figures,
    }


def test_the_full_moon_of_ones_own_place_is_told_with_its_sky(model: OfflineModel) -> None:
    """Of no place in particular it is said to be so all over the Earth."""
    day = {"date": "2026-11-23", "sunrise": "08:33", "sunset": "15:32", "moon": "waxing gibbous"}
    sky = {"place": "Oslo, Norway", "days": [day], "next_full_moon": "2026-12-24"}

    words = answer(model, "When is the next full moon?", sky)

    assert words.startswith("The next full moon is on Thursday 24 December. **Oslo, Norway**")


def day(date: str = "2026-11-24", **figures: Any) -> dict[str, Any]:
    """Return one day as get_forecast gives it."""
    return {
        "date": date,
        "conditions": "showers",
        "high": "8.4 °C",
        "low": "3.1 °C",
        "precipitation": "2.5 mm",
        "precipitation_probability": "70 %",
        "wind": "20 km/h",
        **figures,
    }


def forecast(*days: object, place: str = "Oslo, Norway") -> dict[str, Any]:
    """Return what get_forecast gives for a place."""
    return {"place": place, "days": list(days)}


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            {"gusts": "30 km/h"},
            (
                "**Oslo, Norway**: 4.2 °C and light rain at 12:00 local time.\n"
                "Feels like 1.0 °C, wind 14 km/h from SW, gusts 30 km/h, humidity 81 %,"
                " precipitation 0.2 mm."
            ),
        ),
        (
            {"other_places_of_that_name": ["Oslo, Minnesota", "Oslo, Florida", "Oslo, Texas"]},
            (
                "**Oslo, Norway** (not Oslo, Minnesota or Oslo, Florida): 4.2 °C and light rain at"
                " 12:00 local time.\nFeels like 1.0 °C, wind 14 km/h from SW, humidity 81 %,"
                " precipitation 0.2 mm."
            ),
        ),
        (
            {"precipitation": "0.0 mm", "feels_like": None, "humidity": None, "wind": None},
            "**Oslo, Norway**: 4.2 °C and light rain at 12:00 local time.",
        ),
    ],
)
def test_one_place_now_is_a_sentence_or_two(
    figures: dict[str, Any], words: str, model: OfflineModel
) -> None:
    """What is not known is left out."""
    assert answer(model, "Oslo?", current(**figures)) == words


def test_nothing_known_is_said_so(model: OfflineModel) -> None:
    """A result in which every figure is null still gives an answer."""
    nothing = dict.fromkeys(current(), None) | {"place": "Oslo"}

    assert answer(model, "Oslo?", nothing) == "**Oslo**: no temperature is known."
    assert answer(model, "rain in Oslo?", nothing) == "**Oslo**: no temperature is known."
    assert answer(model, "x", nothing, forecast({}, place="Rome")) == (
        "- **Oslo**: no figures are known\n- **Rome**, that day: no figures are known"
    )
    assert "no figures" in answer(model, "x", forecast(place="Rome"))
    assert "no figures" in answer(model, "x", {"place": "Rome", "days": None})


def test_one_day_is_a_sentence_and_several_are_a_list(model: OfflineModel) -> None:
    """Each day has its date, conditions, low to high and rain."""
    tuesday = day()
    wednesday = day("2026-11-25", precipitation="0.0 mm", precipitation_probability=None)

    assert answer(model, "Oslo tomorrow", forecast(tuesday)) == (
        "**Oslo, Norway**, Tuesday 24 November: showers, 3.1 °C to 8.4 °C, rain 70 % (2.5 mm)."
        "\nWind 20 km/h."
    )
    assert answer(model, "Oslo", forecast(tuesday, wednesday)) == (
        "**Oslo, Norway**:\n"
        "- Tuesday 24 November: showers, 3.1 °C to 8.4 °C, rain 70 % (2.5 mm)\n"
        "- Wednesday 25 November: showers, 3.1 °C to 8.4 °C"
    )
    assert answer(model, "Oslo", forecast(day(wind=None, precipitation_probability=None))).endswith(
        "3.1 °C to 8.4 °C, 2.5 mm."
    )


def test_several_places_are_a_list_in_call_order(model: OfflineModel) -> None:
    """Current conditions, days and errors side by side."""
    words = answer(
        model,
        "rain in three places",
        current(),
        forecast(day(), place="Rome"),
        {"error": "unavailable", "message": "timed out"},
    )

    assert words == (
        "Yes: Oslo, Monday 23 November (light rain, 0.2 mm),"
        " Rome, Tuesday 24 November (70 %, showers, 2.5 mm).\n"
        "- **Oslo, Norway**: 4.2 °C, light rain, feels like 1.0 °C, wind 14 km/h from SW\n"
        "- **Rome**, Tuesday 24 November: showers, 3.1 °C to 8.4 °C, rain 70 % (2.5 mm)\n"
        "- **Place 2**: There is no data for Place 2 right now. timed out"
    )


@each_row(
    ("result", "start"),
    [
        (forecast(day()), "Yes: 70 %, showers (2.5 mm). **Oslo"),
        (
            forecast(day(precipitation_probability="49 %")),
            "Perhaps: 49 %, showers (2.5 mm). **Oslo",
        ),
        (forecast(day(precipitation_probability=None)), "Yes: showers (2.5 mm). **Oslo"),
        (
            forecast(day(precipitation_probability=None, precipitation="0.0 mm")),
            "Perhaps: showers. **Oslo",
        ),
        (
            forecast(day(precipitation_probability=None, precipitation=None)),
            "Yes: showers. **Oslo",
        ),
        (
            forecast(day(precipitation_probability=None, precipitation=None, conditions=None)),
            "**Oslo",
        ),
        (current(), "Yes: light rain (0.2 mm). **Oslo"),
        (current(precipitation="0.0 mm", conditions="fog"), "No: fog. **Oslo"),
        (current(precipitation=None, conditions="light snow"), "Yes: light snow. **Oslo"),
        (current(precipitation=None, conditions=None), "**Oslo"),
    ],
)
def test_a_question_about_rain_is_answered_with_yes_or_no(
    result: dict[str, Any], start: str, model: OfflineModel
) -> None:
    """By probability, else by amount or conditions; not at all when nothing is known."""
    assert answer(model, "Do I need an umbrella?", result).startswith(start)


@each_row(
    ("result", "words"),
    [
        (
            {"error": "unknown_place", "suggestions": ["Pisa, Italy", "Pila, Poland"]},
            "I don't know a place called Place 0; did you mean Pisa, Italy or Pila, Poland?",
        ),
        ({"error": "unknown_place"}, "I don't know a place called Place 0."),
        (
            {"error": "ambiguous_place", "choices": ["Springfield, Ohio", "Springfield, Iowa"]},
            (
                "There are several places called Place 0: Springfield, Ohio; Springfield, Iowa."
                " Which one do you mean?"
            ),
        ),
        (
            {"error": "unknown_place", "suggestions": [*"ABCDEFGHI"]},
            (
                "I don't know a place called Place 0; did you mean"
                " A or B or C or D or E or F or G or H?"
            ),
        ),
        (
            {"error": "limit"},
            (
                "I can't look up so many places for one question; please ask for Place 0 in"
                " another one."
            ),
        ),
        ({"error": "failed"}, "Something went wrong while I looked up Place 0."),
        ({"error": "unknown_tool"}, "I have no way to look that up for Place 0."),
        (
            {"error": "bad_arguments"},
            "I couldn't make out what to look up for Place 0; please ask in other words.",
        ),
        (
            {"error": "cut_off"},
            "I was interrupted before I could look up Place 0; please ask again.",
        ),
        ({"error": "new"}, NEUTRAL),
        ({"error": ["new"]}, NEUTRAL),
    ],
)
def test_errors_are_plain_words(result: dict[str, Any], words: str, model: OfflineModel) -> None:
    """The person reads what to do, and nothing of what the model is told."""
    told = result | {"message": "Call get_weather again."}

    assert answer(model, "Place 0?", told) == words
    assert answer(model, "x", told, current()).startswith(f"- **Place 0**: {words}\n")


def test_why_there_is_no_report_is_said(model: OfflineModel) -> None:
    """It is a sentence for people too."""
    told = {"error": "unavailable", "message": "'Asia' is too large to have one weather."}

    assert answer(model, "Asia?", told) == (
        "There is no data for Place 0 right now. 'Asia' is too large to have one weather."
    )
    assert answer(model, "Asia?", {"error": "unavailable"}) == (
        "There is no data for Place 0 right now."
    )


def test_every_error_of_tools_and_batch_has_words_of_its_own(model: OfflineModel) -> None:
    """One that is added later needs them too."""
    modules = [ROOT / "bot/answering/batch.py", *ROOT.glob("bot/tools/*.py")]
    code = "\n".join(path.read_text() for path in modules)
    names = set(re.findall(r'(?:"error": |_error\()"(\w+)"', code))
    assert {"unknown_place", "unavailable", "limit", "failed", "bad_arguments"} <= names

    told = [answer(model, "Place 0?", {"error": name}) for name in names]

    assert len({*told, NEUTRAL}) == len(names) + 1


def test_foreign_text_stays_short_and_plain(model: OfflineModel) -> None:
    """Names from outside can't format the answer or flood it."""
    words = answer(model, "x", current(place="**[Oslo](http://evil)**\n" + "o" * 5000))

    assert words.startswith("**Oslo(http://evil) ooo")
    assert len(words) < 500


def test_only_results_of_this_question_are_worded(model: OfflineModel) -> None:
    """Other questions of the thread may have used the same ids."""
    earlier = [user("Rome?"), calls({"place": "Rome"}), *results(current("Rome, Italy"))]

    asked_anew = complete(model, *earlier, user("Oslo?"))
    answered = complete(
        model, *earlier, user("Oslo?"), calls({"place": "Oslo"}), *results(current())
    )

    assert called(asked_anew) == [("get_weather", {"place": "Oslo"})]
    assert answered.content.startswith("**Oslo, Norway**: 4.2 °C")
    assert "Rome" not in answered.content


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What's the weather?", ["Paris, Texas, United States"]),
        ("Will it rain here tomorrow?", ["Paris, Texas, United States"]),
        ("here and London", ["Paris, Texas, United States", "London"]),
        ("is it warmer in Lisbon than here?", ["Lisbon", "Paris, Texas, United States"]),
        ("is it colder here than in Oslo?", ["Paris, Texas, United States", "Oslo"]),
        ("rain in Rome or at home tomorrow?", ["Rome", "Paris, Texas, United States"]),
        ("what's it like here vs Honolulu", ["Paris, Texas, United States", "Honolulu"]),
        ("is it cold here in one hour?", ["Paris, Texas, United States"]),
        ("is it cold here in Oslo?", ["Oslo"]),
        ("it's lovely here, how is Miami?", ["Miami"]),
        ("weather in Rome?", ["Rome"]),
    ],
)
def test_a_question_without_a_place_means_ones_home(
    model: OfflineModel, question: str, places: list[str]
) -> None:
    """Where the person has set one."""
    asker = replace(ASKER, home="Paris, Texas, United States")

    turn = model.complete([user(question)], TOOLS, asker, FakeTime().clock.deadline(10))

    assert [arguments["place"] for _, arguments in called(turn)] == places


def test_a_follow_up_means_the_places_it_follows_rather_than_home(model: OfflineModel) -> None:
    """The conversation says which."""
    asker = replace(ASKER, home="Oslo, Norway")
    talk = [user("Rome?"), calls({"place": "Rome"}), *results(current()), user("and tomorrow?")]

    turn = model.complete(talk, TOOLS, asker, FakeTime().clock.deadline(10))

    assert [arguments["place"] for _, arguments in called(turn)] == ["Rome"]


@pytest.mark.parametrize(
    ("messages", "start"),
    [
        ([user("Oslo?"), calls({"place": "Oslo"}), *results(current())], "**Oslo, Norway**: 4.2"),
        ([user("Thanks!")], "You're welcome"),
        ([user("What's the weather?")], "Which place"),
    ],
    ids=["results", "small talk", "no place"],
)
def test_words_need_no_time(messages: list[Message], start: str, model: OfflineModel) -> None:
    """What is known already is said after the deadline too."""
    over = FakeTime().clock.deadline(0)

    assert model.complete(messages, TOOLS, ASKER, over).content.startswith(start)


def test_looking_up_needs_time(model: OfflineModel) -> None:
    """Calls that nothing can answer any more are not made."""
    over = FakeTime().clock.deadline(0)

    with pytest.raises(DeadlineError):
        model.complete([user("Oslo?")], TOOLS, ASKER, over)


def test_warnings_hints_and_the_signature_are_in_the_language_of_the_question(
    model: OfflineModel,
) -> None:
    """Which the turn tells too, for what is put below the words."""
    hints = ["Mon 2026-11-23: gusts up to 82 km/h in the forecast"]
    data = {**current(), "alerts": [], "official": True, "hints": hints}
    asked = [
        user("Gibt es Warnungen für Oslo?"),
        *(calls({"place": "Oslo"}, tool="get_alerts"), *results(data)),
    ]

    turn = complete(model, *asked)

    assert "Montag, 23. November: Böen bis 82 km/h in der Vorhersage" in turn.content
    assert turn.content.endswith(
        "_Formuliert vom eingebauten Offline-Modell, nicht von einem Sprachmodell._"
    )
    assert turn.language == "de"


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("paris on monday, lyon tuesday, nice wednesday", [23, 24, 25]),
        ("rome monday then florence tuesday and then siena wed", [23, 24, 25]),
        ("Rome on Sunday and Florence on Monday", [29, 30]),
        ("Sunday morning in Rome, Monday morning in Florence", [29, 30]),
        ("Tue Rome, Wed Florence, Sat Siena", [24, 25, 28]),
        ("Tuesday: Cork. Wednesday: Galway.", [24, 25]),
        ("Oslo tue and thu", [24, 26]),
    ],
)
def test_each_leg_of_a_trip_has_its_day(
    question: str, days: list[int], model: OfflineModel
) -> None:
    """With or without a word that leads to a place."""
    asked = called(complete(model, user(question)))

    assert [arguments["first_day"] for _, arguments in asked] == [
        {23: "today", 24: "tomorrow"}.get(day, f"2026-11-{day}") for day in days
    ]
