"""The parts of a day by their names, each with its first hour and the number of its hours."""

from typing import Final

PARTS: Final = {
    r"(?:early|small|wee) hours(?: of)?": (0, 6),
    r"breakfast(?: ?time)?": (7, 3),
    r"(?:mid-? ?|late )morning|brunch(?: ?time)?": (10, 3),
    r"(?:early )?morning": (6, 6),
    r"noon|mid[ -]?day|lunch(?: ?time| ?hour| ?break)?|noon ?time|high noon": (12, 3),
    r"(?:late|mid-?) ?afternoon": (15, 3),
    r"(?:early )?afternoon": (12, 6),
    r"tea ?time|rush hour": (16, 3),
    r"early evening": (17, 3),
    r"late evening": (20, 4),
    r"evening": (18, 5),
    r"dinner(?: ?time)?|supper(?: ?time)?": (18, 3),
    r"first thing": (6, 3),
    r"(?:first|1st|early) (?:half|part) of the day": (6, 6),
    r"(?:second|2nd|latter|later|last) (?:half|part) of the day": (12, 12),
    r"before (?:work|school)": (6, 3),
    r"after (?:work|the office)": (17, 5),
    r"after (?:school|class)": (15, 4),
    r"(?:before )?bed ?time|before bed|last thing": (21, 3),
}
ALONE: Final = (
    r"noon|mid[ -]?day|lunch ?time|noon ?time|mid-? ?(?:morning|afternoon)|first thing|last thing"
    r"|late (?:morning|afternoon)|(?:early|late) evening|(?:early|small|wee) hours of"
    r"|(?:before|after) (?:work|school)|after (?:the office|class)|(?:before )?bed ?time|before bed"
    r"|(?:first|1st|early|second|2nd|latt?er|last) (?:half|part) of the day"
    r"|(?:morning|afternoon|evening)(?= (?:temp\w*|weather|forecast|run|jog|walk|stroll|hike|bike"
    r"|ride|cycle|swim|commute"
    r"|flight|match|game|picnic|bbq|barbecue|drive|drinks|concert|training|session|shift)\b)"
)
"""The names that tell hours by themselves, with no word that leads to them."""
_OF_A_FEAST: Final = "|".join(
    f"(?<={feast} )"
    for feast in ("christmas", "xmas", "easter", "thanksgiving", "halloween", " eve", " year's")
)
BEHIND: Final = (
    r"^(?:and )?(?=\w+\W*$)|(?<=[,;(/-] )|(?<=[,(/])|(?<=, and )|(?<=\d(?:st|nd|rd|th) )"
    r"|(?<=morning and )|(?<=afternoon and )|(?<=morning or )|(?<=afternoon or )"
    r"|(?:(?<=_ and )|(?<=_ or ))(?=(?:morning|afternoon|evening)\b)"
    rf"|(?<=good )(?=\w+ (?:for|to) )|(?<=nice )(?=\w+ (?:for|to) )|(?<= day )|{_OF_A_FEAST}"
)
"""The places where the name of a part tells hours too: "1 December, evening"."""
UP_OR_ON: Final = (
    r"(?:make (?:it|that)|before|until|till?|after)"
    r" (?=\w+\s*(?:$|[?!,;]|\.(?!\d)|(?:today|tomorrow|tonight|in)\b))"
)
"""The words before a bare number that make it an hour, where nothing else follows it."""
NO_DEGREES: Final = r"(?<!\d[-/])" + "".join(
    rf"(?<!{word} )" for word in ("below", "above", "under", "over", "than", "hit", "reach")
)
"""What stands before a number of degrees, as in "below 10 at night", or of a date."""
_KINDS_OF_NIGHT: Final = (
    "cold",
    "chilly",
    "warm",
    "mild",
    "hot",
    "clear",
    "dry",
    "wet",
    "windy",
    "starry",
)
A_NIGHT: Final = (
    rf"(?:{'|'.join(rf'(?<=a {kind} )' for kind in _KINDS_OF_NIGHT)}|{_OF_A_FEAST})"
    r"night(?! out\b)"
)
"""The night of a feast, or tonight's where no day is named: "will it be a cold night?"."""
# Hours only behind "at" and the like, for the sun's rise itself can be asked for.
SUN: Final = {
    r"sun ?rise|sun ?up|(?:crack of )?dawn|day ?break|first light": (6, 3),
    r"sun ?set|sun ?down|dusk|night ?fall|twilight": (18, 3),
}
NO_PARK: Final = r"(?! (?:park|beach|lake|valley|island|point|mountain))"
"""What goes on a name that begins like a part of the day, such as "Midday Park"."""
