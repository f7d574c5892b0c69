"""The stores of installations by OAuth, opened together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from bot.clock import Clock
from bot.storage.database import Database
from bot.storage.installations import InstallationRecords
from bot.storage.installations.key_ring import KeyRing
from bot.storage.installations.states import States

_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class OAuthStores:
    """The installations, and the states of those that are being made."""

    records: InstallationRecords
    states: States


def open_stores(database: Database, clock: Clock, keys: Sequence[str]) -> OAuthStores:
    """Return the stores of a database, after all tokens are encrypted by the newest key.

    Raises:
        SettingsError: The library that encrypts is not installed.
        DatabaseError: A token can't be opened by any of the keys.
    """
    key_ring = KeyRing(keys)
    records = InstallationRecords(database, clock, key_ring)
    records.encrypt_anew()
    new_nonce = partial(token_hex, _NONCE_BYTES)
    return OAuthStores(records, States(database, clock, key_ring, new_nonce))
