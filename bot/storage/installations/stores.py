"""The stores of installations by OAuth, opened together."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_hex

import sqlalchemy as sa

from bot.clock import Clock
from bot.storage.database import Database
from bot.storage.installations import InstallationRecords
from bot.storage.installations.key_ring import KeyRing
from bot.storage.installations.states import States
from bot.storage.tables import installations

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


def examine_installations(url: str, keys: Sequence[str]) -> None:
    """Do nothing if the keys open all tokens of a database, which stays as it is.

    Raises:
        SettingsError: The library that encrypts is not installed.
        DatabaseError: The database can't be read, or a token can't be opened by any of the keys.
    """
    key_ring = KeyRing(keys)
    path = sa.make_url(url).database
    if url.startswith("sqlite:") and not Path(path or "").exists():
        return
    with (
        closing(Database(url, may_change=False)) as database,
        database.transaction() as transaction,
    ):
        if sa.inspect(transaction).has_table(installations.name):
            for content in transaction.execute(sa.select(installations.c.content)).scalars():
                key_ring.unseal(content)
