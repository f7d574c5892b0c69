"""What comes back over HTTP, and what is made of everything that isn't JSON."""

import gzip
import json
import socket
import threading
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from fakes.clock import FakeTime
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import PATIENCE_S
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import Clock, system_clock
from bot.errors import DeadlineError, ProviderError
from bot.fetching import AT_ONCE_PER_HOST, MAX_BODY_BYTES, Fetcher
from bot.fetching import Response as Answer
from bot.fetching.connections import CONNECT_TIMEOUT_S, MAX_PIECES
from bot.untrusted import read_json

clients: set[tuple[str, int]] = set()


def echo(request: Request) -> Response:
    """Answer what was asked."""
    assert request.client
    clients.add((request.client.host, request.client.port))
    cookie = {"set-cookie": "tracked=1"}
    return JSONResponse(
        {"params": dict(request.query_params), "headers": dict(request.headers)}, headers=cookie
    )


def body(request: Request) -> Response:
    """Answer the body and status that the query names, and ask for its pause."""
    query = request.query_params
    headers = {"retry-after": query["retry_after"]} if "retry_after" in query else {}
    return Response(query["body"], int(query.get("status", "200")), headers, "application/json")


def zipped(request: Request) -> Response:
    """Answer compressed: small, or a bomb."""
    size = int(request.query_params["size"])
    content = gzip.compress(json.dumps("x" * size).encode(), compresslevel=1)
    return Response(content, headers={"content-encoding": "gzip"})


def refusal(request: Request) -> Response:
    """Refuse, in an answer of the length that the query names."""
    said = {"reason": "no", "more": "x" * int(request.query_params["size"])}
    return JSONResponse(said, int(request.query_params["status"]))


def large(_: Request) -> Response:
    """Answer more than anybody should read."""
    return Response(b" " * (MAX_BODY_BYTES + 10))


def moved(_: Request) -> Response:
    """Answer a redirect."""
    return RedirectResponse("/echo")


async def _drops() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await anyio.sleep(0.02)


def drip(_: Request) -> Response:
    """Answer a byte now and then, for ever."""
    return StreamingResponse(_drops())


async def silence(_: Request) -> Response:
    """Answer nothing for a while."""
    await anyio.sleep(1)
    return Response("{}")


async def _half() -> AsyncIterator[bytes]:
    yield b'{"half": '
    await anyio.to_thread.run_sync(may_leave.wait)


def stuck(_: Request) -> Response:
    """Hang in the middle."""
    return StreamingResponse(_half(), media_type="application/json")


async def _torn() -> AsyncIterator[bytes]:
    yield b'{"half": '
    raise ConnectionError


def torn(_: Request) -> Response:
    """Break off in the middle."""
    return StreamingResponse(_torn(), headers={"content-length": "100"})


def deep(_: Request) -> Response:
    """Answer arrays in arrays in arrays."""
    return Response("[" * 100_000)


def dated(request: Request) -> Response:
    """Answer what is good for an hour, and nothing to those who know it."""
    headers = {
        "expires": "Mon, 23 Nov 2026 12:00:00 GMT",
        "last-modified": "Mon, 23 Nov 2026 10:00:00 GMT",
    }
    if "if-modified-since" in request.headers:
        return Response(status_code=304, headers=headers)
    status = int(request.query_params.get("status", "200"))
    return JSONResponse({"a": 1}, status, headers=headers)


crowd = threading.Semaphore(0)
may_leave = threading.Event()


def crowded(request: Request) -> Response:
    """Tell that somebody has come, and wait until everybody may leave."""
    assert request.client
    clients.add((request.client.host, request.client.port))
    crowd.release()
    assert may_leave.wait(10)
    return JSONResponse([])


HANDLERS = (
    dated,
    crowded,
    deep,
    echo,
    body,
    zipped,
    refusal,
    large,
    moved,
    drip,
    silence,
    stuck,
    torn,
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve all of them under their names."""
    app = Starlette(routes=[Route(f"/{handler.__name__}", handler) for handler in HANDLERS])
    with serve(app) as base:
        yield base


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """Open a pool of connections."""
    opened = Fetcher()
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The machine's clock."""
    return system_clock()


def test_parameters_and_headers_are_sent(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """With any letters in them."""
    deadline = clock.deadline(5)

    answer = fetcher.get_json(f"{url}/echo", {"name": "Köln & 北京"}, deadline, {"X-Api-Key": "k"})

    assert answer["params"] == {"name": "Köln & 北京"}
    assert answer["headers"]["x-api-key"] == "k"
    assert answer["headers"]["accept-encoding"] == "gzip"


def test_connections_are_kept_and_cookies_are_not(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """One connection serves requests that follow each other."""
    clients.clear()

    for _ in range(3):
        answer = fetcher.get_json(f"{url}/echo", {}, clock.deadline(5))

    assert len(clients) == 1
    assert "cookie" not in answer["headers"]


def test_connections_end_with_their_fetcher(clock: Clock) -> None:
    """A service would hold them open for nobody."""
    with (
        socket.create_server(("127.0.0.1", 0)) as service,
        closing(Fetcher()) as fetcher,
        ThreadPoolExecutor(1) as pool,
    ):
        url = f"http://127.0.0.1:{service.getsockname()[1]}"
        asked = pool.submit(fetcher.get_json, url, {}, clock.deadline(5))
        connection, _ = service.accept()
        with connection:
            connection.settimeout(PATIENCE_S)
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")
            assert asked.result(PATIENCE_S) == []
            fetcher.close()
            assert connection.recv(1) == b""


def test_several_threads_fetch_at_once(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """Each gets its own answer."""
    everybody = threading.Barrier(8)

    def ask(number: int) -> str:
        everybody.wait(10)
        answer = fetcher.get_json(f"{url}/echo", {"n": str(number)}, clock.deadline(5))
        return str(answer["params"]["n"])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    assert answers == [str(number) for number in range(8)]


def test_requests_that_fail_make_room_for_others(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """However many they are: a host is asked by so many threads at once, and not in all."""
    for path in ("missing", "torn"):
        for _ in range(AT_ONCE_PER_HOST):
            with pytest.raises(ProviderError):
                fetcher.get_json(f"{url}/{path}", {}, clock.deadline(5))

    assert fetcher.get_json(f"{url}/echo", {"n": "1"}, clock.deadline(1))["params"] == {"n": "1"}


def test_a_compressed_answer_is_read(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """As services send them."""
    assert fetcher.get_json(f"{url}/zipped", {"size": "9"}, clock.deadline(5)) == "x" * 9


@pytest.mark.parametrize(
    ("path", "params"), [("large", {}), ("zipped", {"size": str(MAX_BODY_BYTES * 3)})]
)
def test_a_body_that_is_too_large_is_not_read(
    fetcher: Fetcher, url: str, clock: Clock, path: str, params: dict[str, str]
) -> None:
    """Compressed or not."""
    with pytest.raises(ProviderError, match="more than"):
        fetcher.get_json(f"{url}/{path}", params, clock.deadline(5))


def test_a_caller_may_allow_a_larger_body_or_a_smaller_one(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """By what it knows of its service."""

    def read(most_bytes: int) -> object:
        params = {"size": str(MAX_BODY_BYTES * 3)}
        return fetcher.get_json(f"{url}/zipped", params, clock.deadline(5), most_bytes=most_bytes)

    short = {"body": "[1,2]"}
    assert fetcher.get_json(f"{url}/body", short, clock.deadline(5), most_bytes=5) == [1, 2]
    assert read(MAX_BODY_BYTES * 4) == "x" * MAX_BODY_BYTES * 3
    with pytest.raises(ProviderError, match="more than 100 bytes"):
        read(100)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, '{"error": true, "reason": "Latitude is wrong"}'), "400: 'Latitude is wrong'"),
        ((429, '{"reason": "Limit ' + "x" * 5000 + '", "error": true}'), "429: 'Limit xxx"),
        ((503, "<html>Bad gateway</html>"), "503: ''"),
        ((500, '["reason"]'), "500: ''"),
        ((500, "[" * 5000), "500: ''"),
        ((500, '{"reason": {"a": 1}}'), "500: ''"),
        ((204, ""), "204: ''"),
    ],
)
def test_a_refusal_is_said_with_host_status_and_reason(
    fetcher: Fetcher, url: str, clock: Clock, answer: tuple[int, str], said: str
) -> None:
    """The query is not said: it has people's words in it."""
    params = {"status": str(answer[0]), "body": answer[1]}

    with pytest.raises(ProviderError) as caught:
        fetcher.get_json(f"{url}/body", params, clock.deadline(5))

    assert caught.value.status == answer[0]
    assert caught.value.rest_s == 0
    message = str(caught.value)
    assert message.startswith(url.removeprefix("http://"))
    assert said in message
    assert caught.value.reason in ("Latitude is wrong", f"Limit {'x' * 194}", "")
    assert "body=" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("asked", "rest_s"),
    [
        ("30", 30),
        ("86400", 600),
        ("Mon, 23 Nov 2999 12:00:00 GMT", 600),
        ("Mon, 23 Nov 2020 11:00:00 -0000", 0),
        ("Mon, 23 Nov 99999999999999999999 12:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("\N{SUPERSCRIPT TWO}", 0),
    ],
)
def test_a_service_is_left_alone_for_as_long_as_it_asks(
    fetcher: Fetcher, url: str, clock: Clock, asked: str, rest_s: float
) -> None:
    """In seconds or until a moment of its own clock, but for no longer than ten minutes."""
    for status in ("429", "503"):
        params = {"status": status, "body": "<html>", "retry_after": asked}

        with pytest.raises(ProviderError) as caught:
            fetcher.get(f"{url}/body", params, clock.deadline(5))

        assert caught.value.rest_s == rest_s


def test_the_moment_that_a_service_names_is_of_its_own_clock(
    fetcher: Fetcher, clock: Clock
) -> None:
    """This machine's may be days away from it; a header may have blanks at its ends."""
    now, until = "date: Mon, 23 Nov 2020 11:00:00 GMT\r\n", "retry-after: Mon, 23 Nov 2020 11:00:45"
    rests = {
        f"{now}{until} GMT": 45,
        f"{now}{until} -0000": 45,
        f"{now}{until.replace('11', '12')} +0100": 45,
        f"{until} GMT": 0,  # it does not tell its time
        f"date: now\r\n{until} GMT": 0,
        "retry-after:  45 \t": 45,
    }
    for told, rest_s in rests.items():
        head = f"HTTP/1.1 429 Slow down\r\ncontent-length: 0\r\n{told}\r\n\r\n"

        with serve_raw(head.encode()) as url, pytest.raises(ProviderError) as caught:
            fetcher.get(url, {}, clock.deadline(5))

        assert caught.value.rest_s == rest_s, told


@pytest.mark.parametrize("text", ["", "<html></html>", "nan", '{"a": nanometre}', '{"a": '])
def test_a_200_without_json_is_an_error(
    fetcher: Fetcher, url: str, clock: Clock, text: str
) -> None:
    """Services send such things when they are out of order."""
    with pytest.raises(ProviderError, match="else than JSON"):
        fetcher.get_json(f"{url}/body", {"body": text}, clock.deadline(5))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"latitude":nan,"elevation":\n  nan , "a":-nan}', {"latitude", "elevation", "a"}),
        ('[{"b":[nan, nan]},{"c":NaN}, {"nan":Infinity}]', None),
    ],
)
def test_a_figure_that_is_no_number_is_null(
    fetcher: Fetcher, url: str, clock: Clock, text: str, read: set[str] | None
) -> None:
    """It stands for a place that isn't covered, among others that are."""
    answer = fetcher.get_json(f"{url}/body", {"body": text}, clock.deadline(5))

    if read:
        assert answer == dict.fromkeys(read)
    else:
        assert answer == [{"b": [None, None]}, {"c": None}, {"nan": None}]


def test_words_that_look_like_no_number_are_left_alone(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """Nan is a province of Thailand."""
    answer = fetcher.get_json(f"{url}/body", {"body": '["nan", "Nan, nan"]'}, clock.deadline(5))

    assert answer == ["nan", "Nan, nan"]


@pytest.mark.parametrize("status", ["200", "203"])
def test_an_answer_comes_with_its_headers(
    fetcher: Fetcher, url: str, clock: Clock, status: str
) -> None:
    """And tells until when it is good."""
    response = fetcher.get(f"{url}/dated", {"status": status}, clock.deadline(5))

    assert (response.data, response.is_unchanged) == ({"a": 1}, False)
    assert response.headers["LAST-MODIFIED"] == "Mon, 23 Nov 2026 10:00:00 GMT"
    assert response.expires_at == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_what_did_not_change_is_not_sent_again(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """To those who say what they have."""
    headers = {"If-Modified-Since": "Mon, 23 Nov 2026 10:00:00 GMT"}

    response = fetcher.get(f"{url}/dated", {}, clock.deadline(5), headers)

    assert (response.data, response.is_unchanged) == (None, True)
    assert response.expires_at == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_unchanged_is_no_answer_to_those_who_have_nothing(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """It would leave them without anything."""
    with pytest.raises(ProviderError, match="304"):
        fetcher.get(f"{url}/body", {"status": "304", "body": ""}, clock.deadline(5))


@each_row(
    "expires",
    [
        None,
        "soon",
        "0",
        "Mon, 99 Nov 2026 12:00:00 GMT",
        "Mon, 23 Nov 99999999999999999999 12:00:00 GMT",
    ],
)
def test_a_date_that_can_t_be_read_is_none(expires: str | None) -> None:
    """Then nobody says how long an answer is good."""
    assert Answer([], {"Expires": expires} if expires else {}).expires_at is None


@each_row("written", ["12:00:00 GMT", "12:00:00 -0000", "13:00:00 +0100"])
def test_a_date_is_a_moment_in_any_zone(written: str) -> None:
    """Without one it is in UTC."""
    moment = Answer([], {"Expires": f"Mon, 23 Nov 2026 {written}"}).expires_at

    assert moment == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_host_is_asked_five_things_at_once(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """The sixth waits, and no longer than it has time."""
    may_leave.clear()
    with ThreadPoolExecutor(5) as pool:
        asked = [
            pool.submit(fetcher.get_json, f"{url}/crowded", {}, clock.deadline(9)) for _ in range(5)
        ]
        for _ in asked:
            assert crowd.acquire(timeout=10)
        with pytest.raises(DeadlineError):
            fetcher.get_json(f"{url}/crowded", {}, clock.deadline(0.1))
        may_leave.set()
        answers = [one.result(10) for one in asked]

    assert answers == [[]] * 5
    assert not crowd.acquire(timeout=0.05)
    assert fetcher.get_json(f"{url}/crowded", {}, clock.deadline(5)) == []
    assert crowd.acquire(timeout=5)


def test_the_connections_of_all_who_ask_at_once_are_kept(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """The next five need no new ones."""
    clients.clear()
    for _ in range(2):
        may_leave.clear()
        with ThreadPoolExecutor(5) as pool:
            for _ in range(5):
                pool.submit(fetcher.get_json, f"{url}/crowded", {}, clock.deadline(9))
            for _ in range(5):
                assert crowd.acquire(timeout=10)
            may_leave.set()

    assert len(clients) == 5


def test_a_host_that_is_full_keeps_no_other_waiting(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """Each has a gate of its own."""
    may_leave.clear()
    other = url.replace("127.0.0.1", "localhost")
    with ThreadPoolExecutor(5) as pool:
        asked = [
            pool.submit(fetcher.get_json, f"{url}/crowded", {}, clock.deadline(9)) for _ in range(5)
        ]
        for _ in asked:
            assert crowd.acquire(timeout=10)
        answer = fetcher.get_json(f"{other}/echo", {"n": "1"}, clock.deadline(5))
        may_leave.set()
        for one in asked:
            one.result(10)

    assert answer["params"] == {"n": "1"}


def test_json_that_is_too_deep_to_read_is_an_error(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """It must not end the program."""
    with pytest.raises(ProviderError, match="else than JSON"):
        fetcher.get_json(f"{url}/deep", {}, clock.deadline(5))


@each_row(
    ("part", "most"),
    [("[]", 1_000), ('{"a":1}', 500), ("1", 8_000), ('""', 8_000)],
)
def test_json_of_too_many_parts_is_not_read(part: str, most: int) -> None:
    """Small ones cost a hundred times what a text of their length does."""
    with pytest.raises(ValueError, match="lists, objects and fields"):
        read_json(f"[{','.join([part] * (most + 9))}]".encode(), most=1_000)

    fewer = most * 3 // 4
    assert len(read_json(f"[{','.join([part] * fewer)}]".encode(), most=1_000)) == fewer


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_body_in_too_many_pieces_is_not_read(
    fetcher: Fetcher, clock: Clock, *, is_packed: bool
) -> None:
    """The smallest cost as much as large ones, even those that unpack to nothing; so many are."""
    packer = zlib.compressobj(wbits=31)
    nothing = packer.compress(b" ") + packer.flush(zlib.Z_SYNC_FLUSH)
    endless = nothing + b"\0\0\0\xff\xff" * MAX_PIECES
    pieces = endless[: MAX_PIECES + 1] if is_packed else b"7" + b" " * (MAX_PIECES - 1)
    head = b"HTTP/1.1 200 OK\r\n" + b"content-encoding: gzip\r\n" * is_packed
    head += b"transfer-encoding: chunked\r\n\r\n"
    too_many = pytest.raises(ProviderError, match=f"more than {MAX_PIECES} pieces")
    sent = head + b"".join(b"1\r\n%c\r\n" % piece for piece in pieces)

    with (
        serve_raw(sent if is_packed else sent + b"0\r\n\r\n") as url,
        too_many if is_packed else nullcontext(),
    ):
        assert fetcher.get_json(url, {}, clock.deadline(60)) == 7


def test_a_packed_body_that_unpacks_to_nothing_is_bounded_too(
    fetcher: Fetcher, clock: Clock
) -> None:
    """By what is read of it."""
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(b"[") + packer.flush(zlib.Z_SYNC_FLUSH) + b"\0\0\0\xff\xff" * 1_000

    with (
        serve_raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + packed) as url,
        pytest.raises(ProviderError, match="more than 2000 bytes"),
    ):
        fetcher.get_json(url, {}, clock.deadline(60), most_bytes=2_000)


@each_row("name", ["gzip", "x-gzip", "GZIP"])
def test_a_body_that_was_packed_in_parts_is_read_whole(
    fetcher: Fetcher, clock: Clock, name: str
) -> None:
    """The format allows it (RFC 1952, 2.2), by each of its names (RFC 9110, 8.4.1.3)."""
    packed = gzip.compress(b"[1,") + gzip.compress(b"") + gzip.compress(b"2]")
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {name}\r\n\r\n".encode()

    with serve_raw(head + packed) as url:
        assert fetcher.get_json(url, {}, clock.deadline(5)) == [1, 2]


def test_no_part_of_a_body_is_unpacked_behind_the_limit(fetcher: Fetcher, clock: Clock) -> None:
    """Neither of a bomb nor where a part ends right there, and the next one is one."""
    bomb = gzip.compress(b" " * 10**7)

    for packed in (bomb, gzip.compress(b" " * 20_001) + bomb):
        with serve_raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + packed) as url:
            tracemalloc.start()
            with pytest.raises(ProviderError, match="more than 20000 bytes"):
                fetcher.get_json(url, {}, clock.deadline(5), most_bytes=20_000)
            most_bytes = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()

        assert most_bytes < 10**7


def test_a_body_packed_in_too_many_parts_is_an_error(fetcher: Fetcher, clock: Clock) -> None:
    """Each costs as much as a piece, however small it is."""
    packed = gzip.compress(b"") * (MAX_PIECES + 1)

    with (
        serve_raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + packed) as url,
        pytest.raises(ProviderError, match="can't be read"),
    ):
        fetcher.get_json(url, {}, clock.deadline(60))


def test_what_is_packed_and_can_t_be_unpacked_is_an_error(fetcher: Fetcher, clock: Clock) -> None:
    """As any other answer that can't be read; the next one may be sound."""
    with (
        serve_raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n{}") as url,
        pytest.raises(ProviderError, match="can't be read") as caught,
    ):
        fetcher.get_json(url, {}, clock.deadline(5))

    assert caught.value.rest_s == 0


def test_the_words_of_a_long_refusal_are_not_looked_for(
    fetcher: Fetcher, url: str, clock: Clock
) -> None:
    """No service needs so many: 64 KiB are the most."""
    beside = len('{"reason":"no","more":""}')
    for size, said in ((65_536, "no"), (65_537, "")):
        params = {"status": "500", "size": str(size - beside)}
        with pytest.raises(ProviderError, match=f"500: '{said}'"):
            fetcher.get_json(f"{url}/refusal", params, clock.deadline(5))


def test_the_machine_s_proxy_and_its_passwords_are_not_used(
    fetcher: Fetcher, url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are for the person who works at it, and none of a weather service's business."""
    passwords = tmp_path / "netrc"
    passwords.write_text("machine 127.0.0.1 login me password secret\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("NETRC", str(passwords))
    signed = fetcher.get_json(f"{url}/echo", {}, clock.deadline(10))
    monkeypatch.delenv("NETRC")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    direct = fetcher.get_json(f"{url}/echo", {}, clock.deadline(10))

    assert "authorization" not in signed["headers"]
    assert direct["params"] == {}


def test_a_redirect_is_not_followed(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """It could lead a key to somebody else."""
    with pytest.raises(ProviderError, match="answered 307"):
        fetcher.get_json(f"{url}/moved", {}, clock.deadline(5))


def test_a_connection_that_breaks_off_is_an_error(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """In the middle of the body."""
    with pytest.raises(ProviderError):
        fetcher.get_json(f"{url}/torn", {}, clock.deadline(5))


def test_a_host_that_nobody_listens_on_is_an_error(
    fetcher: Fetcher, unused_port: int, clock: Clock
) -> None:
    """The message names the host and the kind of failure."""
    said = rf"127\.0\.0\.1:{unused_port} can't be read: Connec"
    with pytest.raises(ProviderError, match=said) as caught:
        fetcher.get_json(f"http://127.0.0.1:{unused_port}/v1", {}, clock.deadline(5))

    assert (caught.value.status, caught.value.rest_s) == (0, 10)


@pytest.mark.parametrize("path", ["drip", "silence"])
def test_nothing_outlives_the_deadline(fetcher: Fetcher, url: str, clock: Clock, path: str) -> None:
    """Neither a host that is silent nor one that sends a byte now and then."""
    started_s = clock.monotonic()

    with pytest.raises(DeadlineError):
        fetcher.get_json(f"{url}/{path}", {}, clock.deadline(0.2))

    assert clock.monotonic() - started_s < 0.9


def test_a_host_that_takes_no_connection_does_not_outlive_the_deadline(
    fetcher: Fetcher, clock: Clock
) -> None:
    """Its queue is full, and so it does not even refuse."""
    with socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(2):
            one = waiting.enter_context(closing(socket.socket()))
            one.settimeout(0)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        started_s = clock.monotonic()
        with pytest.raises(DeadlineError):
            fetcher.get_json(url, {}, clock.deadline(0.1))

    assert clock.monotonic() - started_s < 0.9 * CONNECT_TIMEOUT_S


def test_a_host_that_hangs_is_better_left_alone(fetcher: Fetcher, url: str, clock: Clock) -> None:
    """Also where the deadline ends the waiting, unless there was too little time to tell."""

    def fault_of(path: str) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            fetcher.get_json(f"{url}/{path}", {}, clock.deadline(CONNECT_TIMEOUT_S + 0.1))
        return caught.value

    may_leave.clear()
    try:
        with ThreadPoolExecutor(2) as pool:
            faults = list(pool.map(fault_of, ["crowded", "stuck"]))  # before the answer, and in it
    finally:
        may_leave.set()
        assert crowd.acquire(timeout=5)

    assert [fault.rest_s for fault in faults] == [10, 10]


def test_nothing_is_sent_after_the_deadline(fetcher: Fetcher, url: str) -> None:
    """There would be nobody to read the answer."""
    time = FakeTime()
    deadline = time.clock.deadline(1)
    time.pass_s(2)
    clients.clear()

    with pytest.raises(DeadlineError):
        fetcher.get_json(f"{url}/echo", {}, deadline)

    assert clients == set()
