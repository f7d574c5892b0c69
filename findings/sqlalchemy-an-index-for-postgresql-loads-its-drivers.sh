#!/usr/bin/env bash
# Version: SQLAlchemy 2.1.9.
# Behaviour: declaring an Index with postgresql_where imports the dialect of PostgreSQL with the modules of all its
#   drivers, at the moment of the declaration and whatever database is used afterwards.
# One would expect: the option to be kept until a table is made in PostgreSQL; a column of a type, or the same
#   Index without the option, imports nothing.
# Why it matters: a model with one partial index makes every start with SQLite import a few dozen modules for
#   another database, asyncpg's and psycopg's among them, and nothing in the program names them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'sqlalchemy==2.1.9'

cat >program.py <<'PYTHON'
import sys

import sqlalchemy as sa

DIALECT = "sqlalchemy.dialects.postgresql"


def is_loaded():
    return any(name.startswith(f"{DIALECT}.asyncpg") for name in sys.modules)


print("SQLAlchemy", sa.__version__)
table = sa.Table("question", sa.MetaData(), sa.Column("state", sa.Integer))
sa.Index("plain", table.c.state)
print("asyncpg's module after a plain index:", is_loaded())
sa.Index("partial", table.c.state, sqlite_where=table.c.state == 1)
print("after one with sqlite_where:", is_loaded())
sa.Index("other", table.c.state, postgresql_where=table.c.state == 1)
print("after one with postgresql_where:", is_loaded())
PYTHON

cat >expected <<'TEXT'
SQLAlchemy 2.1.9
asyncpg's module after a plain index: False
after one with sqlite_where: False
after one with postgresql_where: True
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: an Index for PostgreSQL no longer imports the modules of its drivers.' >&2
    exit 1
fi
echo 'As described.'
