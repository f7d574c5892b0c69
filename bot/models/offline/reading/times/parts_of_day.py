"""The parts of a day by their names, each with its first hour and the number of its hours."""

from typing import Final

PARTS: Final = {
    r"(?:early|small|wee) hours(?: of)?": (0, 6),
    r"dawn|daybreak|first light|crack of dawn": (6, 3),
    r"breakfast(?: ?time)?": (7, 3),
    r"(?:early )?morning": (6, 6),
    r"brunch(?: ?time)?": (10, 3),
    r"noon|mid-?day|lunch(?: ?time)?|noon ?time|high noon": (12, 3),
    r"late afternoon": (15, 3),
    r"(?:early )?afternoon": (12, 6),
    r"tea ?time|rush hour": (16, 3),
    r"(?:early |late )?evening": (18, 5),
    r"dusk|nightfall|twilight|dinner(?: ?time)?|supper(?: ?time)?": (18, 3),
}
# Hours only behind "at" and the like, for sunset itself can be asked for.
SUN: Final = {r"sun ?rise|sun ?up": (6, 3), r"sun ?set|sun ?down": (18, 3)}
