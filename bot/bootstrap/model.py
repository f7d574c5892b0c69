"""The wiring of the chat model: the offline one, or the one at a server."""

from collections.abc import Callable
from contextlib import ExitStack

from bot.clock import Clock
from bot.models import ChatModel
from bot.models.offline import OfflineModel
from bot.places.gazetteer import Gazetteer
from bot.settings import Settings


def build_model(
    settings: Settings, gazetteer: Gazetteer, clock: Clock, at_end: ExitStack
) -> tuple[ChatModel, Callable[[], None]]:
    """Return the chat model, and a function that does its slow imports beforehand.

    Raises:
        SettingsError: The model needs a package that is not installed.
    """
    if settings.chat_model_used == "offline":
        offline = OfflineModel(gazetteer)
        return offline, offline.warm_up
    from bot.bootstrap.servers import connect  # noqa: PLC0415 - the offline model has none

    return connect(settings, clock, at_end)
