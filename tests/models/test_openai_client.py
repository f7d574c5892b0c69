"""The client of a model's server: its addresses, what it learns and how it stays within limits."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Fault, Turn, error_fault, text_turn
from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.model_bench import KEY, QUESTION, client_at, open_stage
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import PATIENCE_S
from openai import OpenAI

from bot.clock import system_clock
from bot.errors import (
    BadRequestError,
    ContextTooLongError,
    DeadlineError,
    ModelError,
    SettingsError,
)
from bot.messages import Message
from bot.models.openai.bounded_http import BoundedClient, LookUp
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.refusals import read_refusal
from bot.models.openai.server import ModelServer, azure_server
from bot.settings.way_out import WayOut

PATH = CHAT.path
BODY = {"model": "fake-model", "messages": [{"role": "user", "content": "Weather in Oslo?"}]}
HELLO = text_turn("Hello.")
SIGNED_IN = {"authorization": f"Bearer {KEY}"}


def bounded_client(
    look_up: LookUp = socket.getaddrinfo, tls: ssl.SSLContext | None = None
) -> closing[BoundedClient]:
    """Return a client that closes at the end of a block."""
    tls = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return closing(BoundedClient(httpx2.Limits(), verify=tls, look_up=look_up))


def asked(server: ModelServer) -> str:
    """Return what a client of this server answers; it warms up first."""
    clock = FakeTime().clock
    with closing(OpenAIClient(server, clock)) as client:
        client.warm_up()
        return words(client.post(PATH, BODY, clock.deadline(10)))


def words(data: Mapping[str, Any]) -> str:
    """Return the words of a completion."""
    content: str = data["choices"][0]["message"]["content"]
    return content


# --- Addresses and keys -------------------------------------------------------------------------


@each_row("ending", ["", "/", "/openai", "/openai/v1", "/openai/v1/", "/models"])
def test_an_azure_endpoint_may_be_written_in_every_usual_way(ending: str) -> None:
    """The v1 API is at the same place whatever the endpoint ends with."""
    fake = FakeChatModel([HELLO])

    with serve(fake.app) as url:
        assert asked(azure_server(url + ending, KEY, "my-deployment")) == "Hello."

    assert fake.requests[0].path == "/openai/v1/chat/completions"
    assert fake.requests[0].query == {}


@each_row("path", ["", "/openai", "/openai/deployments/d/chat/completions", "/models/chat"])
def test_an_azure_endpoint_may_be_of_any_name(path: str) -> None:
    """Such as that of a gateway at home, which may be called as the API's own paths are."""
    for host in ("models", "openai", "openai.example", "x.openai.azure.com"):
        for slip in ("", "/"):
            server = azure_server(f"https://{host}{slip}{path}", KEY, "my-deployment")

            assert server.base_url == f"https://{host}/openai/v1/"


def test_a_version_selects_the_dated_azure_api() -> None:
    """The deployment is in the path, the version in the query, the key in its own header."""
    fake = FakeChatModel([HELLO])

    with serve(fake.app) as url:
        asked(azure_server(f"{url}/openai/v1/", KEY, "my-deployment", "2024-10-21"))

    request = fake.requests[0]
    assert request.path == "/openai/deployments/fake-model/chat/completions"
    assert request.query == {"api-version": "2024-10-21"}
    assert request.headers["api-key"] == KEY
    assert "authorization" not in request.headers


def test_a_token_takes_the_place_of_a_key_that_was_left_behind() -> None:
    """At the v1 API and at a dated one; each request has a token of its own."""
    fake, told = FakeChatModel([HELLO] * 4, key="any"), iter(("any", "any", "any", "any", "late"))

    with serve(fake.app) as url:
        for version in ("", "2024-10-21"):
            for key in ("", "key-of-old"):
                asked(azure_server(url, key, "d", version, token_of=lambda: next(told)))

    sent = [(each.headers["authorization"], each.headers.get("api-key")) for each in fake.requests]
    assert sent == [("Bearer any", None)] * 4
    assert next(told) == "late"


@pytest.mark.parametrize("api_version", ["", "2024-10-21"])
def test_the_sdk_s_own_environment_variables_do_not_leak_in(
    api_version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the settings say reaches the server."""
    for name in ("ORG_ID", "PROJECT_ID", "ADMIN_KEY", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "leaked")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/leaked")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Extra: leaked\nAuthorization: Bearer leaked")
    monkeypatch.setenv("AZURE_OPENAI_AD_TOKEN", "leaked")
    monkeypatch.setenv("OPENAI_API_VERSION", "leaked")
    fake = FakeChatModel([HELLO])

    with serve(fake.app) as url:
        asked(azure_server(url, KEY, "my-deployment", api_version))

    sent = fake.requests[0]
    assert "leaked" not in repr((sent.headers, sent.query, sent.path, sent.body))


def test_openai_itself_is_the_default_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in the SDK's own variable changes nothing; warming up sends nothing."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/leaked")

    with closing(OpenAIClient(ModelServer("gpt", KEY), FakeTime().clock)) as client:
        client.warm_up()

        assert client._sdk
        assert str(client._sdk[0].base_url) == "https://api.openai.com/v1/"


def test_openai_itself_is_reached_by_the_way_out() -> None:
    """Though its address is nowhere in the settings; a server on this machine is not."""
    clock = FakeTime().clock
    nowhere = WayOut("http://127.0.0.1:9")

    with serve(FakeChatModel([HELLO]).app) as url:
        server = ModelServer("m", KEY, f"{url}/v1", way_out=nowhere)
        with closing(OpenAIClient(server, clock)) as client:
            assert client.post(PATH, BODY, clock.deadline(10)) == HELLO

    with serve_raw(b"HTTP/1.1 418 By the proxy\r\n\r\n") as proxy:
        server = ModelServer("gpt", KEY, way_out=WayOut(proxy, "api.example"))
        with (
            closing(OpenAIClient(server, clock, sleep=lambda _: None)) as client,
            pytest.raises(ModelError, match=r"can't be reached: .* 418 By the proxy"),
        ):
            client.post(PATH, BODY, clock.deadline(10))


def test_a_server_without_a_key_can_be_asked() -> None:
    """Servers at home often have none."""
    fake = FakeChatModel([HELLO], key="none")

    with serve(fake.app) as url:
        assert asked(ModelServer("llama", "", f"{url}/v1")) == "Hello."


@pytest.mark.parametrize(("key", "sent"), [("", "none"), ("o", "o")])
def test_an_error_of_a_server_without_a_secret_key_is_shown(key: str, sent: str) -> None:
    """There is nothing to blot out: as in the log, a key of few letters is a word like others."""
    with (
        serve(FakeChatModel([error_fault(400, "no such model")], key=sent).app) as url,
        pytest.raises(ModelError, match="no such model"),
    ):
        asked(ModelServer("llama", key, f"{url}/v1"))


def test_the_key_is_not_shown() -> None:
    """Neither the client nor its server prints it."""
    server = azure_server("https://example.openai.azure.com", "secret-key", "chat")

    assert "secret-key" not in f"{server!r} {OpenAIClient(server, FakeTime().clock)!r}"


def test_a_client_that_was_closed_opens_again() -> None:
    """Closing ends connections, also when there are none."""
    fake = FakeChatModel([HELLO, HELLO])

    with serve(fake.app) as url, client_at(url) as client:
        deadline = FakeTime().clock.deadline(10)
        client.close()
        answers = [words(client.post(PATH, BODY, deadline))]
        client.close()
        client.close()
        answers.append(words(client.post(PATH, BODY, deadline)))

    assert answers == ["Hello.", "Hello."]


# --- What it learns of a deployment -------------------------------------------------------------

UNSUPPORTED = "Unsupported parameter: '{}' is not supported with this model."
NO_REASONING = (
    "Function tools with reasoning_effort are not supported for gpt-5.4 in"
    " /v1/chat/completions. Please use /v1/responses instead."
)

LEARNED: dict[str, tuple[dict[str, Any], Fault, dict[str, Any]]] = {
    "parallel_tool_calls": (
        {"parallel_tool_calls": True},
        error_fault(
            400,
            UNSUPPORTED.format("parallel_tool_calls"),
            "unsupported_parameter",
            "parallel_tool_calls",
        ),
        {},
    ),
    "parallel_tool_calls, old version": (
        {"parallel_tool_calls": True},
        error_fault(400, "Unrecognized request argument supplied: parallel_tool_calls"),
        {},
    ),
    "parallel_tool_calls without tools": (
        {"parallel_tool_calls": True},
        error_fault(400, "'parallel_tool_calls' is only allowed when 'tools' are specified."),
        {},
    ),
    "temperature": (
        {"temperature": 0.2, "top_p": 0.5},
        error_fault(
            400,
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the"
            " default (1) value is supported.",
            "unsupported_value",
            "temperature",
        ),
        {"top_p": 0.5},
    ),
    "max_tokens": (
        {"max_tokens": 500},
        error_fault(
            400,
            f"{UNSUPPORTED.format('max_tokens')} Use 'max_completion_tokens' instead.",
            "unsupported_parameter",
            "max_tokens",
        ),
        {"max_completion_tokens": 500},
    ),
    "max_completion_tokens": (
        {"max_completion_tokens": 500},
        error_fault(400, "Unknown parameter: 'max_completion_tokens'. Did you mean 'max_tokens'?"),
        {"max_tokens": 500},
    ),
    "max_tokens without another name": (
        {"max_tokens": 500},
        error_fault(400, UNSUPPORTED.format("max_tokens")),
        {},
    ),
    "the parameter, not its neighbour in the text": (
        {"store": False, "include": []},
        error_fault(400, "Unsupported: 'store', unlike 'include'", None, "include"),
        {"store": False},
    ),
    "a field in a validator's path": (
        {"include": ["reasoning.encrypted_content"]},
        Fault(422, '{"detail": [{"loc": ["body", "include", 0], "msg": "Input should be x"}]}'),
        {},
    ),
    "a field in a validator's path, as text": (
        {"include": ["reasoning.encrypted_content"]},
        error_fault(400, "[{'type': 'literal_error', 'loc': ('body', 'include', 0)}]"),
        {},
    ),
    "a parameter that is bound": (
        {},
        error_fault(400, "The value of the enable_thinking parameter is restricted to True."),
        {"enable_thinking": True},
    ),
    "reasoning_effort": (
        {"reasoning_effort": "low"},
        error_fault(400, NO_REASONING, None, "reasoning_effort"),
        {"reasoning_effort": "none"},
    ),
    "reasoning_effort that was not sent": (
        {},
        error_fault(400, NO_REASONING, None, "reasoning_effort"),
        {"reasoning_effort": "none"},
    ),
}


def plays(*turns: Turn) -> tuple[list[dict[str, Any]], Any]:
    """Return the list in which request bodies arrive, and a server that keeps no rules."""
    bodies: list[dict[str, Any]] = []
    waiting = iter(turns)

    def answer(request: ChatRequest) -> Turn:
        bodies.append(request.body)
        return next(waiting)

    fake = FakeChatModel(answer, keeps_rules=False)
    return bodies, fake.app


@each_row(("options", "refusal", "kept"), LEARNED.values(), ids=LEARNED)
def test_what_a_deployment_refuses_is_changed_once_and_remembered(
    options: dict[str, Any], refusal: Fault, kept: dict[str, Any]
) -> None:
    """The second request goes out at once; the third is right the first time."""
    bodies, app = plays(refusal, HELLO, HELLO)

    with serve(app) as url, client_at(url) as client, captured_log() as log:
        for _ in range(2):
            client.post(PATH, BODY | options, FakeTime().clock.deadline(10))

    assert bodies == [BODY | options, BODY | kept, BODY | kept]
    assert len(log.entries("model.adapted")) == 1


def test_several_refusals_are_learned_one_after_the_other() -> None:
    """They don't count as attempts, of which there are three."""
    names = ["parallel_tool_calls", "temperature", "store", "top_p"]
    refusals = [error_fault(400, UNSUPPORTED.format(name)) for name in names]
    bodies, app = plays(*refusals, error_fault(503), error_fault(503), HELLO, HELLO)

    with serve(app) as url, client_at(url) as client, captured_log() as log:
        for _ in range(2):
            client.post(PATH, BODY | dict.fromkeys(names, 1), FakeTime().clock.deadline(10))

    assert len(bodies) == 8
    assert bodies[-2:] == [BODY, BODY]
    told = [(each["action"], each["parameter"]) for each in log.entries("model.adapted")]
    assert told == [("drop", name) for name in names]


@each_row(
    ("options", "refusals"),
    [
        ({}, [error_fault(400, NO_REASONING)] * 2),
        ({"store": False}, [error_fault(400, UNSUPPORTED.format("store"))] * 2),
        ({"store": False}, [error_fault(400, "We could not store that.")]),
        ({}, [error_fault(400, "Invalid messages", None, "messages")]),
        ({}, [error_fault(400, "Invalid model", None, "model")]),
        ({"store": False}, [error_fault(404, "Unknown", None, "store")]),
        ({}, [error_fault(400, "Invalid JSON schema: 'minimum' is not supported")]),
    ],
)
def test_a_refusal_that_no_change_helps_is_final(
    options: dict[str, Any], refusals: list[Fault]
) -> None:
    """Each change is made once; what a request can't do without is never left out.

    A change that was in vain is not remembered.
    """
    bodies, app = plays(*refusals, HELLO)

    with serve(app) as url, client_at(url) as client:
        with pytest.raises(ModelError):
            client.post(PATH, BODY | options, FakeTime().clock.deadline(10))
        client.post(PATH, BODY | options, FakeTime().clock.deadline(10))

    assert len(bodies) == len(refusals) + 1
    assert bodies[-1] == BODY | options


@each_row(
    ("statuses", "error"),
    [
        ((500, 500, 500), BadRequestError),
        ((500, 500, 503), ModelError),
        ((503, 500, 500), ModelError),
    ],
)
def test_a_server_that_breaks_down_each_time_may_not_bear_the_conversation(
    statuses: Sequence[int], error: type[ModelError]
) -> None:
    """One that is down in between is merely ill, and the thread is not to blame."""
    _, app = plays(*map(error_fault, statuses))

    with serve(app) as url, client_at(url) as client, pytest.raises(ModelError) as caught:
        client.post(PATH, BODY, FakeTime().clock.deadline(30))

    assert caught.type is error
    assert f"answered {statuses[-1]} (code" in str(caught.value)


def test_a_server_that_has_answered_in_between_is_merely_ill_as_well() -> None:
    """What it has said was of no use; of all attempts the last one counts."""
    _, app = plays(error_fault(500), HELLO, error_fault(500))
    deadline = FakeTime().clock.deadline(30)

    with serve(app) as url, client_at(url) as client, pytest.raises(ModelError) as caught:
        client.post(PATH, BODY, deadline, lambda _: "it says nothing")

    assert caught.type is ModelError
    assert "answered 500 (code" in str(caught.value)


def test_a_server_that_breaks_down_and_then_says_why_is_believed() -> None:
    """A shorter conversation may help against one that is too long, and no other form of it."""
    too_long = error_fault(500, "too long", "context_length_exceeded")
    _, app = plays(error_fault(500), error_fault(500), too_long)

    with serve(app) as url, client_at(url) as client, pytest.raises(ModelError) as caught:
        client.post(PATH, BODY, FakeTime().clock.deadline(30))

    assert caught.type is ContextTooLongError


def test_a_server_that_breaks_down_once_and_asks_for_a_long_pause_is_merely_ill() -> None:
    """Nothing tells yet that the conversation is to blame."""
    _, app = plays(error_fault(500, retry_after="45"))

    with serve(app) as url, client_at(url) as client, pytest.raises(ModelError) as caught:
        client.post(PATH, BODY, FakeTime().clock.deadline(60))

    assert caught.type is ModelError


def test_a_change_behind_which_an_answer_is_of_no_use_is_not_remembered() -> None:
    """It may be the change that spoils the answer."""
    refusal = error_fault(400, UNSUPPORTED.format("store"))
    bodies, app = plays(refusal, *[HELLO] * 4)
    deadline = FakeTime().clock.deadline(10)

    with serve(app) as url, client_at(url) as client, captured_log() as log:
        useless = client.post(PATH, BODY | {"store": 1}, deadline, lambda _: "it says nothing")
        client.post(PATH, BODY | {"store": 1}, deadline)

    assert useless == HELLO
    assert bodies == [BODY | {"store": 1}, *[BODY] * 3, BODY | {"store": 1}]
    assert log.entries("model.adapted") == []


@each_row(("drawn", "pauses_s"), [(0.0, [0.5, 1.0]), (1.0, [0.375, 0.75]), (0.5, [0.4375, 0.875])])
def test_pauses_grow_and_are_up_to_a_quarter_shorter(drawn: float, pauses_s: list[float]) -> None:
    """So that those who failed together do not come again together."""
    slept = list[float]()
    _, app = plays(*[error_fault(503)] * 3)

    with serve(app) as url:
        server = ModelServer("fake-model", KEY, f"{url}/v1")
        client = OpenAIClient(server, FakeTime().clock, sleep=slept.append, jitter=lambda: drawn)
        with closing(client), pytest.raises(ModelError):
            client.post(PATH, BODY, FakeTime().clock.deadline(10))

    assert slept == pauses_s


def test_a_server_that_asks_for_no_pause_is_asked_again_at_once() -> None:
    """None is not the same as no word about one."""
    slept = list[float]()
    _, app = plays(error_fault(429, retry_after="0"), HELLO)

    with serve(app) as url:
        server = ModelServer("fake-model", KEY, f"{url}/v1")
        client = OpenAIClient(server, FakeTime().clock, sleep=slept.append, jitter=lambda: 0.0)
        with closing(client):
            client.post(PATH, BODY, FakeTime().clock.deadline(10))

    assert slept == [0.0]


def test_an_error_that_says_nothing_beside_an_answer_is_none() -> None:
    """Some servers write all fields of their errors into every success."""
    errors = [None, "", {}, {"code": None, "message": ""}]
    bodies, app = plays(*(HELLO | {"error": error} for error in errors))

    with serve(app) as url, client_at(url) as client:
        deadline = FakeTime().clock.deadline(10)
        told = [words(client.post(PATH, BODY, deadline)) for _ in errors]

    assert told == ["Hello."] * 4
    assert bodies == [BODY] * 4


def test_a_change_that_is_refused_in_turn_does_not_go_round_for_ever() -> None:
    """A server that wants each of two names instead of the other gets the error."""
    one = "Unsupported: 'max_tokens'. Use 'max_completion_tokens' instead."
    two = "Unsupported: 'max_completion_tokens'. Use 'max_tokens' instead."
    bodies, app = plays(*[error_fault(400, one), error_fault(400, two)] * 4)

    with serve(app) as url, client_at(url) as client, pytest.raises(ModelError):
        client.post(PATH, BODY | {"max_tokens": 5}, FakeTime().clock.deadline(10))

    assert len(bodies) < 6


def test_threads_that_learn_the_same_at_once_all_get_their_answer() -> None:
    """Both requests are under way before either is refused; the change is remembered once."""
    fake = FakeChatModel(
        lambda request: error_fault(400, param="store") if "store" in request.body else HELLO,
        gate=threading.Event(),
        keeps_rules=False,
        opens_gate_at=2,
    )
    answers = list[str]()

    with serve(fake.app) as url, client_at(url) as client, captured_log() as log:

        def ask() -> None:
            data = client.post(PATH, BODY | {"store": False}, FakeTime().clock.deadline(10))
            answers.append(words(data))

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    assert answers == ["Hello.", "Hello."]
    assert ["store" in request.body for request in fake.requests] == [True, True, False, False]
    (told,) = log.entries("model.adapted")
    change = tuple(told[field] for field in ("level", "action", "parameter"))
    assert change == ("WARNING", "drop", "store")


# --- What the operator reads --------------------------------------------------------------------


def test_the_reason_of_a_retry_is_logged_once_a_minute() -> None:
    """An outage makes every question try again; nobody waits for a pause to read why."""
    time, told_before = FakeTime(), list[int]()
    busy = [error_fault(503, f"busy {n}", "overloaded") for n in range(4)]
    fake = FakeChatModel([busy[0], busy[1], HELLO, busy[2], HELLO, busy[3], HELLO])

    with serve(fake.app) as url, captured_log() as log:

        def sleep(pause_s: float) -> None:
            told_before.append(len(log.entries("model.retry")))
            time.pass_s(pause_s)

        server = ModelServer("fake-model", KEY, f"{url}/v1")
        client = OpenAIClient(server, time.clock, sleep=sleep, jitter=lambda: 0.0)
        with closing(client):
            client.post(PATH, BODY, time.clock.deadline(30))
            time.pass_s(50)
            client.post(PATH, BODY, time.clock.deadline(30))
            assert len(log.entries("model.retry")) == 1

            time.pass_s(10)
            client.post(PATH, BODY, time.clock.deadline(30))

    first, second = log.entries("model.retry")
    assert told_before == [1, 1, 1, 2]
    assert (first["level"], first["attempt"]) == ("WARNING", 1)
    assert "busy 0" in first["reason"]
    assert "busy 3" in second["reason"]


# --- Limits -------------------------------------------------------------------------------------


def test_a_call_has_twenty_seconds_of_a_longer_deadline() -> None:
    """An answer that comes too late for the call is a failing model, not the question's end."""
    clock = system_clock()
    gate = threading.Event()
    fake = FakeChatModel(gate=gate)
    limit_s = 0.3

    with serve(fake.app) as url:
        server = ModelServer("fake-model", KEY, f"{url}/v1")
        with closing(OpenAIClient(server, clock, call_limit_s=limit_s)) as client:
            client.warm_up()  # the limit holds the import of the SDK too, where it is the first use
            with pytest.raises(ModelError, match=r"no answer within 0\.3 s"):
                client.post(PATH, BODY, clock.deadline(30))
        gate.set()


def test_what_outlives_its_deadline_leaves_nothing_behind() -> None:
    """Headers that drip for ever hold neither a thread nor a connection."""
    earlier = set(threading.enumerate())
    clock = system_clock()

    with serve_raw(b"HTTP/1.1 200 OK\r\nx-slow: ", drips=b"x") as url, client_at(url) as client:
        for _ in range(5):
            with pytest.raises((DeadlineError, ModelError)):
                client.post(PATH, BODY, clock.deadline(0.03))
        left = [item for item in set(threading.enumerate()) - earlier if "model" in item.name]

    assert not left


def test_an_answer_that_drips_is_left_at_the_deadline() -> None:
    """The limit is for the whole exchange, however often a byte comes; its connection is closed."""
    dripping = Fault(stalls="drip")
    fake = FakeChatModel([dripping])

    with serve(fake.app) as url, client_at(url) as client:
        with pytest.raises(DeadlineError):
            client.post(PATH, BODY, system_clock().deadline(0.2))
        assert dripping.is_left.wait(10)


def test_a_look_up_that_hangs_is_waited_for_until_the_timeout_and_shared() -> None:
    """Nothing ends it: each question that starts one of its own would keep a thread.

    It holds up no other name, and not the end of the bot.
    """
    gate, asked = threading.Event(), list[Any]()

    def hangs(host: str, port: int, **options: Any) -> list[Any]:
        asked.append((host, options, threading.current_thread().daemon))
        if host != "localhost":
            gate.wait(10)
        return socket.getaddrinfo("127.0.0.1", port, **options)

    with serve(FakeChatModel([HELLO] * 2).app) as url, bounded_client(look_up=hangs) as http:
        post = partial(http.post, json=BODY, headers=SIGNED_IN)
        for _ in range(3):
            with pytest.raises(httpx2.ConnectTimeout, match="look-up of 127"):
                post(f"{url}/v1{PATH}", timeout=0.02)
        other = post(f"{url.replace('127.0.0.1', 'localhost')}/v1{PATH}", timeout=10)
        gate.set()
        answer = post(f"{url}/v1{PATH}", timeout=10)

    streams = {"type": socket.SOCK_STREAM}
    assert asked[:2] == [("127.0.0.1", streams, True), ("localhost", streams, True)]
    assert other.json() == answer.json() == HELLO


def test_a_host_is_reached_at_whichever_of_its_addresses_accepts() -> None:
    """In the order of the system, each one once."""
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        nobody = unused.getsockname()[1]
    tried = list[int]()

    def two(host: str, port: int, **options: Any) -> list[Any]:
        tried.append(port)
        return [address for name in ("::1", host) for address in look_up(name, port, options)]

    def look_up(name: str, port: int, options: dict[str, Any]) -> list[Any]:
        return socket.getaddrinfo(name, port, **options)

    with serve(FakeChatModel([HELLO]).app) as url, bounded_client(look_up=two) as http:
        post = partial(http.post, json=BODY, headers=SIGNED_IN, timeout=10)
        answer = post(f"{url}/v1{PATH}")
        with pytest.raises(httpx2.ConnectError, match="refused"):
            post(f"http://127.0.0.1:{nobody}/v1{PATH}")
    with (
        bounded_client(look_up=lambda *_, **__: []) as http,
        pytest.raises(httpx2.ConnectError, match="somewhere has no address"),
    ):
        http.post("http://somewhere/v1", timeout=10)

    assert answer.json() == HELLO
    assert len(tried) == 2


def test_an_address_that_never_answers_takes_its_share_of_the_time_alone() -> None:
    """So that the next one is tried as well."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            other = stack.enter_context(socket.socket())
            other.settimeout(0)
            other.connect_ex(full.getsockname())

        def two(_: str, port: int, **options: Any) -> list[Any]:
            names = ("127.0.0.1", "::1")
            return [each for name in names for each in socket.getaddrinfo(name, port, **options)]

        http = stack.enter_context(bounded_client(look_up=two))
        with pytest.raises(httpx2.ConnectError, match="refused"):
            http.post(f"http://somewhere:{full.getsockname()[1]}/v1", timeout=0.1)
        with pytest.raises(httpx2.ReadTimeout, match="the time is over"):
            http.post("http://somewhere/v1", timeout=1e-9)


@each_row(
    ("failure", "raised"),
    [
        (socket.gaierror(-2, "Name or service not known"), httpx2.ConnectError),
        (OSError("no resolver"), httpx2.ConnectError),
        (UnicodeError("label too long"), UnicodeError),
    ],
)
def test_a_look_up_that_fails_is_told_to_who_waits_and_made_anew(
    failure: Exception, raised: type[Exception]
) -> None:
    """By the next request: the name may be known then."""
    asked = list[str]()

    def fails(host: str, _: int, **__: Any) -> list[Any]:
        asked.append(host)
        raise failure

    with bounded_client(look_up=fails) as http:
        for _ in range(2):
            with pytest.raises(raised, match=re.escape(str(failure))):
                http.post("http://somewhere/v1", timeout=10)

    assert asked == ["somewhere"] * 2


def test_a_look_up_that_cannot_begin_keeps_no_later_one_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system may have no thread left at that moment."""

    def fails(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with serve(FakeChatModel([HELLO]).app) as url, bounded_client() as http:
        post = partial(http.post, f"{url}/v1{PATH}", json=BODY, headers=SIGNED_IN, timeout=1)
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", fails)
            with pytest.raises(RuntimeError, match="new thread"):
                post()

        assert post().json() == HELLO


def test_the_first_address_of_a_host_is_asked_first() -> None:
    """The system has put them in order; where the first accepts, no other is called."""

    def both(host: str, port: int, **options: Any) -> list[Any]:
        return [a for name in (host, "::1") for a in socket.getaddrinfo(name, port, **options)]

    with serve(FakeChatModel([HELLO]).app) as url, bounded_client(look_up=both) as http:
        silent = ("::1", int(url.rpartition(":")[2]))
        with closing(socket.create_server(silent, family=socket.AF_INET6)):
            answer = http.post(f"{url}/v1{PATH}", json=BODY, headers=SIGNED_IN, timeout=10)

    assert answer.json() == HELLO


@each_row(("most", "kept_s", "connections"), [(5, 5.0, 1), (0, 5.0, 2), (5, 0.0, 2)])
def test_connections_are_kept_as_the_limits_say(most: int, kept_s: float, connections: int) -> None:
    """A new one costs as long as an answer of a server nearby; nobody needs one for good."""
    ports = set[int]()

    async def note(scope: Any, _: Any, send: Any) -> None:
        ports.add(scope["client"][1])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    limits = httpx2.Limits(max_keepalive_connections=most, keepalive_expiry=kept_s)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with serve(note) as url, closing(BoundedClient(limits, verify=tls)) as http:
        for _ in range(2):
            http.post(url, timeout=10)

    assert len(ports) == connections


def test_a_connection_that_its_server_has_closed_meanwhile_is_not_used_again() -> None:
    """Servers end what is idle; a request on it would fail and wait for its next attempt."""
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as listening,
        ThreadPoolExecutor(1) as pool,
        bounded_client() as http,
    ):
        listening.settimeout(PATIENCE_S)

        def answer_and_close() -> None:
            taken, _ = listening.accept()
            with taken:
                taken.recv(65_536)
                taken.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

        for _ in range(2):
            closed = pool.submit(answer_and_close)
            answer = http.get(f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=10)
            closed.result()
            assert answer.json() == {}


def test_an_address_that_never_answers_leaves_time_for_the_next() -> None:
    """Its backlog is full, so that not even a refusal comes."""
    with ExitStack() as stack:
        url = stack.enter_context(serve(FakeChatModel([HELLO]).app))
        port = int(url.rpartition(":")[2])
        family = socket.AF_INET6
        stack.enter_context(socket.create_server(("::1", port), family=family, backlog=0))
        for _ in range(3):
            caller = stack.enter_context(socket.socket(family))
            caller.settimeout(0)
            caller.connect_ex(("::1", port))

        def two(host: str, port: int, **options: Any) -> list[Any]:
            both = [socket.getaddrinfo(name, port, **options) for name in ("::1", host)]
            return [*both[0], *both[1]]

        http = stack.enter_context(bounded_client(look_up=two))
        answer = http.post(f"{url}/v1{PATH}", json=BODY, headers=SIGNED_IN, timeout=1.0)

    assert answer.json() == HELLO


def test_the_last_address_of_a_host_has_all_the_time_that_is_left() -> None:
    """One that refuses at once takes nothing of it away."""

    def two(_: str, port: int, **options: Any) -> list[Any]:
        both = [socket.getaddrinfo(name, port, **options) for name in ("127.0.0.1", "::1")]
        return [*both[0], *both[1]]

    with ExitStack() as stack:
        family = socket.AF_INET6
        silent = stack.enter_context(socket.create_server(("::1", 0), family=family, backlog=0))
        for _ in range(3):
            caller = stack.enter_context(socket.socket(family))
            caller.settimeout(0)
            caller.connect_ex(silent.getsockname())
        http = stack.enter_context(bounded_client(look_up=two))
        begun_s = time.monotonic()
        with pytest.raises(httpx2.ConnectTimeout):
            http.post(f"http://somewhere:{silent.getsockname()[1]}/v1", timeout=0.4)

    assert time.monotonic() - begun_s >= 0.39


def test_every_step_of_an_exchange_ends_with_its_time(tmp_path: Path) -> None:
    """The writing of a request, the handshake of TLS and the wait behind it: none goes on."""
    from fakes.private_ca import authority  # noqa: PLC0415 - with all of cryptography

    made = authority(tmp_path)
    ours = ssl.create_default_context(cafile=made.certificate)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(made.server)
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf, bounded_client(tls=ours) as http:
        port = deaf.getsockname()[1]
        with pytest.raises(httpx2.TimeoutException):
            http.post(f"http://127.0.0.1:{port}", content=bytes(16_000_000), timeout=0.1)
        with pytest.raises(httpx2.ConnectTimeout):
            http.post(f"https://127.0.0.1:{port}", timeout=0.05)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as listening,
        bounded_client(tls=ours) as http,
        ThreadPoolExecutor(1) as pool,
    ):

        def shake_hands() -> ssl.SSLSocket:
            return theirs.wrap_socket(listening.accept()[0], server_side=True)

        silent = pool.submit(shake_hands)
        with pytest.raises(httpx2.ReadTimeout):
            http.post(f"https://127.0.0.1:{listening.getsockname()[1]}", timeout=0.5)
        silent.result().close()


@each_row(
    ("sent", "failure"),
    [
        (b"what?\r\n\r\n", httpx2.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", httpx2.RemoteProtocolError),
        (b"", httpx2.RemoteProtocolError),
    ],
)
def test_an_exchange_that_fails_raises_what_the_sdk_knows(
    sent: bytes, failure: type[httpx2.TransportError]
) -> None:
    """It has no other name for the errors of the library below it."""
    with serve_raw(sent) as url, bounded_client() as http:
        with pytest.raises(failure) as caught:
            http.post(url, timeout=10)
        assert str(caught.value.request.url) == url
        with pytest.raises(httpx2.UnsupportedProtocol):
            http.post(url.replace("http", "ftp"), timeout=10)


def test_requests_follow_no_redirect_and_keep_no_cookie() -> None:
    """A conversation goes to the address that was set, and to no other."""
    head = b"HTTP/1.1 307 Elsewhere\r\nlocation: %s\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n"
    other = FakeChatModel([HELLO])

    with (
        serve(other.app) as elsewhere,
        serve_raw(head % f"{elsewhere}/v1{PATH}".encode()) as url,
        bounded_client() as http,
    ):
        answer = http.post(f"{url}/v1{PATH}", json=BODY, headers=SIGNED_IN, timeout=10)

    assert (answer.status_code, dict(http.cookies)) == (307, {})
    assert other.requests == []


def test_one_request_after_another_takes_no_thread() -> None:
    """A hand-over between threads takes as long as the exchange itself."""
    fake = FakeChatModel([HELLO] * 3)
    with serve(fake.app) as url, client_at(url) as client:
        client.post(PATH, BODY, system_clock().deadline(10))
        earlier = set(threading.enumerate())
        for _ in range(2):
            client.post(PATH, BODY, system_clock().deadline(10))
        later = set(threading.enumerate())

    assert {item for item in later - earlier if "model" in item.name} == set()


def test_a_compressed_body_is_read_and_bounded() -> None:
    """What counts is how long it is when it is unpacked."""
    import gzip  # noqa: PLC0415 - for this test alone

    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
    body = b'{"choices": []}'.rjust(5_000_000)

    for packed, is_read in ((gzip.compress(body), True), (gzip.compress(b" " + body), False)):
        with serve_raw(head % len(packed) + packed) as url, client_at(url) as client:
            post = partial(client.post, PATH, BODY, system_clock().deadline(10))
            if is_read:
                assert post() == {"choices": []}
            else:
                with pytest.raises(ModelError, match="more than 5000000 bytes"):
                    post()


def test_a_body_in_too_many_pieces_is_not_read() -> None:
    """The smallest cost as much as large ones."""
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    body = b"1\r\n \r\n" * 9_999 + b"2\r\n{}\r\n"

    with serve_raw(head + body + b"0\r\n\r\n") as url, client_at(url) as client:
        assert client.post(PATH, BODY, system_clock().deadline(60)) == {}
    with (
        serve_raw(head + body + b"1\r\n \r\n") as url,
        client_at(url) as client,
        pytest.raises(ModelError, match="more than 10000 pieces"),
    ):
        client.post(PATH, BODY, system_clock().deadline(60))


def test_a_refusal_of_too_many_parts_is_read_as_text() -> None:
    """It costs no more than its beginning."""
    fields = ",".join(f'"f{number}":1' for number in range(60_000))

    refusal = read_refusal(400, f'{{"error":{{"message":"unsupported","f":1,{fields}}}}}'.encode())

    assert (refusal.codes, refusal.param) == ((), "")
    assert refusal.message.startswith('{"error":{"message":"unsupported"')
    assert len(refusal.message) < 1_000


def test_a_client_closed_under_a_request_fails_as_a_connection_does() -> None:
    """It is tried again with the next client."""
    with open_stage(CHAT) as stage:
        bench = stage.open_bench(HELLO)
        stage.client.warm_up()
        assert stage.client._sdk
        stage.client._sdk[1].close()

        with pytest.raises(
            ModelError, match="can't be reached: the client is closed; check OPENAI_"
        ):
            bench.ask()


def test_a_server_that_is_not_there_is_said_with_the_settings_to_look_at(unused_port: int) -> None:
    """All that can be wrong on the way there."""
    url = f"http://127.0.0.1:{unused_port}/v1"

    with client_at(url) as client, pytest.raises(ModelError, match="can't be reached") as caught:
        client.post(PATH, BODY, system_clock().deadline(10))

    remedy = "check OPENAI_BASE_URL, the network, HTTPS_PROXY and SSL_CERT_FILE"
    assert caught.value.remedy == remedy
    assert "Connection refused" in str(caught.value)


def test_of_an_answer_that_is_no_object_the_beginning_is_told() -> None:
    """A page of HTML would fill the log; what it repeats of the request is blotted out."""
    # Each attempt has a connection of its own: this server ends it behind its answer.
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\n"

    with (
        serve_raw(head + f"<p>{KEY}{'é' * 44}x".encode()) as url,
        client_at(url) as client,
        pytest.raises(ModelError) as caught,
    ):
        client.post(PATH, BODY, system_clock().deadline(10))

    beginning = "<p>***" + "é" * 34 + "\ufffd"
    assert str(caught.value) == f"the chat model answered with no JSON object: {beginning!r}"


def test_a_problem_inside_the_sdk_is_a_model_error() -> None:
    """A conversation that can't be encoded fails in the one form the agent knows."""
    with open_stage(CHAT) as stage:
        bench = stage.open_bench()

        with pytest.raises(ModelError, match="SDK refused"):
            bench.ask((*QUESTION, Message("user", "\ud800")))

    assert (bench.fake.requests, bench.pauses_s) == ([], [])


def test_where_there_is_no_token_nothing_is_sent_and_nothing_waited_for() -> None:
    """The identity will not be there a second later either."""
    asked, slept = list[str](), list[float]()

    def no_token() -> str:
        asked.append("token")
        raise SettingsError(["There is no identity."])

    server = ModelServer("m", "", "http://127.0.0.1:9/v1", token_of=no_token)
    clock = FakeTime().clock
    with (
        closing(OpenAIClient(server, clock, sleep=slept.append)) as client,
        pytest.raises(ModelError, match=r"\AThere is no identity\.\Z"),
    ):
        client.post(PATH, BODY, clock.deadline(10))

    assert (asked, slept) == (["token"], [])


def test_certificates_that_are_gone_are_a_failure_like_others() -> None:
    """They were read at the start; no pause brings them back."""
    slept, clock = list[float](), FakeTime().clock
    server = ModelServer("m", KEY, "https://127.0.0.1:9/v1", way_out=WayOut(cert_file="/no/ca.pem"))

    with closing(OpenAIClient(server, clock, sleep=slept.append)) as client:
        for _ in range(2):
            with pytest.raises(
                ModelError, match=r"\ASSL_CERT_FILE names '/no/ca.pem', which can't"
            ):
                client.post(PATH, BODY, clock.deadline(10))

    assert slept == []


def test_threads_that_ask_first_at_the_same_time_share_their_connections() -> None:
    """The imports before it take longer than a question's way to here."""
    both, built = threading.Barrier(2), list[bool]()

    class SlowServer(ModelServer):
        def build_sdk(self) -> tuple[OpenAI, BoundedClient]:
            with suppress(threading.BrokenBarrierError):
                both.wait(0.05)
            built.append(True)
            return super().build_sdk()

    with closing(OpenAIClient(SlowServer("m", KEY), FakeTime().clock)) as client:
        threads = [threading.Thread(target=client.warm_up) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    assert built == [True]


def test_many_threads_share_one_client() -> None:
    """All are asked at once, and every thread gets the answer to its own question."""
    fake = FakeChatModel(
        lambda request: text_turn(request.messages[-1]["content"]),
        gate=threading.Event(),
        opens_gate_at=32,
    )
    answers: dict[str, str] = {}

    with serve(fake.app) as url, client_at(url) as client:

        def ask(text: str) -> None:
            body = BODY | {"messages": [{"role": "user", "content": text}]}
            answers[text] = words(client.post(PATH, body, system_clock().deadline(20)))

        threads = [threading.Thread(target=ask, args=(f"question {n}",)) for n in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    assert len(answers) == 32
    assert all(question == answer for question, answer in answers.items())
