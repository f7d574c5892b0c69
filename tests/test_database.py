"""The database opens or says clearly why not, and keeps people's words private."""

import stat
from pathlib import Path

import pytest

from bot.database import Database
from bot.errors import DatabaseError


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """It holds what people wrote."""
    path = tmp_path / "new" / "bot.db"

    Database(f"sqlite:///{path}").close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """The message names the file."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, and long enough to be looked at as one\n" * 20)

    with pytest.raises(DatabaseError, match=r"notes\.txt"):
        Database(f"sqlite:///{path}")


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    """The message names the setting and the path."""
    with pytest.raises(DatabaseError, match="DATABASE_URL"):
        Database(f"sqlite:///{tmp_path}")
