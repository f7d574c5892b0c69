"""Where a model's server is, and the SDK's client for it, which takes half a second to import."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import OpenAI

    from bot.models.openai.bounded_http import BoundedClient

_MAX_CONNECTIONS = 256


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where a model is, and the key to it; `azure_server` makes one for Azure OpenAI.

    Attributes:
        model: The model's name there; the deployment's on Azure.
        base_url: Up to and including its `/v1`; empty means OpenAI itself. With an Azure API
            version: the address of the resource.
        azure_api_version: When set, the server speaks the dated Azure API of this version.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = ""
    azure_api_version: str = ""

    def build_sdk(self) -> "tuple[OpenAI, BoundedClient]":
        """Return the SDK's client, which knows what the settings say and nothing else."""
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
        # The SDK fills these from environment variables of its own.
        sdk.organization = sdk.project = sdk.admin_api_key = sdk.webhook_secret = None
        sdk._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
        return sdk, http


def azure_server(
    endpoint: str, api_key: str, deployment: str, api_version: str = ""
) -> ModelServer:
    """Return the server of an Azure OpenAI resource: its v1 API, or the dated one of a version.

    The endpoint may carry a path of the API already, as in the addresses that Azure's portal
    shows.
    """
    resource = re.sub(r"/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
    base_url = resource if api_version else f"{resource}/openai/v1/"
    return ModelServer(deployment, api_key, base_url, api_version)
