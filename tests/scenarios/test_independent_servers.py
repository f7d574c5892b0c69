"""The bot before servers that others have written: a mention and a follow-up, one reply each."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import slack_posts
from fakes.chat_model import ChatRequest, FakeChatModel, Turn, text_turn, tool_turn
from fakes.independent import (
    AIMOCK,
    EMULATE,
    LITELLM,
    npm_packages,
    python_packages,
    running,
    web_api,
    write_json,
)
from fakes.picky_servers import since_question
from fakes.ports import reserved_port
from fakes.serving import serve
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.world import World, world

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

both_apis = pytest.mark.parametrize("api", ["chat", "responses"])
QUESTION, FOLLOW_UP = "weather in Oslo?", "and tomorrow?"
CALLS = {QUESTION: {"place": "Oslo"}, FOLLOW_UP: {"place": "Oslo", "first_day": "tomorrow"}}
TOOLS = {QUESTION: "get_weather", FOLLOW_UP: "get_forecast"}
ANSWERS = {QUESTION: "**Oslo**: as told.", FOLLOW_UP: "**Oslo**: mild, as told."}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the servers that need Node.js."""
    return npm_packages(tmp_path_factory.mktemp("node"), EMULATE, AIMOCK)


@pytest.fixture(scope="module")
def litellm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of LiteLLM's commands."""
    return python_packages(tmp_path_factory.mktemp("litellm"), LITELLM)


def converse(around: World) -> None:
    """Ask the two questions of a thread; each gets one reply, of the model itself."""
    event, _ = around.ask(QUESTION)
    around.slack.wait_for_calls("chat.postMessage", 1, timeout_s=PROCESS_S)
    around.ask(FOLLOW_UP, thread_ts=event["ts"])
    around.slack.wait_for_calls("chat.postMessage", 2, timeout_s=PROCESS_S)
    around.settle()

    said = [message["text"] for message in around.replies_to(event)]
    assert ["offline" in text for text in said] == [False, False]
    assert ["as told." in text for text in said] == [True, True]


def settings_of(url: str, api: str, model: str = "m", key: str = "test-key") -> dict[str, str]:
    """Return the settings that lead to a chat model's server instead of Azure's."""
    return {
        "AZURE_OPENAI_ENDPOINT": "",
        "AZURE_OPENAI_API_KEY": "",
        "AZURE_OPENAI_DEPLOYMENT_NAME": "",
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": key,
        "OPENAI_MODEL": model,
        "CHAT_API": api,
    }


# --- aimock -------------------------------------------------------------------------------------


@contextmanager
def aimock(node: Path) -> Iterator[str]:
    """Run aimock with a model that knows the two questions, and yield its URL."""
    fixtures: list[dict[str, Any]] = []
    for asked, arguments in CALLS.items():
        call = {"name": TOOLS[asked], "arguments": arguments}
        match = {"userMessage": asked, "hasToolResult": False}
        fixtures.append({"match": match, "response": {"toolCalls": [call]}})
        told = {"content": ANSWERS[asked]}
        fixtures.append({"match": match | {"hasToolResult": True}, "response": told})
    write_json(node / "fixtures.json", {"fixtures": fixtures})
    with reserved_port() as port:
        url = f"http://127.0.0.1:{port}"
        command = ["node_modules/.bin/llmock", "-p", str(port), "-f", "fixtures.json", "--strict"]
        with running(command, node, url):
            yield url


@both_apis
def test_aimock_s_model_answers(tmp_path: Path, node: Path, api: str) -> None:
    """It speaks both APIs with rules and ids of its own."""
    with (
        aimock(node) as url,
        world(tmp_path) as around,
        around.bot(**settings_of(url, api, model="gpt-5")),
    ):
        converse(around)


# --- LiteLLM ------------------------------------------------------------------------------------

KEY = "sk-0123456789abcdef0123456789abcdef"
# The last two are translated by the gateway: one API is all that the model behind it speaks.
BEHIND = {"chat": "openai/m", "responses": "openai/m", "to chat": "deepseek/m"}
BEHIND["to responses"] = "openai/responses/m"


def modelled(request: ChatRequest) -> Turn:
    """Return the turn of a model that looks Oslo up; a gateway may write texts as parts."""
    since = since_question(request.messages)
    if any(message["role"] == "tool" for message in since):
        return text_turn(ANSWERS[QUESTION])
    asked = json.dumps(request.messages[-len(since) - 1]["content"])
    question = FOLLOW_UP if FOLLOW_UP in asked else QUESTION
    return tool_turn((TOOLS[question], CALLS[question]))


@pytest.fixture(scope="module")
def gateway(litellm: Path) -> Iterator[tuple[str, FakeChatModel]]:
    """Run LiteLLM with a model behind each way, and yield its URL and the model."""
    model = FakeChatModel(modelled, keeps_rules=False)
    with serve(model.app) as behind, reserved_port() as port:
        upstream = {"api_base": f"{behind}/v1", "api_key": "test-key"}
        models = [
            {"model_name": way, "litellm_params": {"model": name, **upstream}}
            for way, name in BEHIND.items()
        ]
        settings = {
            "model_list": models,
            "general_settings": {"master_key": KEY},
            "litellm_settings": {"telemetry": False, "num_retries": 0},
        }
        write_json(litellm / "proxy.yaml", settings)
        command = [str(litellm / "litellm"), "--config", "proxy.yaml", "--host", "127.0.0.1"]
        url = f"http://127.0.0.1:{port}"
        ready = f"{url}/health/liveliness"
        # Without this it fetches the prices of all models at every start.
        environ = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        with running([*command, "--port", str(port)], litellm, ready, **environ):
            yield url, model


@pytest.mark.parametrize(
    ("api", "way"),
    [
        ("chat", "chat"),
        ("responses", "responses"),
        ("responses", "to chat"),
        ("chat", "to responses"),
    ],
)
def test_a_model_behind_litellm_answers(
    tmp_path: Path, gateway: tuple[str, FakeChatModel], api: str, way: str
) -> None:
    """Also where the gateway translates one API into the other."""
    url, model = gateway
    model.requests.clear()
    with world(tmp_path) as around, around.bot(**settings_of(url, api, way, KEY)):
        converse(around)

    is_of_responses = way in ("responses", "to responses")
    assert {request.is_response for request in model.requests} == {is_of_responses}


# --- emulate ------------------------------------------------------------------------------------

BOT_TOKEN, ANN_TOKEN = "xoxb-weather", "xoxp-ann"
EMULATOR = """
import { readFileSync } from "node:fs";
import { createEmulator } from "emulate";
const options = JSON.parse(readFileSync("emulate.json"));
const emulator = await createEmulator(options);
process.on("SIGTERM", () => emulator.close().then(() => process.exit(0)));
"""


@contextmanager
def emulate(node: Path) -> Iterator[str]:
    """Run emulate's Slack with a person called Ann and the bot, and yield its URL."""
    bot = {"bot_id": "BBOT", "bot_user_id": "UBOT", "app_id": "A1"}
    app = {"client_id": "1.1", "client_secret": "x", "name": "Weather", "redirect_uris": []}
    slack = {
        "users": [{"name": "ann"}],
        "oauth_apps": [{**app, **bot, "scopes": ["chat:write"], "bot_name": "weather"}],
        "tokens": [
            {"token": BOT_TOKEN, "type": "bot", "user_id": "UBOT", **bot},
            {"token": ANN_TOKEN, "type": "user", "user": "ann"},
        ],
    }
    (node / "emulator.mjs").write_text(EMULATOR)
    with reserved_port() as port:
        options = {"service": "slack", "port": port, "seed": {"slack": slack}}
        write_json(node / "emulate.json", options)
        url = f"http://127.0.0.1:{port}"
        with running(["node", "emulator.mjs"], node, url):
            yield url


@both_apis
def test_emulate_s_slack_gets_one_reply_to_each_question(
    tmp_path: Path, node: Path, api: str
) -> None:
    """It has a Web API of its own, and lacks what the bot can do without."""
    with emulate(node) as url, world(tmp_path, transport="http") as around:
        settings = {"SLACK_API_URL": f"{url}/api/", "SLACK_BOT_TOKEN": BOT_TOKEN}
        with around.bot(CHAT_API=api, **settings):
            first = mention(around, url, QUESTION)
            until(lambda: len(replies(url, first)) == 1)
            mention(around, url, FOLLOW_UP, first)
            until(lambda: len(replies(url, first)) == 2)
            around.settle()
            said = replies(url, first)

    assert len(said) == 2
    assert all(message["blocks"] and "London" in message["text"] for message in said)
    newest = around.model.requests[-1]
    assert newest.is_response == (api == "responses")
    assert any(message["content"] == QUESTION for message in newest.messages)


def mention(around: World, url: str, text: str, thread_ts: str = "") -> str:
    """Have Ann mention the bot, in a thread where there is one; return the message's ts.

    The emulator sends no `app_mention`, so that it is sent from here, signed as Slack does.
    """
    place = {"thread_ts": thread_ts} if thread_ts else {}
    said = f"<@UBOT> {text}"
    post = {"channel": "C000000001", "text": said, **place}
    message = web_api(url, "chat.postMessage", ANN_TOKEN, **post)["message"]
    event = {"type": "app_mention", **post, "user": message["user"], "ts": message["ts"]}
    body = {"type": "event_callback", "team_id": "T000000001", "event": event}
    body |= {"event_id": f"Ev{message['ts']}", "api_app_id": "A1"}
    assert slack_posts.deliver(around.slack.request_url, body).acknowledged.wait(PATIENCE_S)
    ts: str = message["ts"]
    return ts


def replies(url: str, thread_ts: str) -> list[dict[str, Any]]:
    """Return what the bot has posted to a thread."""
    where = {"channel": "C000000001", "ts": thread_ts}
    messages = web_api(url, "conversations.replies", ANN_TOKEN, **where)["messages"]
    return [message for message in messages if message.get("user") == "UBOT"]
