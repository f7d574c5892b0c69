"""The home tab as Block Kit; pure functions."""

from dataclasses import dataclass
from typing import Any, Final

from bot.languages import Language, phrase
from handlers.blocks.exhibits import Block, mrkdwn
from handlers.escaping import cut, harmless, visible

UNITS, PLACE, EXAMPLE = "home_units", "home_place", "home_example"

TITLE: Final = phrase("The weather, anywhere")
ABOUT: Final = phrase(
    "Mention me in a channel or write to me directly, and ask about one place or about many: I"
    " answer with one message in the thread. I know {can}."
)
TRY: Final = phrase("Try one of these; the answer comes in our direct messages.")
YOURS: Final = phrase("Your settings")
UNITS_LABEL: Final = phrase("Units")
UNITS_NAMES: Final = {
    "": phrase("Those of the place"),
    "metric": phrase("°C, km/h, mm"),
    "imperial": phrase("°F, mph, in"),
}
PLACE_LABEL: Final = phrase("Your place, for “here” and for questions that name none (press Enter)")
PLACE_HINT: Final = phrase("Such as Oslo or Paris, Texas")
PLACE_IS: Final = phrase("Your place is {place}.")
PLACE_UNKNOWN: Final = phrase("I don't know which place “{place}” is; add its region or country.")
EXAMPLES: Final = (
    phrase("What's the weather like in Bengaluru, London, and Austin?"),
    phrase("Will it rain in Amsterdam this weekend?"),
    phrase("Is it warmer in Lisbon or in Rome tomorrow?"),
)
MAX_BUTTON: Final = 75
MAX_SHOWN: Final = 150


@dataclass(frozen=True, slots=True)
class HomeState:
    """A person's settings, and the rest that differs from tab to tab.

    Attributes:
        units: "metric", "imperial", or "" for those of the place.
        home: The label of the person's place; "" without one.
        unknown_place: The name that was just entered, when no place has it; else "".
        can: What the bot knows, as a list in a sentence.
        about: One line: the source of the weather, and whether it answers.
    """

    units: str
    home: str
    unknown_place: str
    can: str
    about: str


def render(state: HomeState, language: Language) -> dict[str, Any]:
    """Return the view to publish."""
    blocks = [
        {"type": "header", "text": _plain(language.text(TITLE))},
        {"type": "section", "text": mrkdwn(language.text(ABOUT, can=state.can))},
        {"type": "section", "text": mrkdwn(language.text(TRY))},
        *(_example(number, text, language) for number, text in enumerate(EXAMPLES)),
        {"type": "divider"},
        {"type": "header", "text": _plain(language.text(YOURS))},
        _units(state.units, language),
        _place(state.home, language),
        *_place_notes(state, language),
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn(_shown(state.about))]},
    ]
    return {"type": "home", "blocks": blocks}


def _example(number: int, text: str, language: Language) -> Block:
    button = {
        "type": "button",
        "action_id": f"{EXAMPLE}_{number}",
        "text": _plain(cut(language.text(text), MAX_BUTTON)),
        "value": text,
    }
    return {"type": "actions", "elements": [button]}


def _units(chosen: str, language: Language) -> Block:
    options = {
        value: {"text": _plain(language.text(name)), "value": value or "place"}
        for value, name in UNITS_NAMES.items()
    }
    return {
        "type": "section",
        "text": mrkdwn(language.text(UNITS_LABEL)),
        "accessory": {
            "type": "static_select",
            "action_id": UNITS,
            "options": list(options.values()),
            "initial_option": options.get(chosen, options[""]),
        },
    }


def _place(home: str, language: Language) -> Block:
    return {
        "type": "input",
        "dispatch_action": True,
        "optional": True,
        "label": _plain(language.text(PLACE_LABEL)),
        "element": {
            "type": "plain_text_input",
            "action_id": PLACE,
            **({"initial_value": visible(home)[:MAX_SHOWN]} if home else {}),
            "placeholder": _plain(language.text(PLACE_HINT)),
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }


def _place_notes(state: HomeState, language: Language) -> list[Block]:
    notes = []
    if state.unknown_place:
        notes.append(language.text(PLACE_UNKNOWN, place=_shown(state.unknown_place)))
    if state.home:
        notes.append(language.text(PLACE_IS, place=_shown(state.home)))
    return [{"type": "context", "elements": [mrkdwn(note)]} for note in notes]


def _shown(text: str) -> str:
    return cut(" ".join(harmless(text).split()), MAX_SHOWN)


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
