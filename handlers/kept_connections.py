"""Connections to Slack that are kept for the next calls, but not for long."""

import time
from collections.abc import Callable
from ssl import SSLContext
from typing import Final

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

from bot.settings.way_out import sign_in_at

KEPT_S: Final = 20.0
"""Seconds for which a connection is kept that nobody uses: what stands between may forget it after
minutes, without a word, and then a call waits for its answer in vain. Servers keep one for longer,
so that it is not closed in the moment in which it is used again."""
_MOST_KEPT: Final = 32


def kept_connections(
    proxy: str | None, tls: SSLContext | None, monotonic: Callable[[], float] = time.monotonic
) -> urllib3.PoolManager:
    """Return the connections by one way out, which several threads may use at once.

    Opening one takes TCP and TLS two journeys, before people see an answer.
    """

    class Plain(_Kept):
        now_s = staticmethod(monotonic)

    class Secure(Plain, HTTPSConnection):
        pass

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = _pools(proxy, tls)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return pools


class _Kept(HTTPConnection):
    """A connection that counts as ended when nobody has used it for a while."""

    now_s: Callable[[], float]
    _used_at_s = 0.0

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as the library has it
        response = super().getresponse()
        self._used_at_s = self.now_s()
        return response

    @property
    def is_connected(self) -> bool:
        return super().is_connected and self.now_s() - self._used_at_s < KEPT_S


def _pools(proxy: str | None, tls: SSLContext | None) -> urllib3.PoolManager:
    if not proxy:
        return urllib3.PoolManager(maxsize=_MOST_KEPT, ssl_context=tls)
    return urllib3.ProxyManager(
        proxy, proxy_headers=sign_in_at(proxy), maxsize=_MOST_KEPT, ssl_context=tls
    )
