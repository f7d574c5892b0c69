"""Write the digests of what comes of composed cases anew, and tell what differs.

Read what differs: only what the change is about should. What was never read can have been wrong
before. Names of modules in tests/composed, or "threads", choose among them.
"""

import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import composed
from answer_sets import conversing
from composed_threads import DIGESTS, composed_threads, name_of
from digests import digest_of, read_digests, unlike, write_digests
from fakes.plugins import modules_in


def main() -> None:
    """Write the files."""
    chosen = sys.argv[1:]
    if not chosen or DIGESTS in chosen:
        _write_threads()
    for module in modules_in(composed):
        name = module.__name__.rpartition(".")[2]
        if not chosen or name in chosen:
            told = dict(module.told())
            differ = [f"> {given}\n{came}\n" for given, came in unlike(name, iter(told.items()))]
            print(*differ, f"{name}: {len(told)} cases, {len(differ)} anew", sep="\n")
            write_digests(name, {digest_of(given): digest_of(came) for given, came in told.items()})


def _write_threads() -> None:
    before, now = read_digests(DIGESTS), dict[str, str]()
    with ExitStack() as stack:
        answers_in = cache(lambda language: stack.enter_context(conversing(language)))
        for thread in composed_threads():
            language, questions = thread
            answers = answers_in(language)(*questions)
            now[name_of(thread)] = digest = digest_of(*answers)
            if before.get(name_of(thread)) != digest:
                told = zip(questions, answers, strict=True)
                print(*(f"> {asked}\n{said}" for asked, said in told), "", sep="\n")
    write_digests(DIGESTS, now)
    print(f"{len(now)} threads, {sum(before.get(name) != each for name, each in now.items())} anew")


if __name__ == "__main__":
    main()
