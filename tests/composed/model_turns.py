"""Turns of a chat model: requests in both dialects, and the answers as they are read.

Composed are forms of messages, calls, ends and counts, and of thoughts, marks and calls among the
words. Told are the turn, or the error, and why the client would ask again.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Any, Final

from fakes.clock import FakeTime
from fakes.model_bench import ASKER, CALLED, DIALECTS, QUESTION, RESULT, DeclaredTool
from fakes.offered_tools import offered_tools

from bot.clock import Deadline
from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models import Completion
from bot.models.openai import OpenAIModel
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer
from composed import Told

Json = dict[str, Any]

SAID: Final = "**Oslo**: 3 °C."
DEADLINE: Final = FakeTime().clock.deadline(60)
FUNCTION: Final = {"name": "get_weather", "arguments": '{"place":"Oslo"}'}
CALL: Final = {"id": "a", "type": "function", "function": FUNCTION}


class Canned(OpenAIClient):
    """A client whose server has one answer, of which it is told whether it is of use."""

    def __init__(self, answer: Json) -> None:
        super().__init__(ModelServer("m", "k"), FakeTime().clock)
        self.answer, self.sent, self.problem = answer, dict[str, Any](), ""

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        deadline: Deadline,  # noqa: ARG002
        problem_of: Callable[[Mapping[str, Any]], str] = lambda _: "",
    ) -> Json:
        """Return the answer."""
        self.sent, self.problem = {"path": path, **body}, problem_of(self.answer)
        return self.answer


def read(dialect: str, answer: Json, *, is_behind: bool = False, may_call: bool = True) -> str:
    """Return the reading of a server's answer to a question, or to what is behind its results."""
    client = Canned(answer)
    model = OpenAIModel(client, DIALECTS[dialect])
    messages = (*QUESTION, CALLED, RESULT) if is_behind else QUESTION
    try:
        turn = model.complete(messages, offered_tools(), ASKER, DEADLINE, may_call_tools=may_call)
    except ModelError as error:
        return f"{type(error).__name__}: {error} | {client.problem}"
    return f"{_turn(turn)} | {client.problem}"


def _turn(turn: Completion) -> str:
    calls = [f"{each.id}:{each.name}{each.arguments}{each.extra}" for each in turn.tool_calls]
    ends = f"{'cut' * turn.is_cut_off}{'filtered' * turn.is_filtered} {turn.prompt_tokens}"
    return f"{turn.content!r} {calls} {ends}+{turn.completion_tokens} {turn.extra}"


def told() -> Told:
    """Yield answers of servers and what is read of them, and conversations and their requests."""
    answers = (*product(["chat"], _chat_answers()), *product(["responses"], _responses()))
    for dialect, answer in answers:
        ways = [read(dialect, answer), read(dialect, answer, is_behind=True)]
        ways.append(read(dialect, answer, may_call=False))
        yield f"{dialect} {json.dumps(answer)}", "\n".join(dict.fromkeys(ways))
    for text in dict.fromkeys(_texts()):
        answer = _chat(content=text)
        ways = (read("chat", answer), read("chat", answer, may_call=False))
        yield f"words {text}", "\n".join(dict.fromkeys(ways))
    yield from _requests()


CONTENTS: Final[tuple[Any, ...]] = (
    *(SAID, "", " \n", None, 7, [], {}, [SAID, " And."], ["", SAID], "silence", "{}"),
    "a" * 100_001,
    *([{"type": kind, "text": SAID}] for kind in ("text", "output_text", "refusal", "thinking", 1)),
    *([{"text": SAID}], [{"type": "refusal", "refusal": "No."}], [{"type": "text"}, None, "x"]),
    [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": SAID}, {"type": "text"}],
    [{"type": "tool_use", "id": "u", "name": "get_weather", "input": {"place": "Rome"}}],
)
CALLS: Final[tuple[Any, ...]] = (
    *(None, [], {}, "x", [CALL], [CALL, CALL], [{**CALL, "id": None}], [{**CALL, "id": 5}]),
    [{"id": "a", "function": {"name": "t", "arguments": {"place": "Ōsaka"}}, "index": 0}],
    [{**CALL, "seal": "s", "extra_content": {"google": 1}}, {**CALL, "id": "b"}],
    [{"id": "a", "function": {**FUNCTION, "sig": "z", "none": None}}, None, 3],
    [{"id": "f", "type": "function", "name": "get_weather", "arguments": {"place": "Bonn"}}],
    [{"id": "f", "type": "function_call", "name": "get_weather", "input": ""}, {"type": "x"}],
    [{"id": "f", "type": "tool_call", "name": None}, {"id": "f", "type": "function", "name": 7}],
    [{"id": str(at), "function": {"name": "t", "arguments": ""}} for at in range(501)],
)
ENDS: Final[tuple[Any, ...]] = (
    *(None, "", "stop", "STOP", "FinishReason.STOP", "tool_calls", "tool_use", "function_call"),
    *("length", "FinishReason.MAX_TOKENS", "model_length", "content_filter", "max_new_tokens"),
    *("content_filter: SPII", "error", "abort", "eos", "x" * 50, 3, [], "tool_call", "incomplete"),
)
ENDINGS: Final = """\
end_turn eos_token stop_sequence end complete completed finished done normal stopped stop_token
eosfound max_tokens max_completion_tokens model_context_window_exceeded max_length token_limit limit
length_limit context_length_exceeded context_window_exceeded cancelled safety recitation timeout
"""
COUNTS: Final[tuple[Any, ...]] = (None, 0, 7, -1, True, 2.5, "3", 10**12)


def _chat_answers() -> Iterator[Json]:
    for content, calls in product(CONTENTS, CALLS):
        yield _chat(content=content, tool_calls=calls)
    for end in ENDINGS.split():
        yield _chat(end, content=SAID)
    for end, content, calls in product(ENDS, (SAID, None), (None, [CALL])):
        yield _chat(end, content=content, tool_calls=calls)
        yield {"choices": [{"finish_reason": end}]}
        yield {"choices": [_choice(end, content=content), _choice("stop", tool_calls=calls)]}
    old = {"name": "get_alerts", "arguments": {}}
    for more, content in product(
        (
            *({"function_call": old}, {"function_call": None}, {"refusal": "I can't."}),
            *({"reasoning_content": "Hm.", "annotations": [], "audio": None}, {"a": [], "b": ""}),
            *({"reasoning": f"<tool_call>{json.dumps(FUNCTION)}"}, {"thinking": "get_weather"}),
            {"reasoning_content": 'get_weather(place="Oslo")', "tool_calls": [CALL]},
        ),
        (SAID, "", None),
    ):
        yield _chat(content=content, **more)
        yield {"choices": [_choice(content="One."), _choice(content=content, **more)]}
    for prompt, completion in product(COUNTS, COUNTS):
        usage = {"prompt_tokens": prompt, "completion_tokens": completion, "input_tokens": 3}
        yield {**_chat(content=SAID), "usage": usage}
    yield from ({}, {"choices": None}, {"choices": []}, {"choices": [None]}, {"choices": {}})
    yield {"choices": [_choice(tool_calls=[CALL])] * 3}
    yield {"choices": [{"message": "x"}, _choice(content=SAID), _choice(content=SAID)]}


def _choice(end: object = "stop", **message: object) -> Json:
    return {"finish_reason": end, "message": {"role": "assistant", **message}}


def _chat(end: object = "stop", **message: object) -> Json:
    return {"choices": [_choice(end, **message)]}


def _item(text: object = SAID, **more: object) -> Json:
    return {"type": "message", "content": [{"type": "output_text", "text": text}], **more}


def _responses() -> Iterator[Json]:
    thought = {"type": "reasoning", "id": "r", "encrypted_content": "e"}
    call = {"type": "function_call", "id": "fc", "call_id": "c", **FUNCTION}
    items: tuple[Any, ...] = (
        *(_item(), _item("More."), _item(role="user"), _item(role="assistant", phase="commentary")),
        *(_item("End.", phase="final_answer", seal=1), thought, call, {**call, "call_id": None}),
        *({**call, "arguments": {"a": 1}, "ns": "x"}, None, {"type": "x"}, _item(status="failed")),
        *(_item(status="incomplete"), _item("", status="completed"), {"type": "message"}),
    )
    for first, second in product(items, items):
        yield {"status": "completed", "output": [first, second]}
    for third in items:
        yield {"output": [thought, {**thought, "id": "s"}, call, thought, third, call]}
    for status, reason in product((None, *ENDS, "completed", "in_progress"), (None, *ENDS)):
        yield {"status": status, "output": [_item()], "incomplete_details": {"reason": reason}}
    for status, torn in product(("completed", "incomplete"), ("failed", "cancelled", "queued")):
        details = {"reason": "max_output_tokens"} if status == "incomplete" else None
        item = _item(status=torn)
        yield {"status": status, "incomplete_details": details, "output": [item, call]}
    for count in COUNTS:
        yield {"output": [_item()], "usage": {"input_tokens": count, "output_tokens": 5}}
        yield {"output": [_item()], "usage": {"prompt_tokens": 3, "output_tokens": count}}
    yield from ({}, {"output": None}, {"output": {}}, {"output": []}, {"output": [None, 1]})
    yield {"output": [call] * 501}


THOUGHTS: Final = (
    *("{}", "<think>Hm.</think>\n{}", "Hm.</think>{}", "{}\n<think>Hm?", "<think>Hm.\n{}"),
    *("<think>a<think>b</think>c</think>{}", "<seed:think>Hm.</seed:think>{}", "<thinker> {}"),
    *('<reasoning time="3">Hm.</reasoning>{}', "[THINK]Hm.[/THINK]{}", "◁think▷Hm.◁/think▷{}"),
    *("<|channel>thought\nHm.<channel|>{}", "<|START_THINKING|>Hm.<|END_THINKING|>{}"),
    *("```thinking\nHm `x`.\n```\n{}", "<!-- Hm - so -->{}", "<!-- Hm {}"),
    "&lt;think&gt;Hm.&lt;/think&gt;{}",
    *('<details type="reasoning"><p>Hm.</p></details>{}', "<tool_response>2 °C</tool_response>{}"),
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>{}",
    *("<|channel|>analysis<|message|>Hm.<|end|>{}", "<|channel|>commentary<|message|>{}<|end|>"),
    *("<|channel|>commentary to=functions.get_weather <|message|>{}<|call|>", "{}<|channel|>final"),
    *("<|start|>assistant to=get_sea<|channel|>commentary<|message|>{}", " final<|message|>{}"),
    *("analysisHm.assistantfinal{}", "analysis{}", "Hm. commentary to=functions.get_sea json{}"),
    "Here are my reasoning steps:\nHm.\n[BEGIN FINAL RESPONSE]\n{}",
    "Here are my reasoning steps: Hm.\n{}",
    *("Here's my thought process: Hm. Here is my response: {}", "Hm.]<]minimax[>[</mm:think>{}"),
    *("**Thought:** Hm.\n**Final Answer:** {}", "Answer: {}", "# Response: {}", "assistant: {}"),
    *("Thoughts: Hm.\n\n{}", "<|im_start|>assistant\n{}<|im_end|>\n<|im_start|>user\nRome?"),
    *("{}<|im_end|>", "{}</s>", "<s>[INST]{}[/INST]", "{}<end_of_turn>\n<start_of_turn>user x"),
    *("{}<|start_header_id|>user<|end_header_id|>x", "<|im_end|>{}"),
    "{}<\uff5cend▁of▁sentence\uff5c>tail",
    *("<co: 0,1>{}</co: 0>", "<answer>{}</answer>", "{}【4†source】", "{} [citation:3]"),
    "\ufeff{}\x00",
    *("{} :contentReference[oaicite:2]{{index=2}}", "\ue200cite\ue202t\ue201{}", "{}\U000f0001"),
    "({})",
)
SPEECH: Final = (
    *(SAID, "", "…", "null", "N/A", "get_weather", "I use get_weather.", "<b>3</b>", "3 <4"),
)
CALL_FORMS: Final = (
    *('<tool_call>{{"name": "{0}", "arguments": {1}}}</tool_call>', "[TOOL_CALLS]{0}[ARGS]{1}"),
    *('[TOOL_CALLS][{{"name":"{0}","arguments":{1}}}]', "<|python_tag|>{0}({2})", "{0}({2})"),
    *('{{"name":"{0}","parameters":{1}}}', '{{"{0}":{1}}}'),
    '```json\n{{"tool":"{0}","args":{1}}}\n```',
    *("<function={0}>{3}</function>", '<invoke name="{0}">{4}</invoke>'),
    "Action: {0}\nAction Input: {1}",
    "<\uff5ctool▁calls▁begin\uff5c><\uff5ctool▁call▁begin\uff5c>function<\uff5ctool▁sep\uff5c>{0}\n```json\n{1}\n```",
    '<|action_start|>{{"tool_calls":[{{"id":"0","tool_name":"{0}","parameters":{1}}}]}}',
    *("```tool_code\nprint({0}({2}))\n```", 'functools[{{"name":"{0}","arguments":{1}}}]'),
    "to=functions.{0} json\n{1}",
    "<tool_call>{0}\n<arg_key>place</arg_key>\n<arg_value>Oslo</arg_value>",
    *("{0} {1}", "I call {0} with place=Oslo.", "`{0}`", "{0}", "<{0}><place>Oslo</place></{0}>"),
    '{{"tool_calls":[{{"function":{{"name":"{0}","arguments":{1}}}}},{{"name":"{0}"}}]}}',
    '"{{\\"name\\":\\"{0}\\",\\"arguments\\":{{}}}}"',
    '{{"a":[[[[{{"name":"{0}"}}]]]],"name":3}}',
    *('{0}("place": "Oslo")', '{0}("Oslo")', "{0}['Oslo']", '{{"calls":[{{"{0}":{1}}}]}}'),
    *('{{"tool_uses":[{{"recipient_name":"{0}","parameters":{1}}}]}}', "name: {0}\n{2}"),
    "<{0} {2}/>",
    *('{0}({{"place": <|"|>Oslo<|"|>}})', "[{0}({2}), {0}(place='Rome')]", "<|x|>{0}<|y|>{1}"),
)
TOKENS: Final = """\
im_end eot_id eom_id eot endoftext end_of_text end return END_OF_TURN_TOKEN user system observation
tool assistant call start begin im_start start_header_id start_of_role turn message constrain other
"""
TAGS: Final = """\
/s s end_of_turn turn| eos bos pad unk start_of_turn |turn sop gMASK answer response final_answer
final output result assistant co think thought reason reflect monologue scratchpad scratch_pad
deliberate introspect analysis internal inner planning plan cot chain_of_thought tool_response
tool_result tool_output tool_outputs antThinking seed:think b p details function tool_call invoke
"""
NAMES: Final = ("get_weather", "functions.get_forecast", "GetWeather", "get-weather", "look_up", "")
ARGUMENTS: Final = (
    ('{"place":"Oslo","days":3}', 'place="Oslo", days=3', "<parameter=place>Oslo</parameter>"),
    ("{}", "", ""),
    ('{"place":', 'place="Os', "<parameter=place>Os"),
    ('{"places":["Ürümqi"]}', "places=['Val d\"Or', 'Rome']", '<x name="a">None</x>'),
    (
        '"{\\"place\\":\\"Oslo\\"}"',
        "'Oslo'",
        "<arg name='days'>007</arg><parameter=n> -12 </parameter>",
    ),
)


def _texts() -> Iterator[str]:
    yield from (thought.format(said) for thought, said in product(THOUGHTS, SPEECH))
    for form, name, (data, code, tags) in product(CALL_FORMS, NAMES, ARGUMENTS):
        call = form.format(name, data, code, tags, tags)
        yield call
        yield f"I look.\n{call} Done."
    for thought, form in product(THOUGHTS, CALL_FORMS):
        yield thought.format(form.format("get_weather", *ARGUMENTS[0], ARGUMENTS[0][2]))
    for token in TOKENS.split():
        for text in ("{1}<|{0}|>{1}", "<|{0}|>{1}", "{1}<|{0}|> user more", "<|{0}>{1}<{0}|>"):
            yield text.format(token, SAID)
    for tag in TAGS.split():
        for text in ("<{0}>Hm.</{0}>{1}", "Hm.</{0}>{1}", "{1}<{0}>Hm.", "[{0}]Hm.[/{0}]{1}"):
            yield text.format(tag, SAID)
        yield f"<|{tag}|>Hm.<|/{tag}|>{SAID}"
        yield f"<|{tag}_begin|>Hm.<|{tag}_end|>{SAID}"
    for most in (19_980, 99_985):
        yield f"{'x' * most} <tool_call>{json.dumps(FUNCTION)}"
    yield from ("{" * most + json.dumps(FUNCTION) for most in (15, 16, 17))
    yield f"get_weather {'x' * 49}"
    yield f"get_weather {'x' * 48}"


def _requests() -> Told:
    call = ToolCall("a", "t", "{}")
    signed = ToolCall(
        "b", "u", "{", '{"seal":"s","function":{"sig":1},"before":[{"type":"reasoning"}]}'
    )
    lines = (
        *(Message("system", "rules"), Message("user", "q"), Message("assistant", "Hi.")),
        *(Message("assistant", "", (call,)), Message("assistant", "I look.", (call, signed))),
        Message("assistant", "", (signed,), extra='{"thoughts":"Hm."}'),
        Message("assistant", ""),
        Message("tool", "r", (), "a"),
        Message("assistant", "x", (), "", '{"phase":"p","role":"q"}'),
    )
    offers: tuple[Sequence[DeclaredTool], ...] = ((), (DeclaredTool(),))
    for dialect, first, last, tools, may in product(DIALECTS, lines, lines, offers, (True, False)):
        client = Canned({"choices": [], "output": [_item()]})
        with suppress(ModelError):  # the answer is for the other dialect
            OpenAIModel(client, DIALECTS[dialect]).complete(
                (first, last), tools, ASKER, DEADLINE, may_call_tools=may
            )
        yield f"{dialect} {first} {last} {len(tools)} {may}", json.dumps(client.sent)
