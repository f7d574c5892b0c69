"""Requests at the bot's own address: signed, unsigned and odd, and its other pages.

Bodies are crossed with types, and signatures with times. Told are the status and the body of the
response, what was asked, and what the log says of who sends it.
"""

import json
import time as real_time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from itertools import product
from typing import Final
from urllib.parse import urlencode

from fakes.clock import MONDAY, FakeTime
from fakes.desk import desk_with
from fakes.log import captured_log
from fakes.ports import reserved_port
from fakes.slack import fake_slack
from fakes.slack_posts import FORM, JSON, SIGNING_SECRET, request, signed
from fakes.slack_side import bot_at

from bot.clock import Clock
from bot.messages import Question
from bot.settings import load_settings
from composed import Told
from handlers.connection import Connection

_EVENT: Final = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "ts": "1.5",
        "text": "<@UBOT> ?",
    },
}
_COMMAND: Final = {
    "command": "/weather",
    "text": "payload={} & more",
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "1.a",
    "response_url": "https://hooks.slack.com/commands/1",
}
_PRESS: Final = {"type": "block_actions", "team": None, "actions": [{"action_id": "x"}]}
_ODD: Final = ("event", "team", "user", "channel", "container", "view", "message", "other")
_BODIES: Final[Mapping[str, bytes]] = {
    "event": json.dumps(_EVENT).encode(),
    "challenge": b'{"type": "url_verification", "challenge": "c"}',
    "ssl check": b"ssl_check=1&token=t",
    "command": urlencode(_COMMAND).encode(),
    "press": urlencode({"payload": json.dumps(_PRESS)}).encode(),
    "event in a form": urlencode({"payload": json.dumps(_EVENT)}).encode(),
    "blank payload": b"payload=",
    "listed payload": b"payload=[]",
    "nothing": b"",
    "list": b"[]",
    "number": b"7",
    "torn": b'{"type":',
    "not text": b"\xff\xfe{}",
    "half a character": b'{"type": "event_callback", "x": "\\ud83d"}',
    "deep": b"[" * 100_000,
    "NaN": b'{"type": NaN}',
    "large": json.dumps({**_EVENT, "more": "m" * 999_000}).encode(),
    **{
        f"{value!r} for {name}": json.dumps({**_EVENT, name: value}).encode()
        for name, value in product(_ODD, (None, 7, "x", []))
    },
}
_TYPES: Final = (
    JSON,
    FORM,
    f"{JSON.upper()} ; charset=utf-8",
    f"{FORM};x",
    "text/plain",
    "",
    "application/jsonx",
)
_AGES_S: Final = (0, 290, -290, 310, -310, 1e9)


def _requests() -> Iterator[tuple[str, str, str, bytes, dict[str, str]]]:
    """Yield requests: a text for each, its method and path, its body and its headers."""
    way = ("POST", "/slack/events")
    for (name, body), kind in product(_BODIES.items(), _TYPES):
        if kind in (JSON, FORM) or name in ("event", "command", "press"):
            yield f"{name} as {kind}", *way, body, {"Content-Type": kind, **signed(body)}
    body = _BODIES["event"]
    for age_s, secret in product(_AGES_S, (SIGNING_SECRET, SIGNING_SECRET.upper())):
        headers = signed(body, at_s=real_time.time() - age_s, secret=secret)
        yield f"{age_s} s old, {secret}", *way, body, {"Content-Type": JSON, **headers}
    stamp, signature = signed(body).values()
    for given, told, sign in (
        *(("no stamp", "", signature), ("no signature", stamp, ""), ("odd stamp", "x", signature)),
        *(
            ("long stamp", "9" * 400, signature),
            ("odd sign", stamp, "v0=\xe9"),
            ("cut", stamp, signature[:-1]),
        ),
        *(("other version", stamp, "v1" + signature[2:]), ("capitals", stamp, signature.upper())),
        ("decimals", f"{stamp}.0", signature),
    ):
        names = {"X-Slack-Request-Timestamp": told, "X-Slack-Signature": sign}
        yield given, *way, body, {"Content-Type": JSON, **names}
    yield "unsigned", *way, body, {"Content-Type": JSON}
    yield "another body", *way, body + b" ", {"Content-Type": JSON, **signed(body)}
    paths = (
        "/health",
        "/livez",
        "/readyz",
        "/metrics",
        "/slack/events",
        "/slack/install",
        "/",
        "/health/",
    )
    for method, path in product(("GET", "POST", "PUT", "DELETE", "OPTIONS"), paths):
        yield f"{method} {path}", method, path, b"", {}
    yield "a long head", "GET", "/livez", b"", {"X-Pad": "p" * 32_000}


def told() -> Told:
    """Yield each case, and what came of it."""
    accepted = list[Question]()
    time = FakeTime()
    clock = Clock(lambda: MONDAY, time.clock.monotonic)
    with ExitStack() as opened:
        slack, log = opened.enter_context(fake_slack()), opened.enter_context(captured_log())
        port = opened.enter_context(reserved_port())
        environ = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "HTTP_HOST": "127.0.0.1"}
        settings = load_settings({**environ, "HTTP_PORT": str(port)}, needs_slack=False)
        bot = opened.enter_context(bot_at(slack, clock))
        desk = opened.enter_context(desk_with(accepted.append))
        connection = Connection(bot.app_for(desk), settings, clock, desk)
        opened.enter_context(closing(connection))
        connection.start()
        for given, method, path, body, headers in _requests():
            time.pass_s(61)
            log.taken()
            try:
                status, answer = request(f"http://127.0.0.1:{port}{path}", body, headers, method)
                lines = [f"{status} {answer}"]
            except ConnectionError:
                lines = ["no answer"]
            lines += map(str, accepted)
            accepted.clear()
            for entry in log.taken():
                if entry["event"].startswith("request."):
                    lines.append(str({**entry, "time": ""}))
            yield given, "\n".join(lines)
