"""The key ring: it encrypts by its newest key, and opens what any of its keys has encrypted."""

from collections.abc import Sequence
from typing import Final

from bot.errors import DatabaseError, SettingsError

_NOT_INSTALLED: Final = (
    "TOKEN_KEYS needs the package cryptography, which is not installed: install this package with"
    " its extra 'oauth'."
)
_NO_KEY: Final = (
    "none of the keys in TOKEN_KEYS opens an installation that is stored; add the key that it was"
    " encrypted with, or have the app installed again"
)


class KeyRing:
    """Fernet keys, the newest first; safe to share between threads.

    Source: https://cryptography.io/en/latest/fernet (checked 2026-11-28).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take keys of 32 bytes in URL-safe base64.

        Raises:
            SettingsError: The library is not installed.
        """
        try:
            from cryptography.fernet import (  # noqa: PLC0415 - of an extra
                Fernet,
                InvalidToken,
                MultiFernet,
            )
        except ModuleNotFoundError:
            raise SettingsError([_NOT_INSTALLED]) from None
        self._invalid = InvalidToken
        ring = [Fernet(key) for key in keys]
        self._newest = ring[0]
        self._all = MultiFernet(ring)

    def seal(self, text: str) -> str:
        """Return a text encrypted by the newest key."""
        return self._all.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Return an encrypted text.

        Raises:
            DatabaseError: No key opens it.
        """
        try:
            return self._all.decrypt(sealed.encode()).decode()
        except self._invalid:
            raise DatabaseError(_NO_KEY) from None

    def is_by_newest(self, sealed: str) -> bool:
        """Return whether the newest key has encrypted a text."""
        try:
            self._newest.decrypt(sealed.encode())
        except self._invalid:
            return False
        return True

    def stamp(self, text: str, now_s: int) -> str:
        """Return a text encrypted together with the time."""
        return self._all.encrypt_at_time(text.encode(), now_s).decode()

    def unstamp(self, stamped: str, now_s: int, *, within_s: int) -> str | None:
        """Return a stamped text; None for one that is too old or was not made here."""
        try:
            opened = self._all.decrypt_at_time(stamped.encode(), within_s, now_s)
        except (self._invalid, UnicodeEncodeError):
            return None
        return opened.decode()
