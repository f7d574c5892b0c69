"""Write the answers of tests/data/golden anew, and say which threads differ from before.

A new question is added to a file as a line "> question", without an answer, and gets its answer
here. Read each answer that is new or differs before it is committed: from then on it is held.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from answer_sets import conversing
from golden_answers import GOLDEN_FILES, language_of, read_golden, write_golden


def main() -> None:
    """Write all files."""
    for path in GOLDEN_FILES:
        threads = read_golden(path)
        with conversing(language_of(path)) as answers:
            now = [thread.answered(answers) for thread in threads]
        for before, after in zip(threads, now, strict=True):
            if before != after:
                print(after)
        write_golden(path, now)
        print(f"{path.stem}: {len(now)} threads")


if __name__ == "__main__":
    main()
