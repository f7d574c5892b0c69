"""What the bot is made of: its licences are known, and its list of parts can be made."""

import re
from pathlib import Path

from licences import licences

ROOT = Path(__file__).parents[2]

KNOWN = (
    *("MIT", "MIT-0", "Apache-2.0", "Apache Software License", "BSD", "ISC", "PSF-2.0"),
    *("MPL-2.0", "Mozilla Public License 2.0", "Zope Public License", "ZPL"),
)
"""Licences that were looked at: a program of any kind may use what has one of them."""
# Used as they are, by import alone, and only where PostgreSQL is: https://www.psycopg.org/license/
WEAK_COPYLEFT = {"psycopg", "psycopg-binary"}


def is_known(licence: str) -> bool:
    """Return whether all parts of a licence's name were looked at."""
    parts = re.split(r",| AND | OR ", licence)
    return all(any(name in part for name in KNOWN) for part in parts)


def test_every_licence_is_one_that_was_looked_at() -> None:
    """A new dependency with another one turns this red."""
    found = list(licences())
    unknown = {name: licence for name, _, licence in found if not is_known(licence)}

    assert len(found) > 40
    assert unknown.keys() <= WEAK_COPYLEFT, unknown


def test_the_tools_that_list_and_audit_the_parts_read_the_servers_lock() -> None:
    """Each in a version that is named."""
    makefile = (ROOT / "Makefile").read_text()

    assert re.search(
        r"cyclonedx-bom==[\d.]+ cyclonedx-py requirements requirements-deploy.lock", makefile
    )
    assert re.search(r"pip-audit@[\d.]+ --strict --requirement requirements-deploy.lock", makefile)
