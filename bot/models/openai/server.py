"""The address of a model's server, and the SDK's client for it."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import OpenAI

    from bot.models.openai.bounded_http import BoundedClient

_MAX_CONNECTIONS = 256


@dataclass(frozen=True, slots=True)
class ModelServer:
    """The address of a model and the key to it; `azure_server` makes one for Azure OpenAI.

    Attributes:
        model: The model's name at the server; on Azure that of the deployment.
        base_url: The API's URL, its `/v1` included; empty means OpenAI itself. With an Azure API
            version it is the URL of the resource.
        azure_api_version: The version of the dated Azure API; empty for all other servers.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = ""
    azure_api_version: str = ""

    def build_sdk(self) -> "tuple[OpenAI, BoundedClient]":
        """Return the SDK's client and its HTTP client; environment variables don't change them."""
        from httpx2 import Limits  # noqa: PLC0415 - openai brings it
        from openai import AzureOpenAI, OpenAI  # noqa: PLC0415 - takes half a second

        from bot.models.openai.bounded_http import BoundedClient  # noqa: PLC0415 - imports httpx2

        http = BoundedClient(
            Limits(max_connections=None, max_keepalive_connections=_MAX_CONNECTIONS)
        )
        api_key = self.api_key or "none"
        sdk: OpenAI
        if self.azure_api_version:
            sdk = AzureOpenAI(
                azure_endpoint=self.base_url,
                api_version=self.azure_api_version,
                api_key=api_key,
                max_retries=0,
                http_client=http,
            )
        else:
            base_url = self.base_url or "https://api.openai.com/v1"
            sdk = OpenAI(base_url=base_url, api_key=api_key, max_retries=0, http_client=http)
        # The SDK reads these fields from environment variables of its own.
        sdk.organization = sdk.project = sdk.admin_api_key = sdk.webhook_secret = None
        sdk._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
        return sdk, http


def azure_server(
    endpoint: str, api_key: str, deployment: str, api_version: str = ""
) -> ModelServer:
    """Return the server of an Azure OpenAI resource, with its v1 API or a dated API version.

    A path of the API in the endpoint, as in the URLs that Azure's portal shows, is removed.
    """
    resource = re.sub(r"/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
    base_url = resource if api_version else f"{resource}/openai/v1/"
    return ModelServer(deployment, api_key, base_url, api_version)
