"""What stands among a model's words and is none of them is never shown: thoughts, calls, marks."""

import json

from fakes.chat_model import FakeChatModel, Turn, text_turn, tool_turn
from fakes.engine_thread import engine_thread
from fakes.model_bench import Stage, open_stage, stage_of
from fakes.offered_tools import NAMES
from fakes.rows import each_row

from bot.answering.tool_calls import sound_calls
from bot.clock import system_clock
from bot.messages import ToolCall
from bot.models.openai.responses import RESPONSES
from bot.models.openai.thoughts import without_marks, without_thoughts
from bot.models.openai.written_calls import written_calls
from bot.tools.current_weather import CurrentWeather

stage = stage_of("chat")

ANSWER = "**Oslo**: mainly clear."

THOUGHTS: dict[str, str] = {
    "closed": f"<think>Maybe 20 °C?</think>\n{ANSWER}",
    "only closed": f"Maybe 20 °C?\n</think>\n\n{ANSWER}",
    "empty": f"<think>\n\n</think>\n\n{ANSWER}",
    "behind the answer": f"{ANSWER}\n<think>Was that right?",
    "nested": f"<think>a<think>b</think>c</think>{ANSWER}",
    "twice": f"<think>a</think>\n<think>b</think>{ANSWER}",
    "closed once more": f"<think>a</think>{ANSWER}</think>",
    "of another name": f"<thinking>Hm.</thinking>{ANSWER}",
    "reasoning": f"<reasoning>Hm.</reasoning>{ANSWER}",
    "of a namespace": f"<seed:think>Hm.</seed:think>{ANSWER}",
    "with an attribute": f'<think time="3">Hm.</think>{ANSWER}',
    "Mistral's": f"[THINK]Hm.[/THINK]{ANSWER}",
    "Kimi's": f"◁think▷Hm.◁/think▷{ANSWER}",
    "Gemma's": f"<|channel>thought\nHm.<channel|>{ANSWER}",
    "Cohere's": f"<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>{ANSWER}",
    "answer in a tag": f"<think>Hm.</think><answer>{ANSWER}</answer>",
    "of a family's own name": f"<longcat_think>Hm.</longcat_think>\n{ANSWER}",
    "in one word": f"<antThinking>Hm.</antThinking>{ANSWER}",
    "a plan": f"<planning>Hm.</planning>{ANSWER}",
    "in tokens": f"<|thinking|>Hm.<|/thinking|>{ANSWER}",
    "with spaces": f"< think >Hm.</ think >{ANSWER}",
    "fenced": f"```thinking\nHm, `place`.\n```\n{ANSWER}",
    "folded": '<details type="reasoning" done="true"><summary>Thought for 3 s</summary>\n> Hm.\n'
    f"</details>\n{ANSWER}",
    "results repeated": f"<tool_response>20 °C</tool_response>\n{ANSWER}",
    "Harmony": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final"
    f"<|message|>{ANSWER}<|return|>",
    "Harmony without its first token": f"final<|message|>{ANSWER}",
    "Harmony without tokens": f"analysisThe user wants Oslo.assistantfinal{ANSWER}",
    "Granite's sentences": f"Here is my thought process:\n20 °C?\n\nHere is my response:\n{ANSWER}",
    "Apriel's": f"20 °C?\n[BEGIN FINAL RESPONSE]\n{ANSWER}\n[END FINAL RESPONSE]\n<|end|>",
    "Apertus's": f"<|inner_prefix|>Hm.<|inner_suffix|>{ANSWER}",
    "end in the name": f"<|thought_begin|>Hm.<|thought_end|>{ANSWER}",
    "role as a tag": f"<|im_start|>think\nHm.<|im_end|>\n<|im_start|>answer\n{ANSWER}",
    "in square brackets": f"[thinking]Hm.[/thinking]{ANSWER}",
    "escaped": f"&lt;think&gt;Hm.&lt;/think&gt;{ANSWER}",
    "behind MiniMax's edges": f"Hm.]<]minimax[>[</mm:think>{ANSWER}",
    "in a comment": f"<!-- thinking: 20 °C - hm --> {ANSWER}",
    "ReAct's": f"Thought: I now know it.\nFinal Answer: {ANSWER}",
    "in bold": f"**Reasoning:** 20 °C?\n\n**Answer:** {ANSWER}",
    "Harmony's preamble": "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant"
    f"<|channel|>final<|message|>{ANSWER}",
    "Harmony's thought behind": f"{ANSWER}<|channel|>analysis<|message|>Hm.",
    "Harmony's with spaces": "<|channel|> analysis <|message|>Hm.<|end|>"
    f"<|channel|> final <|message|>{ANSWER}",
    "Harmony's without its first token": f"\n final<|message|>{ANSWER}",
    "Harmony's without a message": "<|channel|>analysis<|message|>Hm.<|end|>"
    f"<|channel|> final {ANSWER}",
}
MARKS: dict[str, str] = {
    "end of turn": f"{ANSWER}<|im_end|>",
    "run on": f"{ANSWER}<|im_end|>\n<|im_start|>user\nAnd in Rome?",
    "run on without an end": f"{ANSWER}\n<|im_start|>user\nAnd in Rome?",
    "run on, GLM's": f"[gMASK]<sop>{ANSWER}\n<|observation|>\n4 °C",
    "result in a tag": f"<result>{ANSWER}</result>",
    "role": f"<|im_start|>assistant\n{ANSWER}",
    "Llama's": f"<|start_header_id|>assistant<|end_header_id|>\n\n{ANSWER}<|eot_id|>",
    "end of sentence": f"{ANSWER}</s>",
    "DeepSeek's": f"{ANSWER}<\uff5cend▁of▁sentence\uff5c>",
    "Gemma's turn": f"<start_of_turn>model\n{ANSWER}<end_of_turn>",
    "Granite's role": f"<|start_of_role|>assistant<|end_of_role|>{ANSWER}<|end_of_text|>",
    "EXAONE's": f"[|assistant|]{ANSWER}[|endofturn|]",
    "speaker": f"Assistant: {ANSWER}",
    "unseen": f"\ufeff{ANSWER}\0",
    "citation as text": f"{ANSWER} :contentReference[oaicite:0]{{index=0}} [citation:1]",
    "citation": f"{ANSWER} \ue200cite\ue202turn0search0\ue201",
    "file citation": f"{ANSWER}【4:0†weather.txt】",
    "private use": f"{ANSWER}\ue000\U000f0001",
}
NOTHING: dict[str, str] = {
    "of a name unheard of": "<chain_of_thought>The user wants Oslo.</chain_of_thought>",
    "never closed": "<think>The user wants Oslo, so I",
    "thought alone": "<think>The user wants Oslo.</think>",
    "Harmony's thought alone": "<|channel|>analysis<|message|>The user wants Oslo.",
    "without tokens": "analysisThe user wants Oslo.",
    "Harmony's thought without its first token": "analysis<|message|>The user wants Oslo.",
    "Harmony's preamble without its first token": "commentary<|message|>I look.",
    "points": "…",
    "unseen": "\u200b \u00a0",
    "quotation marks": '""',
    "braces": "{}",
    "not available": "N/A",
    "null": "null",
    "tokens": "<|im_end|>",
}


@each_row("said", [*THOUGHTS.values(), *MARKS.values()], ids=[*THOUGHTS, *MARKS])
def test_words_are_what_is_meant_for_people(stage: Stage, said: str) -> None:
    """Without thoughts in any form, closed or not, and without tokens and hidden marks."""
    assert stage.open_bench(text_turn(said)).ask().content == ANSWER


def test_words_and_calls_are_read_alike_in_every_dialect() -> None:
    """What one API knows of them the other does, too."""
    with open_stage(RESPONSES) as stage:
        thought = stage.open_bench(text_turn(THOUGHTS["closed"])).ask()
        called = stage.open_bench(text_turn(WRITTEN["Hermes"])).ask()

    assert (thought.content, thought.tool_calls) == (ANSWER, ())
    assert (called.content, len(called.tool_calls)) == ("", 1)


TAGS = (
    "think thinking thought thoughts reason reasoning reflection monologue scratchpad scratch_pad"
    " deliberation introspection analysis internal inner planning plan cot chain_of_thought"
    " chain_of_steps tool_response tool_result tool_results tool_output tool_outputs x:plan"
    " inner_monologue seed:think antThinking self-reflection my.thoughts"
)
PAIRS = [
    *((f"<{name}>", f"</{name}>") for name in TAGS.split()),
    *((f"<|{name}|>", f"<|/{name}|>") for name in ("think", "plan")),
    *((f"<|{name}|>", f"</|{name}|>") for name in ("think", "plan")),
    (f'<think id="{"x" * 75}">', "</think>"),
    ("<unused94>", "<unused95>"),
    ("<ctrl94>", "<ctrl95>"),
    ("◁think▷", "◁/think▷"),
    ("<|channel>", "<channel|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|start_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|im_start|>think", "<|im_start|>answer"),
    ("<|thought_begin|>", "<|thought_end|>"),
    ("<think>", "<|think_end|>"),
    ("<think>", "<|reasoning_end|>"),
    ("<think>", "<|begin|>assistant<|content|>"),
    ("Here's my thought process:", "Here's my response:"),
    ("here is my thought process:", "here is my response:"),
    ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
    *((f"[{name}]", f"[/{name}]") for name in ("think", "thinking", "thought", "thoughts")),
    ("```thinking\n", "```"),
    ("```thought\n", "```"),
    ("```reasoning\n", "```"),
    ('<details type="reasoning">', "</details>"),
    ("<!--", "-->"),
]


@each_row(("begin", "end"), PAIRS)
def test_a_thought_is_known_by_either_of_its_ends(begin: str, end: str) -> None:
    """In any case; what stands before and behind it stays, but for one that never ends."""
    unending = f"{ANSWER}\n{begin} - `Was` <b>that right"
    assert (
        without_thoughts(unending).strip()
        == without_thoughts(unending.upper()).strip().replace(ANSWER.upper(), ANSWER)
        == ANSWER
    )
    assert without_thoughts(f"{begin} 20 °C? {end}\n{ANSWER}").strip() == ANSWER
    assert without_thoughts(f"{ANSWER}\n{begin} Was that right? {end}").strip() == ANSWER
    if begin.startswith("<") and "/" in end and "details" not in begin:
        assert without_thoughts(f"20 °C? {end}\n{ANSWER}").strip() == ANSWER
        assert without_thoughts(f"{begin.upper()} Hm. {end.upper()}{ANSWER}").strip() == ANSWER


def test_a_thought_in_escaped_tags_is_one() -> None:
    """Of any name."""
    assert without_thoughts("\n analysisThe user") == without_thoughts("analysis'Oslo'") == ""
    for name in TAGS.split():
        assert without_thoughts(f"&lt;{name}&gt;20 °C?&lt;/{name}&gt;{ANSWER}") == ANSWER


def test_what_stands_between_and_around_thoughts_keeps_its_order() -> None:
    """Each of several is taken out; of channels for people all count, without them the last."""
    told, both = "it rains", "<!-- b -->```thinking\nHm.\n```"
    assert without_thoughts(f"<think>a</think>{told}</think>...") == f"{told}..."
    final = "<|channel|>final"

    assert without_thoughts(f"sun, {both}then{both} <think>hm</think>{told}") == f"sun, then {told}"
    assert without_thoughts(f"{final}<|message|>sun{final}<|message|>{told}") == f"sun\n{told}"
    assert without_thoughts(f"{final}in the final hours {told}") == f"in the final hours {told}"
    assert without_thoughts(f"analysisHm.assistantfinalsun assistantfinal{told}") == told
    hm = "<|channel|>analysis of the final hours<|message|>Hm.<|end|>"
    assert without_thoughts(f"{hm}{final}<|message|>{told}") == told
    begun, called = "I say to=x. <|start|>assistant ", "to=functions.get_weather<|channel|>"
    assert without_thoughts(f"{begun}{called}commentary<|message|>{{}}") == (
        f"{called}commentary<|message|>{{}}"
    )
    call = "commentary to=functions.get_weather"
    assert without_thoughts(f"analysisHm, get_sea.assistant{call}") == f"assistant{call}"
    assert without_thoughts(f"analysisHm, get_sea. {call}") == call
    guess = f"<|call|><|start|>assistant{final}<|message|>{told}"
    both = f'<|start|>assistant {called}commentary<|message|>{{"place": "Oslo"}}{guess}'
    assert written_calls(without_thoughts(both), NAMES) == ([("get_weather", OSLO)], "")
    for more, are_words in ((100, True), (97, False)):
        said = f"With x to={'5' * more}{final}<|message|>{told}"
        assert (without_thoughts(said) == told) == are_words, more


def test_calls_end_thoughts_that_are_steps() -> None:
    """Apriel's models often call before the sign that ends their thoughts, or without it."""
    call = f'<tool_calls>[{{"name": "get_weather", "arguments": {OSLO}}}]</tool_calls>'
    steps = "Here are my reasoning steps:\nI look Oslo up.\n"

    assert without_thoughts(f"{steps}{call}\n<|end|>") == f"{call}\n<|end|>"
    assert written_calls(without_thoughts(steps + call), NAMES) == ([("get_weather", OSLO)], "")
    assert without_thoughts(steps) == without_thoughts(f"<think>Hm.\n{call}") == ""
    assert without_thoughts(f"{steps}{call}\n[BEGIN FINAL RESPONSE]{ANSWER}") == ANSWER


def test_a_message_in_a_channel_ends_with_any_of_its_tokens() -> None:
    """What another says behind it is no part of the answer."""
    for end in ("end", "return", "call", "start"):
        said = f"<|channel|>final<|message|>{ANSWER}<|{end}|>And more."
        assert without_thoughts(said) == ANSWER


@each_row(
    "label",
    [
        *("Final answer:", "Answer:", "Response:", "Assistant:", "**Answer:**", "## Final Answer:"),
        *(
            "Thought: Hm.\nAnswer:",
            "Thinking: Hm.\nMore.\nFinal Answer:",
            "Reasoning: x\nResponse:",
            "\n\n#### Thought: Hm.\n\t \t#### Answer:\n\n",
            "****Thoughts**: Hm.\n****Response**:**",
            "Thoughts:\nAnswer:",
        ),
    ],
)
def test_a_label_before_the_answer_is_none_of_its_words(label: str) -> None:
    """As agents write it."""
    inside = f"{ANSWER}\n\n{label} 5 °C"
    assert without_marks(inside) == inside
    assert without_marks(without_thoughts(f"{label} {ANSWER}")) == ANSWER


ENDS = (
    *("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|endoftext|>", "<|end_of_text|>"),
    *(
        "<|end|>",
        "<|return|>",
        "<|END_OF_TURN_TOKEN|>",
        "</s>",
        "<end_of_turn>",
        "<turn|>",
        "<eos>",
    ),
    *("<\uff5cend▁of▁sentence\uff5c>", "<|user|>", "<|system|>", "<|observation|>", "<|tool|>"),
    *("<\uff5cUser\uff5c>", "<|im_start|>user", "<|start_header_id|>system", "<|start|>tool"),
    *("<|turn|>human", "<|turn>user", "<start_of_turn>user", "<|im_start|>\nipython"),
)
TOKENS = (
    *("<|im_start|>assistant", "<|start_header_id|>assistant<|end_header_id|>", "<|start|>"),
    *("<|start|>assistant", "<|begin|>user", "<|begin|>system", "<|begin|>assistant"),
    *("<|start_of_role|>assistant<|end_of_role|>", "<start_of_turn>model"),
    *("<|turn>model", "<|anything|>", "<\uff5canything\uff5c>", "<s>", "<bos>", "<pad>", "<unk>"),
    *("[INST]", "[/INST]", "<answer>", "</answer>", "<response>", "<final_answer>", "</final>"),
    *("<output>", "<result>", "</assistant>", "<co>", "<co: 1,2>", "[gMASK]", "<sop>"),
    "[END FINAL RESPONSE]",
    *("[|assistant|]", "\ue200cite\ue201", "【4:0†x】", "[oaicite:1]", "[citation:12]"),
    *(":contentReference[oaicite:0]{index=0}", "\0", "\ufeff", "\ue000", "\U000f0001"),
)
WORDLESS = (
    *("", " ", "…", "...", "*", "_", "~~", '""', "''", "``", "{}", "()", "[]", "\u200b", "\u2060"),
    *("null", "None", "undefined", "n/a", "N/A.", "[null]", "```\n```"),
)


def test_marks_are_none_of_a_model_s_words() -> None:
    """Behind the end of a turn nothing counts; what is nothing but marks is nothing."""
    assert [end for end in ENDS if without_marks(f"{ANSWER}{end} more") != ANSWER] == []
    assert [mark for mark in TOKENS if without_marks(f"{mark} {ANSWER} {mark}") != ANSWER] == []
    assert [said for said in WORDLESS if without_marks(said)] == []
    assert without_marks(f"<eos>{ANSWER}") == ANSWER  # what stands behind it is all there is
    kept = ("4 < 5", "<b>", "[1]", "nullified", "N/A or 5 °C", "{x}", "user: x", "【x】")
    assert [said for said in kept if without_marks(said) != said] == []


@each_row("said", NOTHING.values(), ids=NOTHING)
def test_a_turn_of_thoughts_alone_is_tried_again(stage: Stage, said: str) -> None:
    """As one with nothing in it."""
    b = stage.open_bench(text_turn(said), text_turn(ANSWER))

    assert b.ask().content == ANSWER
    assert len(b.fake.requests) == 2


@each_row(
    "said",
    [
        "```\nOslo  4 °C\n```",
        "4 < 5 and 6 > 5 °C",
        "👍",
        "Is that all? I think so.",
        "A [link] & <@U1>, `x`",
        "My **analysis**: 4 °C",
        'What the charts call "analysis" is of 11:00, the "analysis"Map of 12:00.',
        "Analysis: 4 °C",
        "analysis of 11:00: 4 °C",
    ],
)
def test_words_of_people_s_own_stay(stage: Stage, said: str) -> None:
    """Nothing of them looks like a mark."""
    assert stage.open_bench(text_turn(said)).ask().content == said


JSON_CALL = '{"name": "get_weather", "arguments": {"place": "Oslo"}}'
BEGIN, SEP, END = (f"<\uff5ctool▁call{part}\uff5c>" for part in ("▁begin", "▁sep", "▁end"))
WRITTEN: dict[str, str] = {
    "Hermes": f"<tool_call>\n{JSON_CALL}\n</tool_call>",
    "Hermes, not closed": f"<tool_call>{JSON_CALL}",
    "behind words": f"Let me look that up.\n<tool_call>{JSON_CALL}</tool_call>",
    "behind a thought": f"<think>Hm.</think><tool_call>{JSON_CALL}</tool_call>",
    "arguments as text": '<tool_call>{"name": "get_weather", "arguments": "{\\"place\\":'
    ' \\"Oslo\\"}"}</tool_call>',
    "JSON": '{"name": "get_weather", "parameters": {"place": "Oslo"}}',
    "JSON of the API": f'{{"type": "function", "function": {JSON_CALL}}}',
    "JSON in a fence": f"```json\n{JSON_CALL}\n```",
    "JSON behind words": f"I'll check.\n```json\n{JSON_CALL}\n```",
    "JSON in a list": f"[{JSON_CALL}]",
    "JSON, torn": '{"name": "get_weather", "arguments": {"place": "Oslo"}',
    "JSON by its name": '{"get_weather": {"place": "Oslo"}}',
    "JSON of an agent": '{"action": "get_weather", "action_input": {"place": "Oslo"}}',
    "JSON of the whole turn": f'{{"tool_calls": [{{"function": {JSON_CALL}}}]}}',
    "Llama": f"<|python_tag|>{JSON_CALL}",
    "Llama in Python": '<|python_tag|>get_weather.call(place="Oslo")',
    "Llama 4": '[get_weather(place="Oslo")]',
    "function": '<function=get_weather>{"place": "Oslo"}</function>',
    "function, torn": '<function=get_weather{"place": "Oslo"}</function>',
    "Qwen": "<tool_call>\n<function=get_weather>\n<parameter=place>\nOslo\n</parameter>\n"
    "</function>\n</tool_call>",
    "invoke": '<invoke name="get_weather"><parameter name="place">Oslo</parameter></invoke>',
    "tag": "<get_weather><place>Oslo</place></get_weather>",
    "GLM": "<tool_call>get_weather\n<arg_key>place</arg_key>\n<arg_value>Oslo</arg_value>\n"
    "</tool_call>",
    "Mistral": f"[TOOL_CALLS] [{JSON_CALL}]",
    "Mistral's newer": '[TOOL_CALLS]get_weather[ARGS]{"place": "Oslo"}',
    "Harmony": "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>"
    '{"place": "Oslo"}',
    "Harmony behind a thought": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant"
    '<|channel|>commentary to=functions.get_weather json<|message|>{"place": "Oslo"}<|call|>',
    "Harmony's other order": "<|start|>assistant to=functions.get_weather<|channel|>commentary json"
    '<|message|>{"place": "Oslo"}',
    "Harmony without its start": "to=functions.get_weather<|channel|>commentary json<|message|>"
    '{"place": "Oslo"}',
    "Harmony without tokens": "analysisHm.assistantcommentary to=functions.get_weather json"
    '{"place": "Oslo"}',
    "DeepSeek": f'{BEGIN}function{SEP}get_weather\n```json\n{{"place": "Oslo"}}\n```{END}',
    "DeepSeek's newer": f'{BEGIN}get_weather{SEP}{{"place": "Oslo"}}{END}',
    "Kimi": "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0"
    '<|tool_call_argument_begin|>{"place": "Oslo"}<|tool_call_end|>',
    "Gemma": '```tool_code\nprint(default_api.get_weather(place="Oslo"))\n```',
    "Gemma's newer": '<|tool_call>call:get_weather{place:<|"|>Oslo<|"|>}<tool_call|>',
    "Cohere": '<|START_ACTION|>[{"tool_name": "get_weather", "parameters": {"place": "Oslo"}}]'
    "<|END_ACTION|>",
    "ReAct": 'Action: get_weather\nAction Input: {"place": "Oslo"}',
    "ReAct in brackets": "Action: get_weather[Oslo]",
    "in a fence": '```\nget_weather("Oslo")\n```',
    "between marks of code": '`get_weather(place="Oslo")`',
    "in bold": '**get_weather**(place="Oslo")',
    "in a row": 'I look.\nget_weather(place="Oslo")',
    "announced by its name": 'I call get_weather for Oslo.\nget_weather(place="Oslo")',
    "in camel case": 'getWeather(place="Oslo")',
    "in a program": 'w = await default_api.get_weather(place = "Oslo")\nprint(w)',
    "a program in JSON": '{"tool_code": "get_weather(place=\\"Oslo\\")"}',
    "in a tag of code": "<tool_code>\nprint(get_weather(place='Oslo'))\n</tool_code>",
    "name before JSON": '>>>get_weather\n{"place": "Oslo"}',
    "told": 'Calling tool: get_weather with {"place": "Oslo"}',
    "told in brackets": '[Calling get_weather with place="Oslo"]',
    "JSON of Python": "{'name': 'get_weather', 'arguments': {'place': 'Oslo'}}",
    "YAML": "name: get_weather\narguments:\n  place: Oslo",
    "YAML in a row": "{name: get_weather, arguments: {place: Oslo}}",
    "tokens unheard of": '<|recipient|>get_weather<|content|>{"place":"Oslo"}',
    "tag of another family": '<xai:function_call name="get_weather"><parameter name="place">Oslo'
    "</parameter></xai:function_call>",
    "Longcat": "<longcat_tool_call>get_weather\n<longcat_arg_key>place</longcat_arg_key>\n"
    "<longcat_arg_value>Oslo</longcat_arg_value>\n</longcat_tool_call>",
    "MiniMax with its edges": "I look.]<]minimax[>[<tool_call>\n]<]minimax[>[<invoke"
    ' name="get_weather">]<]minimax[>[<place>Oslo]<]minimax[>[</place>]<]minimax[>[</invoke>\n'
    "]<]minimax[>[</tool_call>",
    "in a thought": f"<think>I look.\n<tool_call>{JSON_CALL}</tool_call></think>",
    "in a thought without its end": f"<think>I look.\n<tool_call>{JSON_CALL}</tool_call>",
    "a text of JSON": json.dumps(JSON_CALL),
    "list of arguments": '{"name": "get_weather", "parameters": [{"name": "place", "value":'
    ' "Oslo"}]}',
    "tag with its name inside": '<use_tool><name>get_weather</name><arguments>{"place": "Oslo"}'
    "</arguments></use_tool>",
    "tag with attributes": '<get_weather place="Oslo"/>',
    "tag of pairs": "<get_weather><parameter><name>place</name><value>Oslo</value></parameter>"
    "</get_weather>",
}


@each_row("said", WRITTEN.values(), ids=WRITTEN)
def test_a_call_that_is_written_as_words_is_a_call(stage: Stage, said: str) -> None:
    """Whatever its family writes; the words around it announce it."""
    completion = stage.open_bench(text_turn(said)).ask()

    (call,) = sound_calls(completion.tool_calls, [CurrentWeather()])
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"place": "Oslo"})
    assert completion.content == ""


def test_a_mark_of_a_torn_call_is_no_place(stage: Stage) -> None:
    """The model hears that its arguments have none."""
    for mark in ("ARGS", "args", "CALL_ID]1[ARGS", "TOOL_CALLS", "TOOL_CONTENT"):
        completion = stage.open_bench(text_turn(f'[TOOL_CALLS]get_weather[{mark}]{{"place":')).ask()

        assert completion.tool_calls == (ToolCall("", "get_weather", "{}"),)


def test_several_written_calls_are_all_made(stage: Stage) -> None:
    """Each with arguments of its own; a tool that is unknown gets an error of its own later."""
    other = JSON_CALL.replace("Oslo", "Rome")
    unknown = '{"name": "get_stocks", "arguments": {}}'
    said = "".join(f"<tool_call>{each}</tool_call>" for each in (JSON_CALL, other, unknown))
    listed = f"<tool_call>[{JSON_CALL}, {other}, {unknown}]"

    for text in (said, listed):
        calls = stage.open_bench(text_turn(text)).ask().tool_calls

        assert [call.name for call in calls] == ["get_weather", "get_weather", "get_stocks"]
        assert [json.loads(call.arguments) for call in calls[:2]] == [
            {"place": "Oslo"},
            {"place": "Rome"},
        ]
    bare = [("get_weather", city) for city in ("Oslo", "Rome")]
    assert written_calls('get_weather("Oslo")\nget_weather("Rome")', NAMES) == (bare, "")
    empty = [("get_weather", "{}"), ("get_sea", "{}")]
    named = "".join(f"<tool_call>{name}</tool_call>" for name, _ in empty)
    assert written_calls(named, NAMES) == (empty, "")


def test_a_written_call_with_several_arguments_has_them_all() -> None:
    """With nothing and numbers among them."""
    said = '[get_forecast(place="Oslo", days=3, units=None)]'

    ((name, arguments),), words = written_calls(said, NAMES)

    assert (name, words) == ("get_forecast", "")
    assert json.loads(arguments) == {"place": "Oslo", "days": 3, "units": None}


FIELDS_OF_NAMES = "name function tool tool_name function_name action recipient_name"
FIELDS_OF_ARGUMENTS = "arguments parameters args input tool_input action_input params kwargs"
LISTS_OF_CALLS = "tool_calls tool_uses function_calls calls"


def test_a_call_is_read_whatever_its_fields_are_called() -> None:
    """That of its name, that of its arguments, and the list that it stands in."""
    called, oslo = [("get_weather", '{"place": "Oslo"}')], {"place": "Oslo"}
    for name in FIELDS_OF_NAMES.split():
        for arguments in FIELDS_OF_ARGUMENTS.split():
            said = json.dumps({name: "get_weather", arguments: oslo})
            assert written_calls(said, NAMES) == (called, ""), said
        yaml = f"{name}: get_weather\narguments:\n  place: Oslo"
        assert written_calls(yaml, NAMES) == (called, ""), yaml
        unknown = f"<tool_call>{json.dumps({name: 'get_stocks', 'args': oslo})}"
        assert written_calls(unknown, NAMES) == ([("get_stocks", '{"place": "Oslo"}')], ""), name
    for calls in LISTS_OF_CALLS.split():
        said = json.dumps({"kind": "turn", calls: [json.loads(JSON_CALL)]})
        assert written_calls(said, NAMES) == (called, ""), said
        both = [json.loads(JSON_CALL), {"name": "get_stocks", "args": {}}]
        said = f"<tool_call>{json.dumps({'kind': 'turn', calls: both})}"
        assert written_calls(said, NAMES) == ([*called, ("get_stocks", "{}")], ""), said


OSLO = '{"place": "Oslo"}'
POSTAL = '{"place": "10115", "days": 999, "at": -999}'
LONG = "x" * 19_000


@each_row(
    ("said", "calls"),
    [
        ('{"name": "get_weather", "type": "function", "id": "c1", "place": "Oslo"}', [OSLO]),
        (f"{JSON_CALL}\n{JSON_CALL}", [OSLO]),
        (
            "[get_weather(place='Oslo', days=-2, is_new=False, is_old=True, at=null)]",
            ['{"place": "Oslo", "days": -2, "is_new": false, "is_old": true, "at": null}'],
        ),
        ('[get_weather(place="Oslo", code=1000)]', ['{"place": "Oslo", "code": "1000"}']),
        ("<function=get_weather>\n<parameter=place>\n02134\n</parameter>", ['{"place": "02134"}']),
        ("[get_weather(place=02134, days=0, at=-0)]", ['{"place": "02134", "days": 0, "at": 0}']),
        ("[get_weather(place=10115, days=999, at=-999)]", [POSTAL]),
        ('[get_weather(place="Oslo", code=-1000)]', ['{"place": "Oslo", "code": "-1000"}']),
        ('{"name": "get_weather", "arguments": {"place": "Z\u00fcrich"}}', ['{"place": "Zürich"}']),
        ("{" * 15 + JSON_CALL, [OSLO]),
        ('{"name": "get_weather", "args": 1, "arguments": {"place": "Oslo"}}', [OSLO]),
        (f"{{}}\n{JSON_CALL}", [OSLO]),
        (JSON_CALL.rjust(20_000), [OSLO]),
        (f"<tool_call>{'get_weather[Oslo]'.rjust(19_989)}", ["Oslo"]),
        (f"<tool_call>{'get_weather[Oslo]'.rjust(19_990)}", ["{}"]),
        ('{"get_weather": {"name": "Oslo"}}', ['{"name": "Oslo"}']),
        ('{"get_weather": {"input": "Oslo"}}', ['{"input": "Oslo"}']),
        (
            json.dumps(
                [{"name": "get_weather", "args": {n: n}} for n in ("place", "name", "input")]
            ),
            ['{"place": "place"}', '{"name": "name"}', '{"input": "input"}'],
        ),
        (
            json.dumps(
                [json.loads(JSON_CALL), {"a": {"name": "get_weather", "args": {"place": "Rome"}}}]
            ),
            [OSLO, '{"place": "Rome"}'],
        ),
        ('get_weather({"name": "Oslo", "input": 1})', ['{"name": "Oslo", "input": 1}']),
        ('get_weather({"place": "Oslo", "days": 3})', ['{"place": "Oslo", "days": 3}']),
        ('get_weather( "Oslo ")', ["Oslo"]),
        ("get_weather['Oslo']: hm", ["Oslo"]),
        (
            '[get_weather(places=["Oslo", "Rome"], days=3)]',
            ['{"places": ["Oslo", "Rome"], "days": 3}'],
        ),
        ("get_weather({place: ['Oslo']})", ['{"place": ["Oslo"]}']),
        ("get_weather(place=[Oslo])", [OSLO]),
        (
            """get_weather(places=["Coeur d'Alene", "Oslo"])""",
            ["""{"places": ["Coeur d'Alene", "Oslo"]}"""],
        ),
        (
            """get_weather(places=["L'Aquila" , 'Oslo', ])""",
            ["""{"places": ["L'Aquila", "Oslo"]}"""],
        ),
        (
            "get_weather(place=[Coeur d'Alene, L'Aquila])",
            ["""{"place": "Coeur d'Alene, L'Aquila"}"""],
        ),
        ('get_weather(arguments=[place="Oslo"])', [f'{{"arguments": {OSLO}}}']),
        (f"get_weather(place=[{'x' * 300}])", [json.dumps({"place": "x" * 300})]),
        (f"get_weather(place=[{'x' * 301}])", ["{}"]),
        ('get_weather("place": "Oslo", "days" : 3)', ['{"place": "Oslo", "days": 3}']),
        ("get_weather('place' : 'Oslo')", [OSLO]),
        ('get_weather([1, {"place": "Oslo"}])', [OSLO]),
        ('{"get_weather": "Oslo"}', ["Oslo"]),
        ('get_weather   (  "Ås")', ["Ås"]),
        ('{"name": "get_weather", "arguments": "\\ud800Ås"}', ["?Ås"]),
        (r'"get_weather(place=\"Ås\ud800\")"', ['{"place": "Ås?"}']),
        (f'get_weather("{"x" * 61}")', ["x" * 61]),
        (f'get_weather("{"x" * 62}")', ["{}"]),
        ('get_weather(place=\\"Oslo\\")', [OSLO]),
        ('GET_WEATHER(place="Oslo")', [OSLO]),
        ('<tool_call>forget_weather("Rome")get_weather("Oslo")', ["Oslo"]),
        ('get_weather(place=<|"|>Oslo<|"|>)', [OSLO]),
        (
            "<tool_call>get_weather\n<arg_key> place </arg_key>\n<arg_value>Oslo</arg_value>",
            [OSLO],
        ),
        (
            '<invoke name="get_weather"><parameter name="place">Oslo<parameter name="units"><',
            ['{"place": "Oslo", "units": ""}'],
        ),
        ('<invoke name="get_weather"><param name="place">Oslo</param></invoke>', [OSLO]),
        ('<call tool="get_weather"><arg name="place">Oslo</arg></call>', [OSLO]),
        ("call:get_weather{place:<escape>Oslo<escape>}", [OSLO]),
        ('{"getWeather": {"place": "Oslo"}}', [OSLO]),
        ('{"get-weather": {"place": "Oslo"}}', [OSLO]),
        ('{"a": {"name": "get_weather", "arguments": {"place": "Oslo"}}}', [OSLO]),
        ("<tool_call>get_weather</tool_call>", ["{}"]),
        ('<tool_call>get_weather</tool_call><tool_call>get_weather("Oslo")</tool_call>', ["Oslo"]),
        ("x" * 25_000 + f"<tool_call>{JSON_CALL}</tool_call>", [OSLO]),
        (f"<tool_call>{JSON_CALL.replace('Oslo', LONG)}</tool_call>", [OSLO.replace("Oslo", LONG)]),
    ],
)
def test_a_written_call_is_read_as_it_is_meant(said: str, calls: list[str]) -> None:
    """Once, with its own arguments alone, in their own types and letters."""
    assert written_calls(said, NAMES) == ([("get_weather", each) for each in calls], "")


@each_row(
    ("said", "longest_name", "longest_value"),
    [
        ('<invoke name="get_weather"><parameter name="{}">{}</parameter></invoke>', 40, 300),
        ("<get_weather><arg_key>{}</arg_key>\n\n<arg_value>{}</arg_value>", 60, 300),
        ("<get_weather><name>{}</name>\n\n<value>{}</value></get_weather>", 60, 300),
        ("<get_weather><{}>{}</x></get_weather>", 40, 300),
        ('[get_weather({}  =  "{}")]', 40, 300),
        ("[get_weather({}  =  '{}')]", 40, 300),
        ("[get_weather({}  =  {})]", 40, 40),
    ],
)
def test_a_written_argument_is_of_usual_length(
    said: str, longest_name: int, longest_value: int
) -> None:
    """Longer ones are no arguments, but the words around."""
    for name, value, is_read in (
        (1, 1, True),
        (longest_name, longest_value, True),
        (longest_name + 1, 1, False),
        (1, longest_value + 1, False),
    ):
        calls, _ = written_calls(said.format("n" * name, "v" * value), NAMES)
        assert (calls == [("get_weather", json.dumps({"n" * name: "v" * value}))]) == is_read


def test_an_argument_that_is_called_name_is_no_call() -> None:
    """Though it stands alone where the call around it is torn."""
    said = '<tool_call>{"name": "get_weather", "arguments": {"name": "Oslo"}'

    assert written_calls(said, NAMES) == ([("get_weather", '{"name": "Oslo"}')], "")


@each_row(
    "said",
    [
        ANSWER,
        "I can use get_weather to look that up.",
        "get_weather is what I would use here, and it has to know the place that is meant.",
        "get_weathercock is none of them.",
        "I have called get_weather (and get_sea): both say that it is calm.",
        " " * 20_000 + JSON_CALL,
        '{"place": "Oslo", "temperature": "4 °C"}',
        '{"name": "Oslo", "parameters": {}}',
        *(
            f"{said} is what get_weather has said."
            for said in (
                *('{"name": "Oslo", "input": {}}', '[{"name": "Oslo", "input": {}}]'),
                *('{"place": {"name": "Oslo", "input": {}}}', '{"calls": [{"name": "Oslo"}]}'),
                '{"calls": [{"name": "Oslo", "input": {}}]}',
            )
        ),
        "Action: take an umbrella in Oslo.",
        'Do not forget_weather(place="Oslo")',
        'It is at /get_weather(place="Oslo")',
        "Reaction: calm",
        "Reaction Input: none",
        "Action: hm    (",
        f"Action: {'h' * 61}",
        "Set auto=on there.",
        "An <invoker> of it.",
        f"{'[' * 5_000} get_weather",
    ],
)
def test_other_words_are_no_calls(said: str) -> None:
    """Though they name a tool, or are JSON."""
    assert written_calls(said, NAMES) == ([], said)


CALL_MARKS = (
    *("<tool_call>", "<tool_calls>", "</tool_call>", "<tool call", "<|tool_call>", "<x:tool_call>"),
    *("<\uff5ctool▁calls▁begin\uff5c>", "<\uff5cDSML\uff5ctool_calls>", "<\uff5cDSML\uff5cinvoke>"),
    *("<function=hm>", "<function>", "<function hm>", "<functioncall>", "<function_calls>"),
    *("<function call>", '<invoke name="hm">', "<|python_tag|>", "[TOOL_CALLS]", "[ARGS]"),
    *("<|START_ACTION|>", "<|action_start|>", "assistant to=functions.hm", "to=function.hm"),
    *("to=hm", "```tool_code", "```tool_call", "functools[", "Action Input:", "Action: hm"),
    *(f"Action: {'h' * 60}", "Action:h", "Action: hm   ("),
    *("Action: hm.hm-hm \n", "Action:hm(", "Action: hm[", "Action: hm {"),
)


def test_no_sign_of_a_call_is_ever_shown() -> None:
    """Each is one by itself, in any case, whatever stands before it."""
    for mark in CALL_MARKS:
        for said in (f"I look.\n{mark}", f"I look.\n{mark.upper()}"):
            assert written_calls(said, NAMES) == ([], ""), said
    assert written_calls("<tool_call>", ()) == ([], "<tool_call>")  # nobody has offered a tool


def test_what_is_marked_as_a_call_and_cannot_be_read_is_tried_again(stage: Stage) -> None:
    """Shown it is never."""
    b = stage.open_bench(text_turn("I look.\n<tool_call>hm</tool_call>"), text_turn(ANSWER))

    assert b.ask().content == ANSWER


@each_row("said", ["/get_weather Oslo", "🔧 get_weather", "`get_weather`"])
def test_a_tool_s_name_alone_is_no_answer(stage: Stage, said: str) -> None:
    """Whatever stands before it; a longer text has something to say."""
    alone = "get_weather ".ljust(60, "x")
    assert written_calls(alone, NAMES) == ([], "")
    assert written_calls(f"{alone}x", NAMES) == ([], f"{alone}x")
    assert stage.open_bench(text_turn(said), text_turn(ANSWER)).ask().content == ANSWER


def test_where_no_calls_are_wanted_a_written_one_leaves_no_words(stage: Stage) -> None:
    """What has been looked up is worded otherwise then; another attempt would hardly differ."""
    b = stage.open_bench(text_turn(f"I look.\n{JSON_CALL}"))

    completion = b.ask(may_call_tools=False)

    assert (completion.content, completion.tool_calls) == ("", ())
    assert len(b.fake.requests) == 1


def test_at_the_last_turn_code_words_what_was_looked_up() -> None:
    """Nobody reads the call, and no note says that a model has failed."""
    turns: list[Turn] = [
        tool_turn(("get_weather", {"place": "Oslo"})),
        text_turn(f"<tool_call>{JSON_CALL}</tool_call>"),
    ]
    with engine_thread(FakeChatModel(turns), system_clock(), MAX_MODEL_TURNS="2") as thread:
        answer = thread.ask("weather in Oslo?")

    assert answer.reply.text.startswith("**Oslo, Norway**")
    assert "offline" not in answer.reply.text
    assert "<tool_call>" not in repr(answer)


def test_a_figure_in_a_thought_costs_nothing_and_is_not_kept() -> None:
    """Neither is the answer objected to, nor does the next question see the thought."""
    turns = [tool_turn(("get_weather", {"place": "Oslo"})), text_turn(THOUGHTS["closed"])]
    model = FakeChatModel(turns)
    with engine_thread(model, system_clock()) as thread:
        first = thread.ask("weather in Oslo?")
        thread.ask("thanks")

    assert first.reply.text == ANSWER
    assert len(model.requests) == 4
    assert not any("Maybe" in json.dumps(request.body) for request in model.requests)
