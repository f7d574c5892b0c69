"""Servers with rules of their own: their models are asked all the same, and know the thread."""

from dataclasses import replace

import pytest
from fakes import picky_servers
from fakes.chat_model import FakeChatModel
from fakes.engine_thread import engine_thread
from fakes.picky_servers import SAID, Rule, picky, wants_back
from fakes.rows import each_row

from bot.clock import Clock, system_clock
from bot.messages import Answer

THREAD = ("What's the weather in Oslo?", "and in Bergen?", "and tomorrow?")
SIGNATURE = {"google": {"thought_signature": "c2ln"}}
DETAILS = [{"type": "reasoning.encrypted", "data": "gAAA"}]
MESSAGE, CALL = "message", "call"

WANTED_BACK: dict[str, tuple[str, object]] = {
    "reasoning_content": (MESSAGE, "The user wants Oslo, at 99 °C."),
    "reasoning": (MESSAGE, "The user wants Oslo."),
    "reasoning_details": (MESSAGE, DETAILS),
    "thinking_blocks": (MESSAGE, [{"type": "thinking", "thinking": "x", "signature": "s"}]),
    "extra_content": (CALL, SIGNATURE),
    "provider_specific_fields": (CALL, SIGNATURE),
    "thought_signature": (CALL, "c2ln"),
}


def clock() -> Clock:
    """Return the machine's clock, on which a question has ten times as long."""
    machine = system_clock()
    return replace(machine, monotonic=lambda: machine.monotonic() / 10)


def hold(model: FakeChatModel, **changed: str) -> list[Answer]:
    """Ask the three questions of a thread; each is answered by the model itself."""
    with engine_thread(model, clock(), PREDICTION="off", **changed) as thread:
        answers = [thread.ask(text) for text in THREAD]
    assert [answer.reply.text for answer in answers] == [f"{SAID} as told."] * 3
    return answers


def knows_the_first(model: FakeChatModel) -> bool:
    """Return whether the newest request told what the thread's first question was."""
    said = [message.get("content") or "" for message in model.requests[-1].messages]
    return any(THREAD[0] in text for text in said)


@each_row("past_too", [True, False])
@each_row("name", WANTED_BACK)
def test_a_server_gets_back_what_it_has_put_there(name: str, *, past_too: bool) -> None:
    """Within the question unchanged; a past without it is told in words alone."""
    on, value = WANTED_BACK[name]
    rule = wants_back(name, value, on=on, past_too=past_too)
    own = {"of_message" if on == MESSAGE else "of_call": {name: value}}
    model = FakeChatModel(picky(rule, **own))

    answers = hold(model)

    assert knows_the_first(model)
    assert name not in repr([answer.turn for answer in answers])
    # One refused request for each of the follow-ups, where the past is looked at.
    assert len(model.requests) == (8 if past_too else 6)


@pytest.mark.slow
@each_row("past_too", [True, False])
@each_row("name", WANTED_BACK)
def test_a_call_of_the_responses_api_goes_back_with_its_fields(
    name: str, *, past_too: bool
) -> None:
    """Whatever their names are."""
    _, value = WANTED_BACK[name]
    rule = wants_back(name, value, on=CALL, past_too=past_too)
    model = FakeChatModel(picky(rule, of_call={name: value}), keeps_rules=False)

    hold(model, CHAT_API="responses")

    assert knows_the_first(model)
    assert len(model.requests) == (8 if past_too else 6)


RULES: dict[str, tuple[Rule, int]] = {
    "ids of nine, 400": (picky_servers.ids_of_nine(400), 0),
    "ids of nine, 500": (picky_servers.ids_of_nine(500), 0),
    "ids of nine, 404": (picky_servers.ids_of_nine(404), 0),
    "alternating": (picky_servers.alternating, 0),
    "no null": (picky_servers.no_null, 1),
    "no missing words": (picky_servers.no_missing_words, 2),
    "no calls in the past, 400": (picky_servers.no_calls_in_the_past(400), 2),
    "no calls in the past, 404": (picky_servers.no_calls_in_the_past(404), 2),
    "no answers of its own": (picky_servers.no_answers, 4),
    "no system, 400": (picky_servers.no_system(400), 1),
    "no system, 500": (picky_servers.no_system(500), 1),
    "no system, of a small OpenAI model": (
        picky_servers.no_system(
            400, "'messages[0].role' does not support 'system' with this model."
        ),
        1,
    ),
    "no system, unnamed": (picky_servers.no_system(500, "Only user and assistant roles!"), 1),
    "no results, 422": (picky_servers.no_results(422), 5),
    "plain schemas": (picky_servers.plain_schemas, 3),
}


OF_BOTH = ["no answers of its own", "no system, 400", "no system, 500", "no results, 422"]


@each_row(("rule", "refused"), RULES.values(), ids=RULES)
def test_a_rule_costs_few_requests_and_no_memory(rule: Rule, refused: int) -> None:
    """What can be learnt is learnt once."""
    model = FakeChatModel(picky(rule))

    hold(model)

    assert knows_the_first(model)
    assert len(model.requests) - 6 == refused


# That API has no null for missing words, and calls apart from words.
@pytest.mark.slow
@each_row("name", [name for name in RULES if not name.startswith("no ")] + OF_BOTH)
def test_a_rule_of_both_apis_costs_no_memory_in_the_other(name: str) -> None:
    """Few requests either."""
    rule, refused = RULES[name]
    model = FakeChatModel(picky(rule))

    hold(model, CHAT_API="responses")

    assert knows_the_first(model)
    assert len(model.requests) - 6 <= refused


@each_row("given", ["call_{}", "chatcmpl-tool-0123456789abcdef{:04}", "call_1"])
def test_ids_of_another_form_are_not_those_of_the_thread(given: str) -> None:
    """Nor are they where the model is replaced by one whose server wants nine letters."""
    model = FakeChatModel(picky(lambda _: None, call_id=given))
    with engine_thread(model, clock()) as thread:
        for text in THREAD:
            thread.ask(text)

    ids = [
        [call["id"] for message in request.messages for call in message.get("tool_calls") or ()]
        for request in model.requests
    ]
    assert all(len(set(each)) == len(each) for each in ids)
    assert all(len(call_id) == 9 and call_id.isalnum() for call_id in ids[-2])


def test_a_signature_within_an_id_comes_back_with_the_question() -> None:
    """Some gateways put it there for clients that drop fields; the past has plain ids."""
    signed = "call_{:04}__thought__" + "Ab3+/=" * 500
    model = FakeChatModel(picky(lambda _: None, call_id=signed), keeps_rules=False)

    hold(model)

    for at, request in enumerate(model.requests):
        ids = [message.get("tool_call_id", "") for message in request.messages]
        assert [len(each) > 3_000 for each in ids if each] == [False] * (at // 2) + [True] * (
            at % 2
        )


@each_row("status", [500, 404])
def test_a_server_that_breaks_over_the_past_is_asked_without_it(status: int) -> None:
    """After three attempts, where it says that it is a breakdown of its own."""
    model = FakeChatModel(picky(picky_servers.no_calls_in_the_past(status)))

    hold(model)

    assert knows_the_first(model)
    assert len(model.requests) - 6 == (6 if status == 500 else 2)


@each_row(
    "said",
    [
        "messages[2]: content cannot be null",
        "Expected string, received null",
        "invalid type: null, expected a string at line 1 column 200",
        "'NoneType' object has no attribute 'strip'",
        "messages[2]: data did not match any variant of untagged enum MessageBody at line 1",
        "messages with role 'assistant' must have content",
        "json: cannot unmarshal null into Go struct field ChatMessage.content of type string",
    ],
)
def test_null_for_words_is_learnt_from_whatever_is_said(said: str) -> None:
    """Every server's parser says it in its own words."""
    model = FakeChatModel(picky(picky_servers.no_null_in_words(said)))

    hold(model)

    assert knows_the_first(model)
    assert len(model.requests) - 6 == 1


def test_null_for_words_is_learnt_from_a_breakdown_as_well() -> None:
    """A template that fails over it fails each time."""
    model = FakeChatModel(picky(picky_servers.no_null_in_words("'NoneType' in template", 500)))

    hold(model)

    assert len(model.requests) - 6 == 1


@each_row(
    "said",
    [
        "parameter.enable_thinking must be set to false for non-streaming calls",
        "Please set enable_thinking=false for non-streaming calls",
        "parameter.enable_thinking only support stream",
        "enable_thinking: must be `false`",
    ],
)
def test_a_parameter_that_must_be_set_is_set_from_then_on(said: str) -> None:
    """It is no part of the API: nobody else is told."""
    model = FakeChatModel(picky(picky_servers.wants_no_thinking(said)), keeps_rules=False)

    hold(model)

    assert ["enable_thinking" in request.body for request in model.requests] == [
        *[False],
        *[True] * 6,
    ]


def test_a_server_that_refuses_its_own_field_does_not_get_it_back() -> None:
    """Which is learnt once."""
    rule = picky_servers.no_own_fields("reasoning")
    model = FakeChatModel(picky(rule, of_message={"reasoning": "The user wants Oslo."}))

    hold(model)

    assert len(model.requests) == 7


@each_row(
    ("rule", "refused"),
    [(picky_servers.reasoning_before_calls, 2), (picky_servers.no_strict, 1)],
    ids=["reasoning", "strict"],
)
def test_rules_of_the_responses_api_cost_few_requests(rule: Rule, refused: int) -> None:
    """The items go back in front of the calls that they have led to."""
    model = FakeChatModel(picky(rule), keeps_rules=False)

    hold(model, CHAT_API="responses")

    assert knows_the_first(model)
    assert len(model.requests) - 6 == refused


def test_words_beside_calls_are_left_out_where_a_server_takes_but_one() -> None:
    """Which is learnt once."""
    rule = picky_servers.no_words_beside_calls
    model = FakeChatModel(picky(rule, of_message={"content": "I look that up."}))

    hold(model)

    assert len(model.requests) == 7


def test_a_schema_without_null_lets_an_argument_be_left_out() -> None:
    """A model that had to choose units would choose them for people."""
    model = FakeChatModel(picky(picky_servers.plain_schemas))

    hold(model)

    sent = [tool["function"]["parameters"] for tool in model.requests[-1].body["tools"]]
    assert all(schema["required"] == ["place"] for schema in sent)
    assert picky_servers.plain_schemas(model.requests[-1]) is None
