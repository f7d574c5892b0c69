"""The address of a model's server, and the SDK's client for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from bot.settings.way_out import WayOut

if TYPE_CHECKING:
    from openai import OpenAI

    from bot.models.openai.bounded_http import BoundedClient

_MAX_CONNECTIONS = 256
_OPENAI = "https://api.openai.com/v1"


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

    def build_sdk(self) -> "tuple[OpenAI, BoundedClient]":
        """Return the SDK's client and its HTTP client; environment variables don't change them."""
        from httpx2 import Limits  # noqa: PLC0415 - openai brings it
        from openai import AzureOpenAI, OpenAI  # noqa: PLC0415 - takes half a second

        from bot.models.openai.bounded_http import BoundedClient  # noqa: PLC0415 - imports httpx2

        http = BoundedClient(
            Limits(max_connections=None, max_keepalive_connections=_MAX_CONNECTIONS),
            verify=self.way_out.tls,
            proxy=self.way_out.proxy_for(self.base_url or _OPENAI) or None,
        )
        api_key = self.token_of or self.api_key or "none"
        sdk: OpenAI
        if self.azure_api_version:
            sdk = AzureOpenAI(
                azure_endpoint=self.base_url,
                api_version=self.azure_api_version,
                api_key=None if self.token_of else self.api_key or "none",
                azure_ad_token_provider=self.token_of,
                max_retries=0,
                http_client=http,
            )
        else:
            base_url = self.base_url or _OPENAI
            sdk = OpenAI(base_url=base_url, api_key=api_key, max_retries=0, http_client=http)
        # The SDK reads these fields from environment variables of its own.
        sdk.organization = sdk.project = sdk.admin_api_key = sdk.webhook_secret = None
        sdk._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
        return sdk, http


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
    resource = re.sub(r"(?<!:/)/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
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
