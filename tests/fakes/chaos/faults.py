"""What goes wrong around the bot: calls that fail, posts whose response is lost."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fakes.chaos.plan import answer, dice_of
from fakes.chat_model import FakeChatModel
from fakes.serving import serve
from fakes.world import World, world
from handlers.playground.workspace.rules import Fault

FAILING_SHARE = 0.10
LOST_SHARE = 0.15
SLOW_S = 3.0
MODEL_S = 0.15
POST_S = (0.05, 0.3)

_KINDS = ("500", "429", "cut", "slow")


class Disturbed:
    """A service of which one call in ten fails, in one of four ways; `counts` says how often."""

    def __init__(self, app: ASGIApp, dice: random.Random) -> None:
        self._app = app
        self._dice = dice
        self.counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or let it fail."""
        kind = self._dice.choice(_KINDS) if self._dice.random() < FAILING_SHARE else "fine"
        self.counts[kind] += 1
        if kind == "slow":
            await asyncio.sleep(SLOW_S)
        if kind == "cut":
            send.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's cycle
        if kind in ("fine", "slow"):
            await self._app(scope, receive, send)
        else:
            status = 429 if kind == "429" else 500
            await Response(status_code=status, headers={"Retry-After": "1"})(scope, receive, send)

    @property
    def failed(self) -> str:
        """How many calls failed, of how many."""
        total = self.counts.total()
        return f"{total - self.counts['fine']} of {total}"


def post_faults(dice: random.Random, count: int) -> Sequence[Fault]:
    """Return how so many posts fare: each takes its time, and some are never confirmed."""
    return [
        Fault(delay_s=dice.uniform(*POST_S), is_lost=dice.random() < LOST_SHARE)
        for _ in range(count)
    ]


@contextmanager
def disturbed_world(
    folder: Path, dice: random.Random
) -> Iterator[tuple[World, Disturbed, Disturbed]]:
    """Set up a world with a model and a weather service that fail; yield these two as well."""
    with world(folder, FakeChatModel(answer, delay_s=MODEL_S)) as around:
        model = Disturbed(around.model.app, dice_of(dice.random()))
        weather = Disturbed(around.weather.app, dice_of(dice.random()))
        with serve(model) as model_url, serve(weather) as weather_url:
            environ = {
                **around.environ,
                "AZURE_OPENAI_ENDPOINT": model_url,
                "OPEN_METEO_URL": weather_url,
                "OPEN_METEO_GEOCODING_URL": weather_url,
                "MET_NORWAY_URL": weather_url,
            }
            yield replace(around, environ=environ), model, weather
