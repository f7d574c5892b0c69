"""The home tab as Block Kit; pure functions."""

from dataclasses import dataclass
from typing import Any, Final

from handlers.escaping import cut, escape, visible

Block = dict[str, Any]

UNITS, PLACE, EXAMPLE = "home_units", "home_place", "home_example"

TITLE: Final = "The weather, anywhere"
ABOUT: Final = (
    "Mention me in a channel or write to me directly, and ask about one place or about many: I"
    " answer with one message in the thread. I know the present weather, forecasts by hour and by"
    " day for up to 16 days, past weather, air quality, sun and moon, and official warnings."
)
TRY: Final = "Try one of these; the answer comes in our direct messages."
YOURS: Final = "Your settings"
UNITS_LABEL: Final = "Units"
UNITS_NAMES: Final = {
    "": "Those of the place",
    "metric": "°C, km/h, mm",
    "imperial": "°F, mph, in",
}
PLACE_LABEL: Final = "Your place, for “here” and for questions that name none (press Enter)"
PLACE_HINT: Final = "Such as Oslo or Paris, Texas"
PLACE_IS: Final = "Your place is {place}."
PLACE_UNKNOWN: Final = "I don't know which place “{place}” is; add its region or country."
EXAMPLES: Final = (
    "What's the weather like in Bengaluru, London, and Austin?",
    "Will it rain in Amsterdam this weekend?",
    "Is it warmer in Lisbon or in Rome tomorrow?",
)
MAX_BUTTON: Final = 75
MAX_SHOWN: Final = 150


@dataclass(frozen=True, slots=True)
class HomeState:
    """What the tab shows of a person.

    Attributes:
        units: "metric", "imperial", or "" for those of the place.
        home: The label of their place; "" for none.
        unknown_place: What they have just entered, when no place is known by it.
        about: A line on where the weather comes from and how things are.
    """

    units: str
    home: str
    unknown_place: str
    about: str


def render(state: HomeState) -> dict[str, Any]:
    """Return the view to publish."""
    blocks = [
        {"type": "header", "text": _plain(TITLE)},
        {"type": "section", "text": _mrkdwn(ABOUT)},
        {"type": "section", "text": _mrkdwn(TRY)},
        *(_example(number, text) for number, text in enumerate(EXAMPLES)),
        {"type": "divider"},
        {"type": "header", "text": _plain(YOURS)},
        _units(state.units),
        _place(),
        *_place_notes(state),
        {"type": "divider"},
        {"type": "context", "elements": [_mrkdwn(_shown(state.about))]},
    ]
    return {"type": "home", "blocks": blocks}


def _example(number: int, text: str) -> Block:
    button = {
        "type": "button",
        "action_id": f"{EXAMPLE}_{number}",
        "text": _plain(cut(text, MAX_BUTTON)),
        "value": text,
    }
    return {"type": "actions", "elements": [button]}


def _units(chosen: str) -> Block:
    options = {
        value: {"text": _plain(name), "value": value or "place"}
        for value, name in UNITS_NAMES.items()
    }
    return {
        "type": "section",
        "text": _mrkdwn(UNITS_LABEL),
        "accessory": {
            "type": "static_select",
            "action_id": UNITS,
            "options": list(options.values()),
            "initial_option": options.get(chosen, options[""]),
        },
    }


def _place() -> Block:
    return {
        "type": "input",
        "dispatch_action": True,
        "optional": True,
        "label": _plain(PLACE_LABEL),
        "element": {
            "type": "plain_text_input",
            "action_id": PLACE,
            "placeholder": _plain(PLACE_HINT),
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }


def _place_notes(state: HomeState) -> list[Block]:
    notes = []
    if state.unknown_place:
        notes.append(PLACE_UNKNOWN.format(place=_shown(state.unknown_place)))
    if state.home:
        notes.append(PLACE_IS.format(place=_shown(state.home)))
    return [{"type": "context", "elements": [_mrkdwn(note)]} for note in notes]


def _shown(text: str) -> str:
    return cut(escape(" ".join(visible(text).split())), MAX_SHOWN)


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}
