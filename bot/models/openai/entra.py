"""Signing in to Azure OpenAI by Entra ID: managed and workload identities, or a signed-in person.

Source: https://learn.microsoft.com/azure/developer/python/sdk/authentication (read 2026-11).
"""

import threading
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from bot.errors import SettingsError
from bot.settings.way_out import WayOut

SCOPE: Final = "https://cognitiveservices.azure.com/.default"
"""What the token is for: all models of Azure's AI services."""

# The address is for the choice of a proxy alone; national clouds have others of their own.
_AUTHORITY: Final = "https://login.microsoftonline.com"
_NOT_INSTALLED: Final = (
    "AZURE_OPENAI_AUTH=entra needs the package azure-identity, which is not installed: install"
    " this package with its extra 'azure', or set AZURE_OPENAI_AUTH=key."
)
_REFUSED: Final = (
    "AZURE_OPENAI_AUTH=entra gives no token ({reason}): give the machine or the pod an identity,"
    " and this one the role 'Cognitive Services OpenAI User', or set AZURE_OPENAI_AUTH=key."
)


class EntraId:
    """Tokens of the identity that this process runs with; safe to share between threads.

    The library keeps a token until shortly before it ends. It takes half a second to import, so
    that it waits for the first use.
    """

    def __init__(self, way_out: WayOut) -> None:
        """Sign in this way.

        Raises:
            SettingsError: The library is not installed.
        """
        if find_spec("azure") is None or find_spec("azure.identity") is None:
            raise SettingsError([_NOT_INSTALLED])
        self._way_out = way_out
        self._lock = threading.Lock()
        self._credential: Any = None

    def token(self) -> str:
        """Return a token that is valid now.

        Raises:
            SettingsError: There is no identity to sign in with, or it is refused.
        """
        try:
            return str(self._ready().get_token(SCOPE).token)
        except Exception as error:
            # The library's message quotes responses, which can hold ids of the tenant.
            reason = type(error).__name__
            raise SettingsError([_REFUSED.format(reason=reason)]) from error

    def _ready(self) -> Any:  # noqa: ANN401 - imported here
        with self._lock:
            if self._credential is None:
                from bot.fetching.connections import session_for  # noqa: PLC0415 - as above

                proxy = self._way_out.proxy_for(_AUTHORITY)
                transport = import_module("azure.core.pipeline.transport").RequestsTransport
                self._credential = import_module("azure.identity").DefaultAzureCredential(
                    transport=transport(session=session_for(self._way_out), session_owner=False),
                    proxies={"https": proxy} if proxy else {},
                )
            return self._credential
