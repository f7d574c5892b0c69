"""The wiring of a language model: its server, the way there, and how the bot signs in to it."""

from collections.abc import Callable
from contextlib import ExitStack, closing

from bot.clock import Clock
from bot.models.openai import OpenAIModel
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.entra import EntraId
from bot.models.openai.responses import RESPONSES
from bot.models.openai.server import ModelServer, azure_server
from bot.settings import Settings


def connect(
    settings: Settings, clock: Clock, at_end: ExitStack
) -> tuple[OpenAIModel, Callable[[], None]]:
    """Return the model at the server that the settings name, and a function that warms it up.

    Raises:
        SettingsError: The model needs a package that is not installed.
    """
    client = at_end.enter_context(closing(OpenAIClient(_server(settings), clock)))
    dialect = RESPONSES if settings.chat_api == "responses" else CHAT
    return OpenAIModel(client, dialect), client.warm_up


def _server(settings: Settings) -> ModelServer:
    if settings.chat_model_used == "azure":
        is_keyless = settings.azure_openai_auth == "entra"
        return azure_server(
            settings.azure_openai_endpoint,
            settings.azure_openai_api_key,
            settings.azure_openai_deployment_name,
            settings.azure_openai_api_version,
            way_out=settings.way_out,
            token_of=EntraId(settings.way_out).token if is_keyless else None,
        )
    return ModelServer(
        settings.openai_model,
        settings.openai_api_key,
        settings.openai_base_url,
        way_out=settings.way_out,
    )
