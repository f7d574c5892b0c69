"""Measure the inbox alone: questions accepted, and claimed, answered and settled, a second.

It runs on SQLite, and on PostgreSQL with one process and with several, all on this machine's disk.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bench_load import Row
from fakes.postgres import postgres_server
from fakes.questions import question

from bot.clock import system_clock
from bot.messages import Answer, Message, Reply
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Lease

QUESTIONS = 1000
PROCESSES = (1, 2, 4)
BATCH = 8
ANSWER = Answer(Reply("Mild. " * 50), (Message("user", "?"), Message("assistant", "Mild." * 50)))


def accept(inbox: Inbox, _database: Database, share: range) -> None:
    """Store these questions, each in a thread of its own."""
    for number in share:
        inbox.put(question(ts=f"{1_800_000_000 + number}.000000"))


def answer(inbox: Inbox, database: Database, _share: range) -> None:
    """Take questions, save an answer and settle, until none is left."""
    while leases := inbox.claim(BATCH):
        for lease in leases:
            _settle(inbox, database, inbox.save_answer(lease, ANSWER))


def _settle(inbox: Inbox, database: Database, lease: Lease) -> None:
    with database.transaction() as transaction:
        inbox.settle(transaction, lease, "reply")


WORK = {"accept": accept, "answer": answer}


def work(url: str, first: int, step: int) -> None:
    """Do one process's share of each work, named by a line on standard input."""
    database = Database(url)
    inbox = Inbox(database, system_clock(), lease_s=60)
    print("ready", flush=True)
    for line in sys.stdin:
        WORK[line.strip()](inbox, database, range(first, QUESTIONS, step))
        print("done", flush=True)
    database.close()


def rates(url: str, processes: int) -> dict[str, float]:
    """Return the questions a second that these processes get through together, by work."""
    command = [sys.executable, __file__, url]
    workers = [
        subprocess.Popen(  # noqa: S603
            [*command, str(first), str(processes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(processes)
    ]
    try:
        _await_all(workers)
        return {name: QUESTIONS / _timed(workers, name) for name in WORK}
    finally:
        for worker in workers:
            worker.communicate()


def _timed(workers: list[subprocess.Popen[str]], name: str) -> float:
    started_s = time.perf_counter()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write(f"{name}\n")
        worker.stdin.flush()
    _await_all(workers)
    return time.perf_counter() - started_s


def _await_all(workers: list[subprocess.Popen[str]]) -> None:
    for worker in workers:
        assert worker.stdout
        if not worker.stdout.readline():
            raise RuntimeError("a process of the benchmark has failed; see above")


def measure_inbox() -> Iterator[Row]:
    """Yield the figures of both engines, and their growth with the number of processes."""
    with tempfile.TemporaryDirectory() as folder:
        yield "inbox on SQLite", "", _shown(rates(f"sqlite:///{folder}/bench.db", 1))
    with postgres_server(is_durable=True) as server:
        alone: dict[str, float] = {}
        for processes in PROCESSES:
            with server.fresh_database() as url:
                found = rates(url, processes)
            alone = alone or found
            ratio = found["answer"] / alone["answer"]
            shown = f"{_shown(found)} ({ratio:.1f} times one process)"
            yield f"inbox on PostgreSQL, {processes} process(es)", "", shown


def _shown(found: dict[str, float]) -> str:
    return f"{found['accept']:.0f} accepted/s, {found['answer']:.0f} claimed, saved and settled/s"


if __name__ == "__main__":  # one of its own processes
    work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
