"""Whatever a model writes as tool calls, its server accepts the next request."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Turn, error_fault, text_turn, tool_turn
from fakes.clock import MONDAY
from fakes.model_bench import Stage, stage_of
from fakes.questions import question
from fakes.rows import each_row
from fakes.serving import serve
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.agent import Response
from bot.answering.conversation import Surroundings, apology
from bot.answering.prompts import Prompt
from bot.answering.tool_calls import kept, sent_back, sound_calls
from bot.bootstrap.engine import Engine, build_engine
from bot.calls import call_id_of, json_values, named_tool, read_arguments
from bot.clock import system_clock
from bot.errors import BadRequestError, ToolError
from bot.messages import Asker, Message, ToolCall
from bot.settings import load_settings
from bot.storage.past.pairing import paired
from bot.telemetry import Trace
from bot.tools import Tool, schema_of
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.tools.hourly_forecast import HourlyForecast

Json = dict[str, Any]
stage = stage_of("chat", "responses")


@dataclass(frozen=True)
class Asked:
    """A question of a thread, and what its model does.

    Attributes:
        rounds: The calls of its first turn, of its second and so on; then it answers.
        too_long_at: The number of the request that its server finds too long, if any.
    """

    rounds: list[list[Json]]
    too_long_at: int | None = None


@dataclass
class Talk:
    """An engine before a model that makes the calls it is told to and then answers.

    Attributes:
        asked: The question that is being answered.
        was_bare: Whether what its server found too long was the question alone; None when it has
            found nothing too long.
    """

    engine: Engine
    model: FakeChatModel
    asked: Asked = field(default_factory=lambda: Asked([]))
    was_bare: bool | None = None
    channels: Iterator[int] = field(default_factory=itertools.count)

    def play(self, request: ChatRequest) -> Turn:
        """Return the model's turn; it counts no tokens, so that every window is of one size."""
        messages = request.messages
        newest = max(n for n, message in enumerate(messages) if message["role"] == "user")
        if len(self.model.requests) - 1 == self.asked.too_long_at:
            self.was_bare = newest == 1
            return error_fault(400, "It is too long.", "context_length_exceeded", "messages")
        made = sum("tool_calls" in message for message in messages[newest:])
        may_call = request.body.get("tool_choice") != "none"
        if may_call and made < len(self.asked.rounds):
            return tool_turn(*self.asked.rounds[made], prompt_tokens=0)
        return text_turn("Done.", prompt_tokens=0)

    def respond(self, *calls: Json, then: Sequence[Json] = ()) -> tuple[Response, list[Json]]:
        """Return the agent's response, and the results that the model was shown."""
        self.begin(Asked([list(calls), *([list(then)] if then else [])]))
        clock = self.engine.clock
        response = self.engine.conversation.agent.respond(
            Prompt("You are a weather assistant.", (), (), Message("user", "weather?")),
            Asker(MONDAY),
            clock.deadline(30),
            lambda *_: None,
            Trace("test", clock),
        )
        shown = [m for m in self.model.requests[-1].messages if m["role"] == "tool"]
        return response, shown

    def hold(self, thread: Sequence[Asked]) -> Iterator[list[ChatRequest]]:
        """Ask the questions of a new thread, named q0, q1 and so on; yield each one's requests."""
        channel = f"C{next(self.channels)}"
        for number, asked in enumerate(thread):
            self.begin(asked)
            text, clock = f"q{number}", self.engine.clock
            item = question(text, ts=f"{100 + number}.0", thread="99.0", channel=channel)
            answer = self.engine.conversation.answer(
                item,
                Asker(MONDAY),
                clock.deadline(30),
                Surroundings(lambda *_: None, lambda _: ()),
                Trace(item.reference, clock),
            )
            with self.engine.database.transaction() as transaction:
                self.engine.history.append(transaction, item, answer)
            assert answer.reply.text == (apology(item, "en").text if self.was_bare else "Done.")
            yield list(self.model.requests)

    def begin(self, asked: Asked) -> None:
        """Put a question on, with nothing sent yet."""
        self.asked, self.was_bare = asked, None
        self.model.requests.clear()
        self.model.refusals.clear()


@contextmanager
def talk_on(api: str) -> Iterator[Talk]:
    """Yield one on an API, with short histories; no fallback hides what goes wrong."""
    parts: list[Talk] = []

    def script(received: ChatRequest) -> Turn:
        return parts[0].play(received)

    model = FakeChatModel(script)
    with serve(model.app) as url:
        environ = {
            "OPENAI_BASE_URL": f"{url}/v1",
            "OPENAI_API_KEY": "test-key",
            "OPENAI_MODEL": "m",
            "WEATHER_PROVIDER": "simulated",
            "DATABASE_URL": "sqlite://",
            "MODEL_FALLBACK": "false",
            "HISTORY_MAX_TOKENS": "500",
            "CHAT_API": api,
        }
        settings = load_settings(environ, needs_slack=False)
        with closing(build_engine(settings, system_clock(), may_simulate=False)) as engine:
            parts.append(Talk(engine, model))
            yield parts[0]


@pytest.fixture(scope="module")
def talks() -> Iterator[dict[str, Talk]]:
    """One on each API for all tests, by the API's name."""
    with talk_on("chat") as chat, talk_on("responses") as responses:
        yield {"chat": chat, "responses": responses}


@pytest.fixture(params=["chat", "responses"])
def talk(request: pytest.FixtureRequest, talks: dict[str, Talk]) -> Talk:
    """Each of them."""
    return talks[request.param]


def call(call_id: str, name: str, arguments: Any) -> Json:
    """Return a call in the API's JSON; arguments that are text stay as they are."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": text}}


def errors(shown: list[Json]) -> list[str | None]:
    """Return the error in each result, None for none."""
    return [json.loads(item["content"]).get("error") for item in shown]


arguments = st.one_of(
    st.text(),
    st.fixed_dictionaries({"place": st.sampled_from(["Oslo", "Rome", "Nowhereville"])}),
    st.dictionaries(st.text(), st.integers()),
    st.fixed_dictionaries(
        {
            "tool_uses": st.lists(
                st.fixed_dictionaries(
                    {
                        "recipient_name": st.text(),
                        "parameters": st.dictionaries(st.text(), st.text()),
                    }
                ),
                max_size=3,
            )
        }
    ),
)
names = st.one_of(
    st.sampled_from(["get_weather", "get_forecast", "multi_tool_use.parallel", "functions.x"]),
    st.text(),
)
ids = st.one_of(st.sampled_from(["", "a", "b"]), st.text())


some_calls = st.builds(call, ids, names, arguments)


@given(
    made=st.lists(some_calls, min_size=1, max_size=140),
    then=st.lists(some_calls, max_size=5),
)
@example(made=[call("", "get_weather", {"place": "Oslo"})] * 140, then=[])
@example(made=[call("a", "get_weather", {})], then=[call("a", "get_weather", {})])
@example(made=[call("a", "x" * 65, {}), call("b", f".{'x' * 80}", {})], then=[])
def test_any_calls_get_one_result_each_and_a_next_request_that_is_accepted(
    talks: dict[str, Talk], made: list[Json], then: list[Json]
) -> None:
    """Whatever their number, ids, names and arguments, in one turn and in the next, on each API."""
    for talk in talks.values():
        response, shown = talk.respond(*made, then=then)

        turns = [m for m in talk.model.requests[-1].messages if m["role"] == "assistant"]
        sent = [[item["id"] for item in turn["tool_calls"]] for turn in turns]
        all_sent = [call_id for ids in sent for call_id in ids]
        assert response.text == "Done."
        assert talk.model.refusals == []
        assert [item["tool_call_id"] for item in shown] == all_sent
        assert len(all_sent) == len(set(all_sent))
        assert max(map(len, sent)) <= 128
        assert len(sent) == (2 if then else 1)


some_asked = st.builds(
    Asked,
    st.lists(st.lists(some_calls, min_size=1, max_size=5), max_size=2),
    st.sampled_from([None, None, 0, 1]),
)
long = [call("call_1", "get_weather", {"place": place}) for place in ("Oslo", "Rome", "Lima")]
short = [call("a", "x", {})]
stored_before = [call("t1000_1", "x", {})]


@given(thread=st.lists(some_asked, min_size=2, max_size=3))
@example(thread=[Asked([long, long])] * 3)
@example(thread=[Asked([long]), Asked([long], too_long_at=1), Asked([long])])
@example(thread=[Asked([long]), Asked([short]), Asked([short], too_long_at=0)])
@example(thread=[Asked([short * 140]), Asked([]), Asked([short])])
@example(thread=[Asked([short]), Asked([stored_before])])
def test_any_calls_leave_a_thread_that_is_accepted(
    talks: dict[str, Talk], thread: list[Asked]
) -> None:
    """Whatever is stored of them, cut off from the window or left out since it was too long."""
    for talk in talks.values():
        for requests in talk.hold(thread):
            assert talk.model.refusals == []
            assert 1 <= len(requests) <= 6


def test_the_window_of_a_thread_moves_on(talk: Talk) -> None:
    """What falls out of it is whole questions: no result is left without its call."""
    *_, requests = talk.hold([Asked([long])] * 4)

    said = [[m["content"] for m in request.messages] for request in requests]
    assert talk.model.refusals == []
    assert all("q0" not in texts and texts.count("q3") == 1 for texts in said)
    assert all("q2" in texts for texts in said)


CALLED = call("a", "get_weather", {})
LONG_ID, LONG_NAME = "x" * 65, call("a", "x" * 65, {})

# Per turn: its calls, and the ids of the results behind it.
REFUSED: dict[str, tuple[list[tuple[list[Json], list[str]]], str]] = {
    "no result": ([([CALLED], [])], "did not have response messages: a|No tool output found"),
    "one of two results": (
        [([CALLED, call("b", "t", {})], ["b"])],
        "did not have response messages: a|No tool output found for function call a",
    ),
    "two results": ([([CALLED], ["a", "a"])], "Duplicate value|No tool call found"),
    "a result alone": ([([], ["a"])], "must be a response to a preceding|No tool call found"),
    "an id twice in a turn": ([([CALLED, CALLED], ["a", "a"])], "Duplicate"),
    "an id in two turns": ([([CALLED], ["a"]), ([CALLED], ["a"])], "Duplicate"),
    "a long id": ([([call(LONG_ID, "t", {})], [LONG_ID])], "maximum length (40|64), but got"),
    "no id": ([([call("", "t", {})], [""])], "minimum length 1"),
    "a long name": ([([LONG_NAME], ["a"])], "maximum length 64, but got"),
    "a name with a dot": ([([call("a", "x.y", {})], ["a"])], "does not match pattern"),
    "a name with a line": ([([call("a", "x\n", {})], ["a"])], "does not match pattern"),
    "no name": ([([call("a", "", {})], ["a"])], "does not match pattern"),
}


@each_row(("turns", "said"), REFUSED.values(), ids=REFUSED)
def test_what_the_apis_refuse_is_refused_here(
    stage: Stage, turns: list[tuple[list[Json], list[str]]], said: str
) -> None:
    """Or the tests above would hold nothing."""
    sent = [Message("user", "weather?")]
    for calls, ids in turns:
        made = tuple(ToolCall(item["id"], **item["function"]) for item in calls)
        sent.append(Message("assistant", "" if made else "Well.", made))
        sent += [Message("tool", "{}", tool_call_id=call_id) for call_id in ids]
    bench, dialect = stage.open_bench(), stage.dialect
    body = {"model": "m", **dialect.write_messages(sent)}

    with pytest.raises(BadRequestError):
        bench.client.post(dialect.path, body, bench.deadline)

    assert re.search(said, bench.fake.refusals[0])


def test_results_in_another_order_are_accepted_by_both_apis(talk: Talk) -> None:
    """Each is known by its id."""
    calls = (ToolCall("a", "t", "{}"), ToolCall("b", "t", "{}"))
    results = [Message("tool", "{}", tool_call_id=call_id) for call_id in "ba"]
    asked = [Message("user", "weather?"), Message("assistant", "", calls), *results]
    talk.begin(Asked([]))

    completion = talk.engine.answering.agent.model.complete(
        asked, (), Asker(MONDAY), system_clock().deadline(20)
    )

    assert completion.content == "Done."


def test_a_wrapped_batch_is_unwrapped(talk: Talk) -> None:
    """Models invent `multi_tool_use.parallel` now and then; each call inside is answered."""
    uses = [
        {"recipient_name": "functions.get_weather", "parameters": {"place": place}}
        for place in ("Oslo", "Rome")
    ]
    uses.append({"recipient_name": "functions.get_stocks", "parameters": {}})

    for name in ("multi_tool_use.parallel", "multi_tool_use_parallel", "functions.parallel"):
        _, shown = talk.respond(
            call("x", name, {"tool_uses": uses}), call("y", "get_weather", {"place": "Paris"})
        )

        assert errors(shown) == [None, None, "unknown_tool", None]


def test_what_a_server_put_beside_a_wrapper_goes_back_with_the_first_of_its_calls() -> None:
    """It is the signature of one thought, and no two calls have the same id."""
    uses = [{"recipient_name": "get_weather", "parameters": {"place": n}} for n in ("Oslo", "Rome")]
    wrapper = ToolCall("call_1", "parallel", json.dumps({"tool_uses": uses}), '{"signed":1}')

    first, second = sound_calls([wrapper])

    assert (first.id, first.extra) == ("call_1", '{"signed":1}')
    assert second.id != first.id
    assert second.extra == ""
    both = ToolCall("call_1", "get_weather", '{"place":"Oslo"}{"place":"Rome"}', '{"signed":1}')
    assert [each.extra for each in sound_calls([both], TOOLS)] == ['{"signed":1}', ""]


def test_arguments_are_rewritten_in_their_own_letters() -> None:
    """A server counts each escaped one as several; a schema in their place breaks nothing."""
    calls = [ToolCall("a", "get_weather", '{"location": "Tromsø"}')]
    calls.append(ToolCall("b", "get_weather", '[{"name": "place", "type": "string"}]'))
    uses = [{"recipient_name": "get_weather", "parameters": {"place": "Tromsø"}}]
    calls.append(ToolCall("c", "parallel", json.dumps({"tool_uses": uses})))

    read = sound_calls(calls, (CurrentWeather(),))

    assert [call.id for call in read] == ["a", "b", "c"]
    assert read[0].arguments == read[2].arguments == '{"place": "Tromsø"}'


def test_half_a_letter_in_rewritten_arguments_becomes_a_question_mark() -> None:
    """No request could be sent with it."""
    half = '{"x": "\\ud83c", "location": "Oslo"}'
    uses = f'{{"tool_uses": [{{"recipient_name": "unknown", "parameters": {half}}}]}}'
    calls = [ToolCall("a", "get_weather", half), ToolCall("b", "parallel", uses)]

    read = [json.loads(each.arguments) for each in sound_calls(calls, (CurrentWeather(),))]

    assert read == [{"x": "?", "place": "Oslo"}, {"x": "?", "location": "Oslo"}]


def test_a_wrapper_is_read_up_to_its_limit() -> None:
    """It holds the arguments of many calls, as objects or as text; one of none stays a call."""

    def unwrapped(characters: int) -> list[str]:
        text = json.dumps({"place": "x" * characters})
        uses = [{"recipient_name": "functions.t", "parameters": text}] * 2
        wrapper = ToolCall("a", "functions.parallel", json.dumps({"tool_uses": uses}))
        return [each.arguments == text for each in sound_calls([wrapper])]

    assert unwrapped(99_000) == [True, True]
    assert unwrapped(100_000) == [False]
    for none in ("[]", "{}", '{"a": 1}', '"x"', "5"):
        stays = ToolCall("a", "multi_tool_use_parallel", f'{{"tool_uses": {none}}}')
        assert sound_calls([stays]) == (stays,)


def test_what_is_no_call_in_a_wrapper_is_one_of_no_tool() -> None:
    """It costs no call beside it, and the model is told so by its result."""
    named = {"recipient_name": "t", "parameters": {"a": 1}}
    uses = ["x", 5, {"recipient_name": 7}, named | {"name": "u", "arguments": {}}]
    wrapper = ToolCall("a", "functions.parallel", json.dumps({"tool_uses": uses}))

    read = [(each.name, each.arguments) for each in sound_calls([wrapper])]

    assert read == [("unnamed", "{}"), ("unnamed", "{}"), ("7", "{}"), ("t", '{"a": 1}')]


def test_a_call_in_a_wrapper_may_be_written_as_any_other() -> None:
    """With the names of a call for its name and its arguments, or for one of both."""
    uses = [
        {"name": "functions.t", "arguments": {"a": 1}},
        {"recipient_name": "functions.t", "arguments": '{"a": 1}'},
        {"name": "t", "parameters": {"a": 1}},
    ]
    wrapper = ToolCall("a", "functions.parallel", json.dumps({"tool_uses": uses}))

    read = [(each.name, each.arguments) for each in sound_calls([wrapper])]

    assert read == [("t", '{"a": 1}')] * 3


def test_a_wrapper_that_cannot_be_read_is_an_unknown_tool(talk: Talk) -> None:
    """Its name is rewritten, since the API would refuse it."""
    _, shown = talk.respond(call("x", "multi_tool_use.parallel", "{"))

    assert errors(shown) == ["unknown_tool"]


@pytest.mark.parametrize("ids", [("a", "a", "a"), ("", "", ""), ("call_2", "", "x" * 41)])
def test_ids_that_cannot_be_told_apart_are_replaced(talk: Talk, ids: tuple[str, ...]) -> None:
    """Before anything is stored: a repeated id would poison the thread."""
    made = [
        call(i, "get_weather", {"place": p})
        for i, p in zip(ids, ["Oslo", "Rome", "Paris"], strict=True)
    ]

    response, shown = talk.respond(*made)

    assert errors(shown) == [None, None, None]
    stored = [m.tool_call_id for m in response.messages if m.role == "tool"]
    assert len(set(stored)) == 3


def test_endless_arguments_are_answered_and_not_sent_back(talk: Talk) -> None:
    """They would fill the prompt of every later question."""
    _, shown = talk.respond(
        call("a", "get_weather", {"place": "x" * 200_000}),
        call("b", "get_weather", {"place": "Oslo"}),
    )

    assert errors(shown) == ["bad_arguments", None]
    assert len(json.dumps(talk.model.requests[-1].body)) < 20_000


def test_no_arguments_count_as_none(talk: Talk) -> None:
    """Some models write nothing where they mean {}."""
    _, shown = talk.respond(call("a", "get_weather", ""))

    assert errors(shown) == ["bad_arguments"]
    assert "'place' is missing" in shown[0]["content"]


def test_calls_beyond_the_limit_are_told_so(talk: Talk) -> None:
    """64 are answered, and no more than 128 are sent back."""
    made = [call(f"c{n}", "get_weather", {"place": "Oslo"}) for n in range(200)]

    _, shown = talk.respond(*made)

    assert errors(shown) == [None] * 64 + ["limit"] * 64


def test_readable_arguments_are_sent_back_as_they_were() -> None:
    """Only those that no server could read are left out."""
    calls = [
        ToolCall("a", "t", '{ "place": "Oslo" }'),
        ToolCall("b", "t", "{"),
        ToolCall("c", "t", ""),
    ]

    assert [item.arguments for item in sent_back(calls)] == ['{ "place": "Oslo" }', "{}", "{}"]


def test_arguments_and_the_values_in_them_are_bounded() -> None:
    """An empty text is an empty object; what is no object is none."""
    longest = json.dumps({"place": "x" * 3987})
    assert len(longest) == 4000

    assert read_arguments(longest) == json.loads(longest)
    assert read_arguments(longest + " ") is None
    assert read_arguments("\u00a0{} ", limit=4) == read_arguments(" ") == read_arguments("") == {}
    for text in ("[]", "null", "{", '{"x": NaN}', "[" * 3000, '"x"'):
        assert read_arguments(text) is None
    assert json_values("7 " * 200) == [7] * 128
    assert json_values('{"a": 1}, [2]; "c"\n4') == [{"a": 1}, [2], "c", 4]
    assert json_values("7 x") == json_values("[" * 3000) == json_values("}") == []
    assert json_values('""') == [""]


def test_an_id_is_made_of_nine_letters_or_digits() -> None:
    """The same of the same seed, even of half a letter."""
    ids = [call_id_of(seed) for seed in ("", "a", "b", "\udcfc", "x" * 9999)]

    assert len(set(ids)) == 5
    assert all(re.fullmatch("[0-9a-f]{9}", each) for each in ids)
    assert call_id_of("a") == ids[1]


def test_sound_calls_stay_as_they_are() -> None:
    """Ids are the model's own wherever they can be."""
    calls = (ToolCall("call_1", "get_weather", "{}"), ToolCall("toolu_01.x:y", "a-b", "{}"))

    assert sound_calls(calls) == calls


@each_row(
    ("written", "sent"),
    [
        *((name, "x") for name in ("x", " x\n", "functions.x", " functions.x")),
        *(("x.y", "x_y"), ("x y", "x_y"), ("é-1_Z", "_-1_Z"), ("x" * 64, "x" * 64)),
        *(("x" * 65, "x" * 64), ("", "unnamed"), ("functions.", "unnamed")),
        *(("x.functions.y", "x_functions_y"), ("x. y", "x__y")),
    ],
)
def test_a_name_is_written_with_what_an_api_takes(written: str, sent: str) -> None:
    """Arguments and extra fields stay with it."""
    calls = sound_calls([ToolCall("call_1", written, '{"a": 1}', '{"signed":1}')])

    assert calls == (ToolCall("call_1", sent, '{"a": 1}', '{"signed":1}'),)


@each_row(
    ("call_id", "is_kept"),
    [
        *(
            (call_id, True)
            for call_id in ("a", "x" * 40, "toolu_01.x:y", "Call-aZ9", "call_1__thought__aZ9+/=")
        ),
        *(
            (call_id, True)
            for call_id in (
                "call_1__sig_x",
                "Z9.b:c-d_1__thought__x_y.-+/=",
                "a__ab_" + "x" * 20_000,
            )
        ),
        *((call_id, False) for call_id in ("", "x" * 41, "a b", "a\n", "é")),
        *((call_id, False) for call_id in ("a__thought__x y", "a__ab_" + "x" * 20_001)),
    ],
)
def test_an_id_is_the_model_s_own_or_nine_signs(call_id: str, *, is_kept: bool) -> None:
    """Also one to which a gateway has added a signature."""
    (call,) = sound_calls([ToolCall(call_id, "get_weather", '{"place":"Oslo"}', "{}")], TOOLS)

    assert call.id == call_id if is_kept else re.fullmatch("[0-9a-f]{9}", call.id)
    assert (call.name, call.extra) == ("get_weather", "{}")


TOOLS = (CurrentWeather(), Forecast())


def test_a_turn_is_kept_without_what_is_too_long_or_a_server_s_own() -> None:
    """In its order; what is left out already costs nothing."""
    signed = {"a": '{"signed":1}'}  # as of a wrapper: the first of its calls alone
    calls = tuple(ToolCall(call_id, "t", "{}", signed.get(call_id, "")) for call_id in "abcd")
    bare = tuple(ToolCall(call_id, "t", "{}") for call_id in "abcd")
    sizes = {"a": 15_000, "b": 5_001, "c": 4_900, "d": 100}
    results = [Message("tool", "x" * n, tool_call_id=call_id) for call_id, n in sizes.items()]
    answer = Message("assistant", "y" * 30_000)

    stored = kept(
        [
            *(Message("user", "q"), Message("assistant", "", calls, extra="{}"), *results),
            replace(answer, extra='{"thought":1}'),
        ]
    )

    assert stored == (
        *(Message("user", "q"), Message("assistant", "", bare), results[0], stored[3]),
        *(results[2], results[3], answer),
    )
    assert json.loads(stored[3].content)["error"] == "left_out"
    assert stored[3].tool_call_id == "b"
    assert kept([Message("assistant", "", calls)]) == (Message("assistant", "", bare),)
    assert kept([Message("assistant", "", bare, extra="{}")]) == (Message("assistant", "", bare),)
    again = kept([*stored[:4], Message("tool", "x" * 5_000, tool_call_id="z")])
    assert [message.content[:1] for message in again[2:]] == ["x", "{", "x"]


def test_a_turn_that_lost_a_result_is_repaired() -> None:
    """And a result without its call is left out."""
    calls = (ToolCall("a", "t", "{}"), ToolCall("b", "t", "{}"))
    asked, called = Message("user", "q"), Message("assistant", "", calls)
    kept = Message("tool", "{}", tool_call_id="b")
    orphan = Message("tool", "{}", tool_call_id="z")
    said = Message("assistant", "words")

    repaired = paired([orphan, asked, called, kept, said])

    assert [m.role for m in repaired] == ["user", "assistant", "tool", "tool", "assistant"]
    assert (repaired[2].tool_call_id, repaired[3]) == ("a", kept)


def test_ids_are_unique_in_the_whole_conversation() -> None:
    """A server that counts anew in every turn would have its results mixed up."""
    earlier = [Message("assistant", "", (ToolCall("call_1", "t", "{}"),))]

    (again,) = sound_calls([ToolCall("call_1", "t", "{}")], (), earlier)
    (third,) = sound_calls([ToolCall("", "t", "{}")], (), [Message("assistant", "", (again,))])

    assert len({"call_1", again.id, third.id}) == 3


def test_results_stay_with_the_turn_that_asked_for_them() -> None:
    """Even where two turns have used the same id."""
    called = Message("assistant", "", (ToolCall("a", "t", "{}"),))
    oslo, rome = (Message("tool", city, tool_call_id="a") for city in ("Oslo", "Rome"))

    assert paired([called, oslo, called, rome]) == (called, oslo, called, rome)


def test_a_wrapper_may_hold_many_calls(talk: Talk) -> None:
    """Its length is that of all of them together."""
    use = {"recipient_name": "functions.get_weather", "parameters": {"place": "Oslo, Norway"}}

    _, shown = talk.respond(call("x", "multi_tool_use.parallel", {"tool_uses": [use] * 60}))

    assert errors(shown) == [None] * 60


@pytest.mark.parametrize("arguments", ["  ", '{"x": NaN}'])
def test_what_is_no_json_is_not_sent_back(arguments: str) -> None:
    """A server that reads it would refuse the whole thread."""
    assert [item.arguments for item in sent_back([ToolCall("a", "t", arguments)])] == ["{}"]


OSLO, ROME = {"place": "Oslo"}, {"place": "Rome"}


def encoded(value: object, times: int) -> str:
    """Return a value as JSON that is itself in a text of JSON, and so on."""
    for _ in range(times):
        value = json.dumps(value)
    return str(value)


READ: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "twice encoded": (json.dumps(json.dumps(OSLO)), [OSLO]),
    "five times encoded": (encoded(OSLO, 5), [OSLO]),
    "several in a text": (encoded('{"place": "Oslo"}{"place": "Rome"}', 1), [OSLO, ROME]),
    "a list in a text": (encoded(["Oslo", "Rome"], 2), [OSLO, ROME]),
    "in a fence in a text": (encoded('```json\n{"place": "Oslo"}\n```', 1), [OSLO]),
    "in a fence": ('```json\n{"place": "Oslo"}\n```', [OSLO]),
    "with a comma": ('{"place": "Oslo",}', [OSLO]),
    "in fences": ('```\n{"place": "Oslo"}\n```\n```json\n{"place": "Rome"}\n```', [OSLO, ROME]),
    "with commas": ('{"place": ["Oslo",],}', [OSLO]),
    "in Python": ("{'place': 'Oslo', 'units': None}", [OSLO | {"units": None}]),
    "in Python with an apostrophe": (
        "{'place': 'L\\'Aquila', 'units': None}",
        [{"place": "L'Aquila", "units": None}],
    ),
    "in Python twice": (
        "{'place': 'Oslo', 'units': None, 'x': None}",
        [OSLO | {"units": None, "x": None}],
    ),
    "in Python with truths": (
        "{'place': 'Oslo', 'x': True, 'y': False,\n  }",
        [OSLO | {"x": True, "y": False}],
    ),
    "a word of Python in a name": ("{'place': 'Nonesuch'}", [{"place": "Nonesuch"}]),
    "a word of Python at its end": ("{'place': 'McNone'}", [{"place": "McNone"}]),
    "with more behind": ('{"place": "Oslo"}""', [OSLO]),
    "with a brace too many": ('{"place": "Oslo"}}', [OSLO]),
    "with a token": ('{"place": "Oslo"}<|im_end|>', [OSLO]),
    "twice": ('{"place": "Oslo"}{"place": "Oslo"}', [OSLO]),
    "several": ('{"place": "Oslo"}{"place": "Rome"}', [OSLO, {"place": "Rome"}]),
    "list of one": ('[{"place": "Oslo"}]', [OSLO]),
    "list": ('[{"place": "Oslo"}, {"place": "Rome"}]', [OSLO, {"place": "Rome"}]),
    "list of a name": ('["Oslo"]', [OSLO]),
    "name": ("Oslo", [OSLO]),
    "quoted name before marks": ('"Oslo" }])"\'`;.\n```', [OSLO]),
    "quoted name before nothing in a tag": ('"Oslo"<>', [OSLO]),
    "quoted name before a token": (f'"Oslo"<{"x" * 40}>\n\n', [OSLO]),
    "name with signs": ("St. John's, Nova-2", [{"place": "St. John's, Nova-2"}]),
    "name of two letters": ("Ås", [{"place": "Ås"}]),
    "name in a line": (" \ufeffOslo\ufeff\t\n", [OSLO]),
    "quoted name": ('"Oslo"', [OSLO]),
    "name in single quotes": ("'Oslo'", [OSLO]),
    "list in four lists": ('[[[["Oslo"]]]]', [OSLO]),
    "wrapped": ('{"arguments": {"place": "Oslo"}}', [OSLO]),
    "wrapped name": ('{"parameters": "Oslo"}', [OSLO]),
    "wrapped text": ('{"input": "{\\"place\\": \\"Oslo\\"}"}', [OSLO]),
    "wrapped as a call": ('{"name": "get_weather", "parameters": {"place": "Oslo"}}', [OSLO]),
    "wrapped in anything": ('{"requestBody": {"place": "Oslo"}}', [OSLO]),
    "wrapped by its name": ('{"get_weather": {"place": "Oslo"}}', [OSLO]),
    "whole call": ('{"function": {"name": "x", "arguments": "{\\"place\\": \\"Oslo\\"}"}}', [OSLO]),
    "behind words": ('Here you are: {"place": "Oslo"}', [OSLO]),
    "among words": (
        'Here it is: {"places": [{"city": "Oslo"}, {"city": "Rome"}]}I am done.',
        [OSLO, ROME],
    ),
    "behind a mark": ('\ufeff{"place": "Oslo"}', [OSLO]),
    "before words": ('{"place": "Oslo"}\n\nI look that up.', [OSLO]),
    "bare keys": ('{place: "Oslo", units: null}', [OSLO | {"units": None}]),
    "bare keys with spaces": ('{  place  : "Oslo", x: 1}', [OSLO | {"x": 1}]),
    "a long bare key": (f'{{place: "Oslo", {"x" * 40}: 1}}', [OSLO | {"x" * 40: 1}]),
    "both quotes with spaces": (
        f"{{\"place\":  '{'x' * 300}'  , 'units': ''}}",
        [{"place": "x" * 300, "units": None}],
    ),
    "both quotes in a list": (
        "{'places': ['Oslo', \"Rome\", 'Lima']}",
        [OSLO, ROME, {"place": "Lima"}],
    ),
    "quotes in a text beside both": (
        "{\"place\": 'Oslo', \"x\": \"a 'b', 'd' e\"}",
        [OSLO | {"x": "a 'b', 'd' e"}],
    ),
    "a colon in a text beside bare keys": ('{place: "Oslo", x: "a: b"}', [OSLO | {"x": "a: b"}]),
    "bare keys in lines": ('{\n  place: "Oslo",\n  x: 1\n}', [OSLO | {"x": 1}]),
    "curly single quotes": ("{\u2018place\u2019: \u2018Oslo\u2019}", [OSLO]),
    "both quotes": ("{\"place\": 'Oslo'}", [OSLO]),
    "curly quotes": ("{\u201eplace\u201c: \u201cOslo\u201d}", [OSLO]),
    "undefined": (
        '{"place": "Oslo", "units": undefined, "x": undefined}',
        [OSLO | {"units": None, "x": None}],
    ),
    "a pair": ("place: Oslo", [OSLO]),
    "a pair of one letter each": ("q: Å", [{"place": "Å"}]),
    "a long pair": (f"place  :  {'x' * 200}", [{"place": "x" * 200}]),
    "a long name in a pair": (f"{'x' * 40}: Oslo", [{"x" * 40: "Oslo"}]),
    "a quoted name before a bare value": ('{"place": Oslo}', [OSLO]),
    "both in single quotes": ("'place' = 'Oslo'", [OSLO]),
    "a keyword in brackets": ("(  place='Oslo'  )", [OSLO]),
    "a keyword of a long name": (f"{'f' * 40}(place  =  'Oslo')", [OSLO]),
    "a keyword": ('place="Oslo"', [OSLO]),
    "name in quotes": ('{"place": "\\"Oslo\\""}', [OSLO]),
    "name in two lists as text": ('{"place": "[[\\"Oslo\\"]]"}', [OSLO]),
    "units in a name": (
        '{"place": "Oslo", "units": "IMPERIAL_units"}',
        [OSLO | {"units": "imperial"}],
    ),
    "units within a word": (
        '{"place": "Oslo", "units": "nonmetric"}',
        [OSLO | {"units": "nonmetric"}],
    ),
    "no days": ('{"place": "Oslo", "days": 0}', [OSLO | {"days": 0}]),
    "name in a list as text": ('{"place": "[\\"Oslo\\"]"}', [OSLO]),
    "a value": ('{"place": {"type": "string", "value": "Oslo"}}', [OSLO]),
    "singular": ('{"place": "Oslo", "unit": "metric"}', [OSLO | {"units": "metric"}]),
    "not specified": ('{"place": "Oslo", "units": "not specified"}', [OSLO | {"units": None}]),
    "schema": ('{"type": "object", "properties": {"place": "Oslo"}}', [OSLO]),
    "place in a list": ('{"place": ["Oslo"]}', [OSLO]),
    "places": ('{"places": ["Oslo", "Rome"]}', [OSLO, {"place": "Rome"}]),
    "places with more": (
        '{"places": ["Oslo", "Rome", "Lima"], "locale": "en"}',
        [{"place": city, "locale": "en"} for city in ("Oslo", "Rome", "Lima")],
    ),
    "places in parts": (
        '{"places": [{"city": "Oslo"}, {"city": "Rome", "country": "Italy"}]}',
        [OSLO, {"place": "Rome, Italy"}],
    ),
    "places with more of their own": (
        '{"locations": [{"city": "Oslo", "numDays": 2}, {"name": "Rome", "days": 1}], "days": 3}',
        [OSLO | {"days": 2}, ROME | {"days": 1}],
    ),
    "a pair with all of its schema": (
        '{"name": "place", "value": "Oslo", "type": "string", "description": "x"}',
        [OSLO],
    ),
    "a pair beside an argument": (
        '{"name": "days", "value": 3, "place": "Oslo"}',
        [OSLO],
    ),
    "wrapped beside an empty list": ('{"extra": [], "request": {"place": "Oslo"}}', [OSLO]),
    "wrapped beside nothing": ('{"extra": {}, "request": {"place": "Oslo"}}', [OSLO]),
    "wrapped beside words": ('{"extra": "for {you}", "request": {"place": "Oslo"}}', [OSLO]),
    "pairs with their type": (
        '[{"name": "place", "value": "Oslo", "type": "string"}]',
        [OSLO],
    ),
    "capital": ('{"Place": "Oslo"}', [OSLO]),
    "query": ('{"query": "Oslo"}', [OSLO]),
    "object": ('{"place": {"city": "Oslo", "country": "Norway"}}', [{"place": "Oslo, Norway"}]),
    "parts": ('{"city": "Oslo", "country": "Norway"}', [{"place": "Oslo, Norway"}]),
    "none": ('{"place": "Oslo", "units": "None"}', [OSLO | {"units": None}]),
    "default": ('{"place": "Oslo", "units": "default"}', [OSLO | {"units": None}]),
    "each in a list": (
        '{"place": ["\\"Oslo\\""], "units": ["Metric (°C)"]}',
        [OSLO | {"units": "metric"}],
    ),
    "list of null": ('{"place": "Oslo", "units": [null]}', [OSLO | {"units": None}]),
    "empty list": ('{"place": "Oslo", "units": []}', [OSLO | {"units": None}]),
    "empty object": ('{"place": "Oslo", "units": {}}', [OSLO | {"units": None}]),
    "false": ('{"place": "Oslo", "units": false}', [OSLO | {"units": None}]),
    "spelt out": ('{"place": "Oslo", "units": "Metric (°C)"}', [OSLO | {"units": "metric"}]),
    "day": ('{"place": "Oslo", "first_day": "None", "days": "three"}', [OSLO | {"days": 3}]),
    "without its end": ('{"place": "Oslo"', [OSLO]),
    "without two ends": ('{"arguments": {"place": "Oslo"', [OSLO]),
    "without a list's end": ('{"places": ["Oslo", "Rome"', [OSLO, {"place": "Rome"}]),
    "decoded by half": ('{\\"place\\": \\"Oslo\\"}', [OSLO]),
    "as code": ('get_forecast(place="Oslo")', [OSLO]),
    "as YAML in braces": ("{place: Oslo}", [OSLO]),
    "a keyword before a space": ("get_forecast(place=Oslo )", [OSLO]),
    "a keyword with spaces in it": ("get_forecast(place=' Oslo ')", [OSLO]),
    "pairs": (
        '[{"name": "place", "value": "Oslo"}, {"name": "days", "value": 3}]',
        [OSLO | {"days": 3}],
    ),
    "a pair of nothing": (
        '[{"name": "place", "value": "Oslo"}, {"name": "units", "value": null}]',
        [OSLO | {"units": None}],
    ),
    "a pair among others": (
        '[{"name": "place", "value": "Oslo"}, {"place": "Rome"}]',
        [OSLO, ROME],
    ),
    "a pair of no name": (
        '[{"name": ["place"], "value": "Oslo"}]',
        [{"name": "place"} | OSLO],
    ),
    "empty ones": ("{}{}", [{}]),
    "list of an empty one": ("[{}]", [{}]),
    "with an empty one": ('{"place": "Oslo"}{}', [OSLO]),
    "several in a wrapper": (
        '{"queries": [{"place": "Oslo"}, {"place": "Rome"}]}',
        [OSLO, {"place": "Rome"}],
    ),
    "text in any wrapper": ('{"json": "{\\"place\\": \\"Oslo\\"}"}', [OSLO]),
    "place by a name unheard of": ('{"targetLocation": "Oslo", "days": 3}', [OSLO | {"days": 3}]),
    "place by a number": ('{"0": "Oslo"}', [OSLO]),
    "place left empty beside another": ('{"place": "", "targetLocation": "Oslo"}', [OSLO]),
    "place of null beside another": ('{"place": null, "targetLocation": "Oslo"}', [OSLO]),
    "place in parts beside another": (
        '{"location": {"city": "Oslo"}, "x": 1}',
        [OSLO | {"x": 1}],
    ),
    "places beside another": ('{"cities": [{"city": "Oslo"}], "x": 1}', [OSLO | {"x": 1}]),
    "units as an object": (
        '{"targetLocation": "Oslo", "units": {"value": "metric"}}',
        [OSLO | {"units": "metric"}],
    ),
    "place left empty": ('{"place": null, "location": "Oslo"}', [OSLO]),
    "country beside it": (
        '{"place": "Oslo", "country": "Norway", "region": "none"}',
        [{"place": "Oslo, Norway"}],
    ),
    "country there already": (
        '{"place": "Oslo, Norway", "country": "Norway"}',
        [{"place": "Oslo, Norway"}],
    ),
    "country beside parts": (
        '{"place": {"city": "Paris"}, "country": "US"}',
        [{"place": "Paris, US"}],
    ),
    "country beside a list": ('{"place": ["Paris"], "country": "US"}', [{"place": "Paris, US"}]),
    "region within a word": (
        '{"city": "Florence", "state": "OR", "country": "Italy"}',
        [{"place": "Florence, OR, Italy"}],
    ),
    "region at the beginning of a word": (
        '[{"city": "Orlando", "state": "OR"}, {"city": "Or\u00f3s", "state": "OR"}]',
        [{"place": "Orlando, OR"}, {"place": "Or\u00f3s, OR"}],
    ),
    "region with a bracket": (
        '{"city": "Oslo", "region": "Viken (old"}',
        [{"place": "Oslo, Viken (old"}],
    ),
    "country within a word": (
        '{"place": "Damascus", "country": "US"}',
        [{"place": "Damascus, US"}],
    ),
    "country without a comma": (
        '{"place": "Oslo NORWAY", "country": "Norway"}',
        [{"place": "Oslo NORWAY"}],
    ),
    "country behind no space": (
        '{"place": "東京日本", "country": "日本"}',
        [{"place": "東京日本"}],
    ),
    "country without a space": (
        '{"place": "日本東京", "country": "日本"}',
        [{"place": "日本東京"}],
    ),
    "a city left empty": (
        '{"city": "", "name": "Oslo", "country": "Norway"}',
        [{"place": "Oslo, Norway"}],
    ),
    "placeholder": ('{"place": "Oslo", "units": "<UNKNOWN>"}', [OSLO | {"units": None}]),
    "units left empty": (
        '{"place": "Oslo", "units": "", "unit": "metric", "Units": null}',
        [OSLO | {"units": "metric", "Units": None}],
    ),
    "days with a word": ('{"place": "Oslo", "days": "3 days"}', [OSLO | {"days": 3}]),
    "days of a week": ('{"place": "Oslo", "num_days": "1 week"}', [OSLO | {"days": 7}]),
    "days twice": (
        '{"place": "Oslo", "days": 3, "num_days": 5}',
        [OSLO | {"days": 3, "num_days": 5}],
    ),
    "parts with spaces": ('{" City": "Oslo", "country ": "Norway"}', [{"place": "Oslo, Norway"}]),
    "longest name": (f'"{"x" * 61}"', [{"place": "x" * 61}]),
    "many": (json.dumps(["Oslo"] * 127 + ["Rome", "Lima"]), [OSLO, ROME]),
    "many pairs": (
        json.dumps(
            [{"name": "days", "value": 3}] * 127
            + [{"name": "place", "value": city} for city in ("Oslo", "Rome")],
            separators=(",", ":"),
        ),
        [OSLO | {"days": 3}],
    ),
    "as long as may be": (f'{{"location": "Oslo"{" " * 3980}}}', [OSLO]),
    "camel": ('{"place": "Oslo", "firstDay": null, "days": 3}', [OSLO | {"days": 3}]),
}


@each_row(("written", "meant"), READ.values(), ids=READ)
def test_arguments_of_another_form_are_read(written: str, meant: list[dict[str, Any]]) -> None:
    """Where they mean one thing; a model that writes so once writes so every time."""
    calls = sound_calls([ToolCall("a", "get_forecast", written)], (Forecast(),))

    read = [json.loads(item.arguments) for item in calls]
    assert [{**item, "first_day": None} for item in read] == [
        {**item, "first_day": None} for item in meant
    ]
    assert len({item.id for item in calls}) == len(meant)


def read(**arguments: Any) -> list[Json]:
    """Return the arguments of the calls that a call of the forecast is read as."""
    calls = sound_calls([ToolCall("a", "get_forecast", json.dumps(arguments))], (Forecast(),))
    return [json.loads(each.arguments) for each in calls]


DATES = "date day startDate start_day start from from_date target-date when first_day"


@each_row("name", DATES.split())
def test_a_day_by_another_name_is_not_lost(name: str) -> None:
    """The tool would tell today's weather instead; a number there counts days."""
    assert read(place="Oslo", **{name: "tomorrow"}) == [OSLO | {"first_day": "tomorrow"}]
    for day in ("today", None):
        empty = read(**{"place": "Oslo", "first_day": None, name: day})
        assert empty == [OSLO | {"first_day": day}]
    assert read(places=[{"place": "Oslo", name: "friday"}, "Rome"], days=2) == [
        OSLO | {"first_day": "friday", "days": 2},
        ROME | {"days": 2},
    ]
    for city in ("Oslo", {"city": "Oslo"}):
        days = {"first_day": "friday", name: "friday", "when": "monday"}
        (first,) = read(places=[city], **days)
        assert first["first_day"] == "friday"
    for nothing in (None, ""):
        one = {"place": "Oslo", name: nothing, "days": nothing}
        assert read(places=[one], days=2, first_day="friday") == [
            OSLO | {"first_day": "friday", "days": 2}
        ]
    assert read(place="Oslo", date=3) == [{"date": 3} | OSLO]
    assert read(place="Oslo", date="3") == [{"date": "3"} | OSLO]
    assert read(place="Oslo", day=3) == [OSLO | {"days": 3}]
    assert read(place="Oslo", first_day="3") == [OSLO | {"first_day": "3"}]


def hours_beside_others(own: Json, shared: Json) -> list[tuple[int | None, int]]:
    """Return the hours of a list's first place, with something of its own, and of its second."""
    tool, text = HourlyForecast(), json.dumps({"places": [OSLO | own, "Rome"]} | shared)
    calls = sound_calls([ToolCall("a", tool.name, text)], (tool,))
    asked = (tool.queries(json.loads(each.arguments), Asker(MONDAY))[0] for each in calls)
    return [(query.first_hour, query.hours) for query in asked]


HOURS = "hour hour_of_day startHour from_hour time time_of_day start_time fromTime at first_hour"


@each_row("name", HOURS.split())
def test_an_hour_by_another_name_is_not_lost(name: str) -> None:
    """The tool would tell the hours from now on, or so many of them."""

    def hours(**told: Any) -> tuple[int | date, int | None, int]:
        tool, text = HourlyForecast(), json.dumps(OSLO | {"hours": 3} | told)
        (call,) = sound_calls([ToolCall("a", tool.name, text)], (tool,))
        (query,) = tool.queries(json.loads(call.arguments), Asker(MONDAY))
        return query.first_day, query.first_hour, query.hours

    for six in ("18:00", "18", "6 pm", "6:00 P.M.", 18, 18.0):
        assert hours(**{name: six}) == (0, 18, 3)
    assert [hours(**{name: word})[1] for word in ("noon", "Midnight", "now")] == [12, 0, None]
    for moment in ("2026-11-25T18:00", "2026-11-25 18:00:00+01:00", "2026-11-25t18:30:00.000z"):
        assert hours(**{name: moment}) == (date(2026, 11, 25), 18, 3)
        assert hours(**{name: moment}, first_day="tomorrow") == (1, 18, 3)
    for midnight in (0, "0", "00:00", "12 am"):
        night = hours_beside_others({name: midnight}, {"first_hour": 18, "hours": 3})
        assert night == [(0, 3), (18, 3)]
    if name != "first_hour":
        odd = ("now or later", "18 to 21", "morning", "until 2026-11-25T18:00", {"from": 18})
        for other in (*odd, -1, 24, 1.5, True, None):
            assert hours(**{name: other}) == (0, None, 3)
    for wrong in ("15:00 pm", "25 P.M.", "13 am "):  # the model hears of it
        with pytest.raises(ToolError, match="first_hour"):
            hours(**{name: wrong})
    assert read(place="Oslo", **{name: 18}) == [{name: 18} | OSLO]
    assert hours(altitude=18) == hours(until="6 pm") == (0, None, 3)


SYSTEMS = "temperature_unit temperatureUnits temp_unit unit_system measurementSystem"


@each_row("name", SYSTEMS.split())
def test_units_by_another_name_are_not_lost(name: str) -> None:
    """Those of the wind alone are none of them, nor what the tool would refuse."""
    assert read(place="Oslo", **{name: "fahrenheit"}) == [OSLO | {"units": "fahrenheit"}]
    assert read(place="Oslo", **{name: "the metric one"}) == [OSLO | {"units": "metric"}]
    for other in ("kelvin", "standard", ["celsius", "fahrenheit"], 1):
        assert read(place="Oslo", **{name: other}) == [{name: other} | OSLO]
    wind = {"wind_speed_unit": "metric"}
    assert read(place="Oslo", **wind) == [wind | OSLO]
    assert read(place="Oslo", **wind, **{name: "metric"}) == [wind | OSLO | {"units": "metric"}]


ENDS = "end_date endDay end to toDate until last_day"


@each_row("name", ENDS.split())
def test_the_last_day_of_a_span_says_how_many_days_it_has(name: str) -> None:
    """The tool would tell the first of them alone; what are no dates stays as it is."""
    begin, end = {"start_date": "2026-11-29"}, {name: "2026-12-01"}
    span, first = OSLO | begin | end, OSLO | {"first_day": "2026-11-29"}

    assert read(**span) == read(**span, days=None) == [first | {"days": 3}]
    assert read(**span | {name: "2026-11-29"}) == [first | {"days": 1}]
    assert read(**span, days=2) == [end | first | {"days": 2}]
    assert read(**OSLO, **end) == [end | OSLO]
    for join in (" to ", "/", "..", " - "):
        both = f"2026-11-29{join}2026-12-01"
        assert read(**OSLO, first_day=both) == read(**OSLO, date=both) == [first | {"days": 3}]
        assert read(**OSLO, first_day=both, days=2) == [first | {"days": 2}]
        assert read(**OSLO, first_day=both.replace("12-01", "12-03"), **{name: "2026-12-03"}) == [
            first | {"days": 5}
        ]
    begin_and_end = {"start": "2026-11-29", "end": "2026-12-01"}
    each = ["2026-11-29", "2026-11-30", "2026-12-01"]
    for several in (begin_and_end, each, [each[0], each[2]]):
        for key in ("dates", "date_range", "period", "time_frame"):
            assert read(**OSLO, **{key: several}) == [first | {"days": 3}]
    for gaps in ([*each, "2026-12-24"], each[::-1]):
        assert read(**OSLO, dates=gaps) == [OSLO | {"first_day": gaps}]
    for begun in ([each[0], each[2]], {"start": each[0]}):
        assert read(**OSLO, dates=begun, days=3) == [first | {"days": 3}]
    assert read(**OSLO, dates={"start": each[0]}) == [first]
    until = OSLO | {"first_day": f"until {each[0]}"}
    assert read(**until) == [until]
    told = json.dumps(OSLO | {"first_day": f"{each[0]} to {each[2]}"})
    (call,) = sound_calls([ToolCall("a", "get_hourly_forecast", told)], (HourlyForecast(),))
    assert json.loads(call.arguments) == first
    for other in (["monday", "friday"], "daily", None):
        assert read(**OSLO, dates=other) == [{"dates": other} | OSLO]
    for odd in ("2026-11-31", "2026-11-29 2026-11-30"):
        assert read(**span | {name: odd}) == [{name: odd} | first]
    for last in ("2026-11-28", "sunday", 3):
        assert read(**span | {name: last}) == [{name: last} | first]
    both = read(places=["Oslo", {"city": "Rome", name: "2026-11-30"}], **begin)
    assert both == [first, ROME | {"first_day": "2026-11-29", "days": 2}]


WRAPPERS = "arguments parameters input properties args params kwargs tool_input"


@each_row("name", WRAPPERS.split())
def test_a_wrapper_of_any_usual_name_is_taken_off(name: str) -> None:
    """With what else stands around a call, and as often as a model wraps it."""
    around = {"id": "1", "type": "function", "function": "x", "tool": "x", "tool_name": "x"}

    assert read(**{name: OSLO}, **around, name="x", description="x") == [OSLO]
    assert read(**{name: "Oslo"}, **around, name="x", description="x") == [OSLO]
    assert read(**{name: {name: json.dumps({name: {name: OSLO}})}}) != [OSLO]
    assert read(**{name: {name: json.dumps({name: OSLO})}}) == [OSLO]
    assert read(**{name: {"place": "Oslo", "x": {}}}) == [OSLO | {"x": {}}]


PLACE = "place location city city_name place_name town address query q arg 0 arg0 text input value"
LIKE = "village where region_of_interest area destination site target myLocation Place City"
LIKE += " weather_place my_city home_town street_address weather_query arg1234"


@each_row("name", [*PLACE.split(), *LIKE.split()])
def test_a_place_by_another_name_is_read(name: str) -> None:
    """Where only one argument can be meant."""
    assert read(**{name: "Oslo"}, days=3) == [OSLO | {"days": 3}]
    assert read(**{name: "Oslo"}, locale="en") == [{"locale": "en"} | OSLO]


def test_of_several_names_that_are_like_a_place_none_is_taken() -> None:
    """Nobody knows which of them is meant."""
    assert read(site="Oslo", target="Rome") == [{"site": "Oslo", "target": "Rome"}]
    for name in ("context", "textual", "arg12345", "locale", "faq"):
        assert read(**{name: "Oslo"}) == [{name: "Oslo"}]
    assert read(site=" ", target="Rome") == [{"site": " ", "place": "Rome"}]


@each_row("name", ["places", "locations", "cities", " Cities "])
def test_a_list_of_places_is_a_call_for_each(name: str) -> None:
    """With what else was asked for all of them; a single one needs no list."""
    both = read(**{name: ["Oslo", "Rome"]}, days=3)

    assert both == [{"place": city, "days": 3} for city in ("Oslo", "Rome")]
    assert read(**{name: "Oslo"}) == [OSLO]
    assert read(**{name: ["Lyon", "Paris, France"]}, country="France", days=3) == [
        {"place": city, "days": 3} for city in ("Lyon, France", "Paris, France")
    ]
    for key in ("location", "query", "Name", "value"):
        each = [{"city": "Oslo"}, {"name": "Rome"}]
        assert read(**{key: "null", name: each}) == [OSLO, ROME]


def test_of_lists_of_places_beside_one_another_one_is_read() -> None:
    """Each place of one with each of all others would be calls without end."""
    lists = ("places", "Places", "PLACES", "locations", "cities")
    calls = read(**{name: [{f"{name} {number}": 1} for number in (1, 2)] for name in lists})

    assert calls == [{"PLACES 1": 1}, {"PLACES 2": 1}]


NAMES = "place location city city_name place_name town address query name value"


@each_row("region", ["region", "state", "province", "admin1"])
@each_row("country", ["country", "country_name", "country_code"])
def test_parts_of_a_place_are_one_name(region: str, country: str) -> None:
    """City, region and country, in this order, each once and those alone that say something."""
    parts = {country: "US", region: "Texas"}

    for city in NAMES.split():
        assert read(**parts, **{city: "Paris"}) == [{"place": "Paris, Texas, US"}]
    assert read(**parts, city="Paris, TEXAS") == [{"place": "Paris, TEXAS, US"}]
    assert read(place={"city": "Paris"} | parts) == [{"place": "Paris, Texas, US"}]
    assert read(**{region: "n/a", country: "US"}, place="Paris", days=2) == [
        {"place": "Paris, US", "days": 2}
    ]


NOTHING = """\
|none|null|nil|n/a|default|auto|automatic|undefined|unset|any|unspecified|not specified
unknown|optional|user default|string|none specified|not given|not provided|not applicable
<NONE>|"None"|(any)|-|__unset__|[none]|{null}|'auto'| none |"" -
"""


@each_row("word", [word for line in NOTHING.splitlines() for word in line.split("|")])
def test_a_word_for_nothing_is_nothing(word: str) -> None:
    """Where the tool takes nothing; a place may be called so."""
    assert read(place="Oslo", units=word) == [OSLO | {"units": None}]


NUMBERS = """\
a one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
"""


def test_days_are_counted_in_words_and_weeks() -> None:
    """Hours are where hours are asked for; a number that nobody knows is none."""
    words = [read(place="Oslo", days=word)[0]["days"] for word in NUMBERS.split()]
    other = {"365": 365, "3.000": 3, "3   days": 3}
    other |= {"2 weeks": 14, "a week": 7, "3.0": 3, "05": 5, " Five Days ": 5, "12day": 12}
    unread = ["3.0000", "3    days", "5 hours", "some days", "1000", "0", "3.5", "-2", "two three"]

    assert words == [1, *range(1, 17)]
    assert {text: read(place="Oslo", days=text)[0]["days"] for text in other} == other
    assert [read(place="Oslo", days=text)[0]["days"] for text in unread] == unread
    assert read(place="Oslo", forecastDays="two") == [OSLO | {"days": 2}]
    assert read(place="Oslo", days_ahead=3) == [{"days_ahead": 3} | OSLO]
    told = {
        "12 hours": 12,
        "an hour": "an hour",
        "a hour": 1,
        "2 days": "2 days",
        "a week": "a week",
    }
    for text, hours in told.items():
        written = json.dumps({"place": "Oslo", "hours": text})
        (by_hour,) = sound_calls(
            [ToolCall("a", "get_hourly_forecast", written)], (HourlyForecast(),)
        )
        assert json.loads(by_hour.arguments)["hours"] == hours


@each_row(
    "written",
    [
        '{ "place": "Oslo" }',
        '{"place": "St. John\'s", "units": "celsius"}',
        '{"place": ["Paris", "Texas"]}',
        '{"place": "None, Italy", "units": null}',
        '{"first": {"place": "Oslo"}, "second": {"place": "Rome"}}',
        '{"place": "Oslo", "date": "tomorrow", "num_days": 3}',
        '{"place": "[5]"}',
        '{"place":"Oslo","units":NaN}',
        '{"place": {"lat": 59.9}}',
        '{"country": "Norway"}',
        '{"place": "[\\"Oslo\\"] [\\"Rome\\"]"}',
        '{"place": "[\\"Oslo\\", \\"Rome\\"]"}',
        '{"place": "Oslo", "units": "metric or imperial"}',
        '{"arguments": {"place": "Oslo"}, "parameters": {"place": "Rome"}}',
        '{"queries": [{"place": "Oslo"}, 5]}',
        '{"queries": "[\\"Oslo\\", 5]"}',
        '"Oslo? Or Rome"',
        "Which place: Oslo or Rome?",
        "place: Oslo, days: 3",
        "place=Oslo, days=3",
        "place: Oslo\nI look that up",
        "Å",
        f"place: {'x' * 201}",
        f"{'x' * 41}: Oslo",
        f"{'f' * 41}(place='Oslo')",
        f'{{place: "Oslo", {"x" * 41}: 1}}',
        f"{{\"place\": '{'x' * 301}'}}",
        f'"Oslo"<{"x" * 41}>',
        f'"{"x" * 62}"',
        '{"dates": ["monday", "friday"]}',
        f'{{"location": "Oslo"{" " * 3981}}}',
        '[[[[["Oslo"]]]]]',
        encoded(OSLO, 6),
        '"None"',
        "unknown",
        "{",
        "",
        "null",
        '{"place": "Par',
    ],
)
def test_arguments_that_are_sound_or_mean_nothing_stay_as_they_are(written: str) -> None:
    """The result of the others says what is wrong."""
    (read,) = sound_calls([ToolCall("a", "get_weather", written)], (CurrentWeather(),))

    assert read.arguments == written


class Station(CurrentWeather):
    """A tool that takes no place, and an argument with the name of a wrapper."""

    name = "getStation"
    parameters = schema_of(query={"type": "string"}, input={"type": "object"})


class Free(CurrentWeather):
    """A tool that names no arguments."""

    parameters: Mapping[str, Any] = {"type": "object"}


@each_row(
    ("tool", "written"),
    [
        (Station(), {"query": "a", "city": "Oslo"}),
        (Station(), {"input": {"query": "a"}}),
        (Free(), {"arguments": {"place": "Oslo"}}),
    ],
)
def test_a_tool_s_own_arguments_are_what_it_says(tool: Tool, written: Json) -> None:
    """Nothing is taken for a place or for a wrapper that is none to it."""
    (read,) = sound_calls([ToolCall("a", tool.name.lower(), json.dumps(written))], (tool,))

    assert (read.name, json.loads(read.arguments)) == (tool.name, written)


ALIASES = [
    *("get_weather<|channel|>commentary", "get_weather<|constrain|>json", "get_weatherjson"),
    *("get_weather:0", "functions.get_weather:0", "get_weather()", "get_weather_12"),
    *("default_api.get_weather", "default_api:get_weather", "tools.get_weather"),
    *("functions/get_weather", '"get_weather"', "mcp__bot__get_weather", " get_weather\n"),
    *("weather-bot_get_weather", "get_weather_tool", "get_weather_v2", "call_get_weather"),
    *("Get_Weather", "getWeather", "get-weather", "GET_WEATHER", "get weather"),
    *("get_weather_api", "get_weather_func", "get_weather-function", "get_weather-call"),
    *("get_weather-3", "get_weathercommentary", "get_weather_V12", "a/b.c:get_weather"),
    *("get_weather_1234", "get_weather_TOOL", "get_weather__v1", "x" * 288 + ".get_weather"),
    *("get_weather_tool_0", "functions.get-weather", "get_weather__bot"),
]
STRANGERS = [
    *("get_weather_map", "get_weather_forecast", "forget_weather", "get_weather, get_forecast"),
    *("weather", "get_weather2", "get2weather", "2get_weather", "get_wéather"),
    *("get_weather_12345", "get_weather_v", "get_weather_v123", "get_1_weather", "get_api_weather"),
    *("get_jsonweather", "get_commentaryweather", "x" * 289 + ".get_weather"),
]


@each_row(("names", "error"), [(ALIASES, None), (STRANGERS, "unknown_tool")])
def test_a_name_that_holds_one_known_name_is_that_tool(
    talk: Talk, names: list[str], error: str | None
) -> None:
    """A server's parser never mends itself; of no tool or of two, the model is told so."""
    made = [call(f"c{n}", name, {"place": "Oslo"}) for n, name in enumerate(names)]

    _, shown = talk.respond(*made)

    assert dict(zip(names, errors(shown), strict=True)) == dict.fromkeys(names, error)


def test_a_name_means_the_one_tool_that_it_holds() -> None:
    """Whatever a server leaves before and behind it."""
    known = ("get_weather", "get_forecast")

    assert [name for name in ALIASES if named_tool(name, known) != "get_weather"] == []
    assert [name for name in STRANGERS if named_tool(name, known)] == []
    assert named_tool("get_weather", ("get_weather", "getWeather")) == "get_weather"
    assert named_tool("tools_get_weather", ("get_weather", "weather")) == "get_weather"
    assert named_tool("functions.get_json", ("get_json", "set")) == "get_json"
    assert named_tool("tools.get_weather", ("get-weather",)) == "get-weather"
