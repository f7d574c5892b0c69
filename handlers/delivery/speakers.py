"""Names of people for a model's list of remarks; nobody's name can pass for the bot's."""

from typing import Final

from bot.normalization import normalized

SOMEBODY: Final = "somebody"

BOT_NAME: Final = "Weather Bot"

# Letters of other scripts, and digits, that look like those of the bot's name; compared without
# case, accents, spaces and signs.
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("\u03c9\u0461\u051d\u0448\u0561", "w"),
        **dict.fromkeys("\u0435\u0454\u04bd\u03b53", "e"),
        **dict.fromkeys("\u0430\u03b1@4", "a"),
        **dict.fromkeys("\u0442\u03c47", "t"),
        **dict.fromkeys("\u04bb\u043d\u0570\u03b7\u029c", "h"),
        **dict.fromkeys("\u0433\u0280\u044f", "r"),
        **dict.fromkeys("\u0432\u03b2\u044c\u02998", "b"),
        **dict.fromkeys("\u043e\u03bf\u03c3\u0585\u04e90", "o"),
        **dict.fromkeys("\u0443\u03c5\u03b3", "y"),
        **dict.fromkeys("\u057d\u0446", "u"),
    }
)
_OF_THE_BOT: Final = "weatherbot"
_YOU: Final = "you"  # so a model reads of the bot itself


def speaker(name: str) -> str:
    """Return a person's name as a model may read it: without colons, and none like the bot's."""
    letters = _letters(name)
    if _OF_THE_BOT in letters or letters == _YOU:
        return SOMEBODY
    return " ".join(name.replace(":", " ").replace("\N{FULLWIDTH COLON}", " ").split()) or SOMEBODY


def _letters(name: str) -> str:
    """Return the letters of a name, those that look alike as one."""
    plain = normalized("NFKD", name).casefold()
    return "".join(filter(str.isalpha, plain.translate(_ALIKE)))
