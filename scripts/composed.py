"""Write the digests of the answers to composed threads anew, and tell the answers that differ.

Read what differs: only what the change is about should. An answer that was never read can have been
wrong before.
"""

import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from answer_sets import conversing
from composed_threads import composed_threads, digest_of, name_of, read_digests, write_digests


def main() -> None:
    """Write the file."""
    before, now = read_digests(), dict[str, str]()
    with ExitStack() as stack:
        answers_in = cache(lambda language: stack.enter_context(conversing(language)))
        for thread in composed_threads():
            language, questions = thread
            answers = answers_in(language)(*questions)
            now[name_of(thread)] = digest = digest_of(*answers)
            if before.get(name_of(thread)) != digest:
                told = zip(questions, answers, strict=True)
                print(*(f"> {asked}\n{said}" for asked, said in told), "", sep="\n")
    write_digests(now)
    print(f"{len(now)} threads, {sum(before.get(name) != each for name, each in now.items())} anew")


if __name__ == "__main__":
    main()
