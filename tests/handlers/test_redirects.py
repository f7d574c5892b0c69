"""Redirects in Slack's place, as a proxy with a login page answers: nothing is sent after them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fakes.clock import FakeTime
from fakes.questions import question
from fakes.serving import serve
from fakes.slack import BOT_TOKEN
from fakes.slack_side import bot_at, channel_to
from slack_bolt import App
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import DeliveryError, SettingsError
from bot.messages import Question, Reply
from handlers.connection.socket_mode import SocketMode
from handlers.web_api import quiet_logger, web_client

MEANING = r"was redirected.*proxy.*SLACK_API_URL"


@dataclass
class Proxy:
    """A proxy that answers everything with its login page, which says that all went well."""

    api_url: str = ""
    status: int = 302
    seen_at_login: list[str] = field(default_factory=list)

    def application(self) -> Starlette:
        """Return what it answers."""
        anything = ["GET", "POST"]
        login = Route("/login", self._log_in, methods=anything)
        return Starlette(routes=[login, Route("/{rest:path}", self._redirect, methods=anything)])

    def _redirect(self, _: Request) -> Response:
        return RedirectResponse("/login", self.status)

    def _log_in(self, request: Request) -> Response:
        self.seen_at_login.append(request.headers.get("authorization", ""))
        return JSONResponse({"ok": True, "ts": "1.2", "channel": "C1", "url": "wss://x.example"})


@pytest.fixture(params=[301, 302, 303, 307, 308])
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    """Yield one in Slack's place, for each status that means a redirect."""
    proxy = Proxy(status=request.param)
    with serve(proxy.application()) as url:
        proxy.api_url = f"{url}/api/"
        yield proxy


def test_a_post_that_is_redirected_was_not_posted(proxy: Proxy) -> None:
    """And the token has gone nowhere."""
    with (
        channel_to(proxy, FakeTime().clock) as channel,
        pytest.raises(DeliveryError, match=MEANING) as failure,
    ):
        channel.post(question(), Reply("Mild."))

    assert not failure.value.may_have_arrived
    assert proxy.seen_at_login == []


def test_an_answer_to_a_command_that_is_redirected_was_not_shown(proxy: Proxy) -> None:
    """Its address holds a key as well."""
    url = f"{proxy.api_url.removesuffix('api/')}commands/1"
    asked = Question("T1", "C1", "1.2", "1.2", "U1", "?", surface="command", answer_url=url)
    with (
        channel_to(proxy, FakeTime().clock) as channel,
        pytest.raises(DeliveryError, match=MEANING) as failure,
    ):
        channel.post(asked, Reply("Mild."))

    assert url not in str(failure.value)
    assert proxy.seen_at_login == []


def test_a_sign_in_that_is_redirected_says_what_that_means(proxy: Proxy) -> None:
    """To the operator, when the bot starts."""
    with pytest.raises(SettingsError, match=MEANING), bot_at(proxy):
        pass

    assert proxy.seen_at_login == []


def test_a_connection_is_not_opened_where_a_redirect_leads(proxy: Proxy) -> None:
    """The app-level token is as good as the other."""
    client = web_client(BOT_TOKEN, proxy.api_url)
    app = App(client=client, logger=quiet_logger(), authorize=lambda: None, signing_secret="")
    with pytest.raises(SettingsError, match=MEANING):
        SocketMode(app, "xapp-1").start(0.1)

    assert proxy.seen_at_login == []
