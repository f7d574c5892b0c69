"""Texts on which a regular expression has most to try, made from the expression itself."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Tree = list[tuple[Any, Any]]
"""Operations of a pattern, each with its value, which holds trees itself."""

_WORD = "word"
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_ENDINGS = ("\N{SNOWMAN}", "\n")
_OF_CATEGORY = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "q",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "q",
    sre.CATEGORY_WORD: "q",
    sre.CATEGORY_NOT_WORD: "!",
}


@dataclass(frozen=True)
class Attack:
    """A text that leads to a repetition, what is repeated in it, and how it ends."""

    lead: str
    piece: str
    ending: str

    def text(self, characters: int) -> str:
        """Return the attack with about so many characters."""
        room = max(1, characters - len(self.lead) - len(self.ending))
        return f"{self.lead}{self.piece * (room // len(self.piece) + 1)}"[:characters] + self.ending


def attacks_on(pattern: re.Pattern[Any], *, all_: bool, seed: int = 0) -> Iterator[Attack]:
    """Yield attacks: every repetition's alternatives, and samples of the whole, over and over.

    The samples of the whole have each alternative with which something is repeated, in itself or
    beside it: what any other can try from one place has an end.

    With `all_` they have every alternative, end in each of two ways, and repeat two in turn, too.
    """
    tree = _tree_of(pattern)
    chance = random.Random(seed)  # noqa: S311 - the same each time
    endings = _ENDINGS if all_ else _ENDINGS[:1]
    seen = set()
    whole = ("", tree, not all_)
    for lead, body, is_sparse in [whole, *((*each, False) for each in _repeated(tree, "", chance))]:
        pieces = [piece for piece in _alternatives(body, chance, is_sparse=is_sparse) if piece]
        if all_:
            pieces += [one + other for one in pieces[:3] for other in pieces[:3] if one != other]
        for piece in pieces:
            if (lead, piece) not in seen:
                seen.add((lead, piece))
                yield from (Attack(lead, piece, ending) for ending in endings)


def words_of(pattern: re.Pattern[Any], seed: int = 0) -> list[str]:
    """Return samples of what a pattern matches, each of its alternatives in one."""
    tree = _tree_of(pattern)
    chance = random.Random(seed)  # noqa: S311 - the same each time
    return [word for word in _alternatives(tree, chance) if word]


def _tree_of(pattern: re.Pattern[Any]) -> Tree:
    written = pattern.pattern
    text = written.decode("latin-1") if isinstance(written, bytes) else written
    return _in_words(_parser.parse(text, pattern.flags & ~re.LOCALE))


def _in_words(tree: Any) -> Tree:
    """Return a tree with its letters joined to words, which are many times fewer."""
    joined: Tree = []
    for operation, value in tree:
        if operation is not sre.LITERAL:
            joined.append((operation, _with_branches(operation, value)))
        elif joined and joined[-1][0] is _WORD:
            joined[-1] = (_WORD, joined[-1][1] + chr(value))
        else:
            joined.append((_WORD, chr(value)))
    return joined


def _with_branches(operation: Any, value: Any) -> Any:
    """Return the value of an operation with the trees in it in words."""
    if operation is sre.BRANCH:
        return (value[0], [_in_words(branch) for branch in value[1]])
    if operation is sre.ATOMIC_GROUP:
        return _in_words(value)
    if operation in (*_REPEATS, sre.SUBPATTERN, sre.ASSERT, sre.ASSERT_NOT):
        return (*value[:-1], _in_words(value[-1]))
    return value


def _repeated(tree: Tree, lead: str, chance: random.Random) -> Iterator[tuple[str, Tree]]:
    """Yield what is repeated in a tree, each with a text that leads there."""
    for operation, value in tree:
        if operation in _REPEATS and value[1] > 1:
            yield lead, value[2]
        for branch in _branches(operation, value):
            yield from _repeated(branch, lead, chance)
        lead += _sample([(operation, value)], chance)


def _branches(operation: Any, value: Any) -> Sequence[Tree]:
    if operation is sre.BRANCH:
        return list(value[1])
    if operation is sre.SUBPATTERN:
        return [value[3]]
    if operation in _REPEATS:
        return [value[2]]
    if operation is sre.ATOMIC_GROUP:
        return [value]
    return [value[1]] if operation in (sre.ASSERT, sre.ASSERT_NOT) else []


def _alternatives(tree: Tree, chance: random.Random, *, is_sparse: bool = False) -> list[str]:
    """Return a sample for each alternative in a tree, the rest of it at random.

    Sparse ones are for those alone with which something is repeated, in themselves or beside them.
    """
    found = dict.fromkeys(_sample(tree, chance) for _ in range(2))
    for at, (operation, value) in enumerate(tree):
        if operation in (sre.ASSERT, sre.ASSERT_NOT):
            continue
        is_choosy = is_sparse and not _repeats([*tree[:at], *tree[at + 1 :]])
        is_choosy = is_choosy and not (operation in _REPEATS and value[1] > 1)
        for branch in _branches(operation, value):
            if is_choosy and not _repeats(branch):
                continue
            for inner in _alternatives(branch, chance, is_sparse=is_choosy):
                before, behind = (_sample(part, chance) for part in (tree[:at], tree[at + 1 :]))
                found[before + inner + behind] = None
    return list(found)


def _repeats(tree: Tree) -> bool:
    """Return whether anything in a tree can come more than once."""
    return any(
        (operation in _REPEATS and value[1] > 1) or any(map(_repeats, _branches(operation, value)))
        for operation, value in tree
    )


def _sample(tree: Tree, chance: random.Random) -> str:
    return "".join(_MAKERS.get(operation, _nothing)(value, chance) for operation, value in tree)


def _nothing(_: Any, __: random.Random) -> str:
    return ""


def _repeat(value: Any, chance: random.Random) -> str:
    low, high, body = value
    times = chance.randint(low, min(high, max(low, 1)))
    return "".join(_sample(body, chance) for _ in range(times))


def _one_in(value: Any, chance: random.Random) -> str:
    options = []
    for operation, what in value:
        if operation is sre.NEGATE:
            return "q" if (sre.LITERAL, ord("q")) not in value else "z"
        if operation is sre.LITERAL:
            options.append(chr(what))
        elif operation is sre.RANGE:
            options.append(chr(chance.randint(*what)))
        elif operation is sre.CATEGORY:
            options.append(_OF_CATEGORY[what])
    return chance.choice(options)


_MAKERS: dict[Any, Callable[[Any, random.Random], str]] = {
    _WORD: lambda value, _: value,
    sre.NOT_LITERAL: lambda value, _: "q" if value != ord("q") else "z",
    sre.ANY: lambda _, __: "q",
    sre.IN: _one_in,
    sre.BRANCH: lambda value, chance: _sample(chance.choice(value[1]), chance),
    sre.SUBPATTERN: lambda value, chance: _sample(value[3], chance),
    sre.ATOMIC_GROUP: _sample,
    **dict.fromkeys(_REPEATS, _repeat),
}
