"""A service on loopback that says what it is told to, whatever it is asked, and keeps requests."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from fakes.raw_server import running

_OWN_HEADERS: Final = ("accept", "if-modified-since", "user-agent", "x-api-key")
_OF_LIBRARY: Final = ("python-requests/", "*/*")


def _own(headers: Mapping[str, str]) -> str:
    """Return the headers that a client of ours has set, and none of its library."""
    own = {name: headers[name] for name in _OWN_HEADERS if name in headers}
    return json.dumps({k: v for k, v in own.items() if not v.startswith(_OF_LIBRARY)})


@dataclass(frozen=True)
class Said:
    """An answer: its body is JSON, unless it is bytes already."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """Return the body as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class TellingService:
    """A service of any shape.

    Attributes:
        answer: Returns what is said to a path with its parameters.
    """

    answer: Callable[[str, Mapping[str, str]], Said] = lambda *_: Said()
    _asked: list[str] = field(default_factory=list)
    _faults: list[Exception] = field(default_factory=list)

    def answer_in_turn(self, answers: Sequence[Said]) -> None:
        """Say these one after the other, and the last one again and again."""
        left = list(answers)
        self.answer = lambda *_: left.pop(0) if len(left) > 1 else left[0]

    def taken(self) -> str:
        """Return the requests since the last call, a line for each, in the order of their text.

        A fault of `answer` is raised here, since those who asked take it for one of the service.
        """
        if self._faults:
            raise self._faults[0]
        asked, self._asked = sorted(self._asked), []
        return "\n".join(asked)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve on loopback and yield the base URL."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                service._asked.append(f"GET {self.path} {_own(self.headers)}")
                try:
                    said = service.answer(parts.path, dict(parse_qsl(parts.query)))
                except Exception as fault:
                    service._faults.append(fault)
                    raise
                body = b"" if said.status in (204, 304) else said.as_bytes()
                head = [f"HTTP/1.1 {said.status} Said", f"Content-Length: {len(body)}"]
                head += [f"{name}: {value}" for name, value in said.headers.items()]
                self.wfile.write("\r\n".join([*head, "\r\n"]).encode("latin-1") + body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
            yield f"http://127.0.0.1:{port}"
