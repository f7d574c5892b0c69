"""The floor of a load: the calls of the bot's answers, made directly by as many threads.

It runs as a process of its own, as the bot does: the fakes cost the same beside both.
"""

import json
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fakes.world import World

ROUNDS: Final = 4


class Direct(NamedTuple):
    """A call as it goes over the wire."""

    url: str
    headers: Mapping[str, str]
    body: str


def calls_of_an_answer(around: "World", question: str) -> list[Direct]:
    """Return the calls to the model and to Slack that an answer takes now, in their order."""
    before = len(around.model.requests), len(around.slack.calls())
    around.answer(question)
    slack_url = around.environ["SLACK_API_URL"].rstrip("/")
    model_url = around.environ["AZURE_OPENAI_ENDPOINT"]
    turns = [
        Direct(f"{model_url}{request.path}", _kept(request.headers), json.dumps(request.body))
        for request in around.model.requests[before[0] :]
    ]
    told = [
        Direct(
            f"{slack_url}/{call.method}",
            {"Content-Type": "application/json", "Authorization": f"Bearer {call.token}"},
            json.dumps(dict(call.arguments)),
        )
        for call in around.slack.calls()[before[1] :]
    ]
    posts = [call for call in told if call.url.endswith("/chat.postMessage")]
    return [*(call for call in told if call not in posts), *turns, *posts]


def direct_s(calls: Sequence[Direct], threads: int, workers: int) -> float:
    """Return the median seconds in which a process makes the calls of that many answers."""
    done = subprocess.run(  # noqa: S603 - this module
        [sys.executable, __file__, str(threads), str(workers)],
        input=json.dumps(calls),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that say who asks for what."""
    return {
        name: headers[name]
        for name in ("api-key", "authorization", "content-type")
        if name in headers
    }


def _answer(calls: Sequence[Direct], own: threading.local) -> None:
    """Make the calls one after another, over the connections that a thread keeps."""
    kept: dict[str, HTTPConnection] = own.__dict__.setdefault("kept", {})
    for call in calls:
        address = urllib.parse.urlsplit(call.url)
        connection = kept.setdefault(address.netloc, HTTPConnection(address.netloc))
        connection.request("POST", f"{address.path}?{address.query}", call.body, dict(call.headers))
        with connection.getresponse() as response:
            body = response.read()
        if response.status >= 400:  # noqa: PLR2004 - what HTTP calls an error
            raise RuntimeError(f"{call.url}: {response.status} {body[:200]!r}")


def _main() -> None:
    """Read the calls, make them for several rounds of answers, and print the median seconds."""
    threads, workers = map(int, sys.argv[1:])
    calls, own, took_s = [Direct(*call) for call in json.load(sys.stdin)], threading.local(), []
    with ThreadPoolExecutor(workers) as pool:
        for _ in range(1 + ROUNDS):  # the first one opens connections
            started_s = time.perf_counter()
            for done in [pool.submit(_answer, calls, own) for _ in range(threads)]:
                done.result()
            took_s.append(time.perf_counter() - started_s)
    print(statistics.median(took_s[1:]))


if __name__ == "__main__":
    _main()
