"""The address of a model's server, the key to it, and the way there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from bot import __version__
from bot.settings.way_out import WayOut

if TYPE_CHECKING:
    from bot.models.openai.bounded_http import BoundedClient

_MAX_CONNECTIONS = 256
_OPENAI = "https://api.openai.com/v1"
_OF_A_DEPLOYMENT = ("/chat/completions",)
"""The paths that dated Azure APIs have below each deployment; the others take its name as model."""


class SettingNames(NamedTuple):
    """The settings that lead to a server, for whoever has to mend them."""

    address: str
    key: str
    model: str


OPENAI_SETTINGS = SettingNames("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL")
AZURE_SETTINGS = SettingNames(
    "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT_NAME"
)
ENTRA_SETTINGS = AZURE_SETTINGS._replace(
    key="AZURE_OPENAI_AUTH: the identity needs the role 'Cognitive Services OpenAI User'"
)


@dataclass(frozen=True, slots=True)
class ModelServer:
    """The address of a model and the key to it; `azure_server` makes one for Azure OpenAI.

    Attributes:
        model: The model's name at the server; on Azure that of the deployment.
        base_url: The API's URL, its `/v1` included; empty means OpenAI itself. With an Azure API
            version it is the URL of the resource.
        azure_api_version: The version of the dated Azure API; empty for all other servers.
        token_of: Returns a token of Entra ID, which takes the place of the key; None for the key.
        settings: The names of the settings that all this comes from.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = ""
    azure_api_version: str = ""
    way_out: WayOut = field(default_factory=WayOut)
    token_of: Callable[[], str] | None = None
    settings: SettingNames = OPENAI_SETTINGS

    def advice(self, status: int) -> str:
        """Return the settings to look at after an HTTP status, 0 for none; "" where none helps."""
        address, key, model = self.settings
        if status == HTTPStatus.UNAUTHORIZED:
            return f"check {key}"
        if status == HTTPStatus.FORBIDDEN:
            return f"check {key}, and the network rules of the service"
        if status == HTTPStatus.NOT_FOUND:
            version = ", AZURE_OPENAI_API_VERSION" if self.azure_api_version else ""
            return f"check {model} and {address}{version}"
        if status == 0:
            return f"check {address}, the network, HTTPS_PROXY and SSL_CERT_FILE"
        return ""

    def url_of(self, path: str) -> str:
        """Return the URL of a path of the API, such as "/chat/completions"."""
        base = (self.base_url or _OPENAI).rstrip("/")
        if not self.azure_api_version:
            return f"{base}{path}"
        below = f"/deployments/{quote(self.model, safe='')}" if path in _OF_A_DEPLOYMENT else ""
        return f"{base}/openai{below}{path}?api-version={quote(self.azure_api_version)}"

    def headers(self) -> dict[str, str]:
        """Return the headers of a request; environment variables don't change them.

        Raises:
            SettingsError: There is no token to be had.
        """
        key = self.token_of() if self.token_of else self.api_key or "none"
        is_dated = bool(self.azure_api_version) and not self.token_of
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": f"weather-bot/{__version__}",
            **({"api-key": key} if is_dated else {"Authorization": f"Bearer {key}"}),
        }

    def connect(self) -> "BoundedClient":
        """Return a client of HTTP by the way out; it connects with its first request."""
        from httpx2 import Limits  # noqa: PLC0415 - a bot without a server does without

        from bot.models.openai.bounded_http import BoundedClient  # noqa: PLC0415 - imports httpx2

        return BoundedClient(
            Limits(max_connections=None, max_keepalive_connections=_MAX_CONNECTIONS),
            verify=self.way_out.tls,
            proxy=self.way_out.proxy_for(self.base_url or _OPENAI) or None,
        )


def azure_server(
    endpoint: str,
    api_key: str,
    deployment: str,
    api_version: str = "",
    *,
    way_out: WayOut | None = None,
    token_of: Callable[[], str] | None = None,
) -> ModelServer:
    """Return the server of an Azure OpenAI resource, with its v1 API or a dated API version.

    A path of the API in the endpoint, as in the URLs that Azure's portal shows, is removed.
    """
    resource = re.sub(r"/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
    base_url = resource if api_version else f"{resource}/openai/v1/"
    return ModelServer(
        deployment,
        api_key,
        base_url,
        api_version,
        way_out=way_out or WayOut(),
        token_of=token_of,
        settings=ENTRA_SETTINGS if token_of else AZURE_SETTINGS,
    )
