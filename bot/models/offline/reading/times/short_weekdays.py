"""Short names of weekdays that are words too: "sat" and "sun" are days where others say so."""

from typing import Final

from bot.models.offline.reading.times.dates import TOMORROW, WEEKDAY

SHORT_WEEKDAY: Final = r"(?P<day>mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)"
_PART_OF_DAY = r" (?:morning|afternoon|evening|night|eve|lunch(?:time)?|noon|midday)\b"
_CLOCK = r" (?:at )?(?:\d{1,2} ?[ap]\.?m\b|\d{1,2}:\d\d|noon|midnight)"
NOTHING_MORE: Final = rf"(?=\s*(?:$|:|[?!]\s*$)|{_PART_OF_DAY}|{_CLOCK})"
IN_A_ROW: Final = (
    rf"(?=\s*(?:$|[?!;,:])| (?:(?:and|or) )?_|{_PART_OF_DAY}|{_CLOCK}| ?[-\u2013]|"
    rf" (?:(?:and|or|to|till?|until|through|thru) )?(?:mon|tue|wed|thu|fri|sat|sun|{WEEKDAY})\b"
    rf"| (?:and|or|to|till?|until) (?:{TOMORROW}|today)\b)"
)
_A_DAY = r"\b(?:mon|tue|wed|thu|fri|sat)"
NO_SUNSHINE: Final = "".join(
    rf"(?<!\b{word} )"
    for word in (
        *("the", "any", "no", "some", "much", "more", "enough", "be", "of", "full", "there"),
        *("see", "with", "get", "have", "is", "little", "for", "morning", "evening", "midnight"),
    )
) + "".join(rf"(?<!(?<!{_A_DAY} )\b{word} )" for word in ("or", "and"))
BEHIND_ANOTHER: Final = r"(?:(?<=__ or )|(?<=__ and )(?=\w+\.? (?:in|at|for) __)|{})".format(
    "|".join(
        rf"(?<={day} {word} )"
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        for word in ("or", "and")
    )
)
