"""The home tab as Slack is sent it: complete, within limits, harmless."""

from pathlib import Path

from fakes.rows import each_row

from bot.languages import CATALOGUES, ENGLISH, language_of
from handlers.blocks.home import EXAMPLES, UNITS, HomeState, render
from handlers.playground.workspace.block_rules import faults_in

UTF_8 = r"Content-Type: text/plain; charset=utf-8\n"
HOSTILE = "<!channel> https://evil.example & *all* \u202e" + "x" * 500


def texts_of(state: HomeState) -> list[str]:
    """Return the words of the lines of small print."""
    blocks = render(state, ENGLISH)["blocks"]
    return [block["elements"][0]["text"] for block in blocks if block["type"] == "context"]


def element_of(state: HomeState, action_id: str) -> dict[str, object]:
    """Return the element that somebody sets something with."""
    blocks = render(state, ENGLISH)["blocks"]
    elements = [block.get("accessory") or block.get("element") or {} for block in blocks]
    (found,) = (item for item in elements if item.get("action_id") == action_id)
    return dict(found)


def test_the_tab_has_examples_settings_and_the_source() -> None:
    """In this order."""
    view = render(HomeState("", "", "", "the weather", "Weather data by Nobody"), ENGLISH)

    assert view["type"] == "home"
    assert [block["type"] for block in view["blocks"]] == [
        *("header", "section", "section", *("actions",) * len(EXAMPLES), "divider"),
        *("header", "section", "input", "divider", "context"),
    ]
    buttons = [block["elements"][0] for block in view["blocks"] if block["type"] == "actions"]
    assert [button["value"] for button in buttons] == list(EXAMPLES)
    assert buttons[0] == {
        "type": "button",
        "action_id": "home_example_0",
        "text": {
            "type": "plain_text",
            "text": "What's the weather like in Bengaluru, London, and Austin?",
        },
        "value": "What's the weather like in Bengaluru, London, and Austin?",
    }


def plain(text: str) -> dict[str, str]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> dict[str, object]:
    """Return a text object with markup, in which Slack makes no links of names."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


@each_row("name", ["en", "de", "ja"])
def test_the_whole_tab_is_what_slack_is_sent(name: str) -> None:
    """In the person's language, but for the values that the bot reads."""
    said = language_of(name).text
    known = "rain, snow and " * 20 + "wind"
    state = HomeState("imperial", "Oslo, Norway", "Olso", known, "Weather data by Nobody")
    examples = (
        "What's the weather like in Bengaluru, London, and Austin?",
        "Will it rain in Amsterdam this weekend?",
        "Is it warmer in Lisbon or in Rome tomorrow?",
    )
    about = (
        "Mention me in a channel or write to me directly, and ask about one place or about many: I"
        " answer with one message in the thread. I know {can}."
    )
    units = [
        ("Those of the place", "place"),
        ("°C, km/h, mm", "metric"),
        ("°F, mph, in", "imperial"),
    ]
    options = [{"text": plain(said(text)), "value": value} for text, value in units]
    your_place = "Your place, for “here” and for questions that name none (press Enter)"
    unknown = "I don't know which place “{place}” is; add its region or country."

    assert render(state, language_of(name)) == {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain(said("The weather, anywhere"))},
            {"type": "section", "text": marked(said(about, can=known))},
            {
                "type": "section",
                "text": marked(said("Try one of these; the answer comes in our direct messages.")),
            },
            *(
                {
                    "type": "actions",
                    "elements": [
                        {
                            "type": "button",
                            "action_id": f"home_example_{number}",
                            "text": plain(said(text)),
                            "value": text,
                        }
                    ],
                }
                for number, text in enumerate(examples)
            ),
            {"type": "divider"},
            {"type": "header", "text": plain(said("Your settings"))},
            {
                "type": "section",
                "text": marked(said("Units")),
                "accessory": {
                    "type": "static_select",
                    "action_id": "home_units",
                    "options": options,
                    "initial_option": options[2],
                },
            },
            {
                "type": "input",
                "dispatch_action": True,
                "optional": True,
                "label": plain(said(your_place)),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "home_place",
                    "initial_value": "Oslo, Norway",
                    "placeholder": plain(said("Such as Oslo or Paris, Texas")),
                    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
                },
            },
            {"type": "context", "elements": [marked(said(unknown, place="Olso"))]},
            {
                "type": "context",
                "elements": [marked(said("Your place is {place}.", place="Oslo, Norway"))],
            },
            {"type": "divider"},
            {"type": "context", "elements": [marked("Weather data by Nobody")]},
        ],
    }


@each_row(
    ("units", "shown"),
    [
        ("", "Those of the place"),
        ("metric", "°C, km/h, mm"),
        ("imperial", "°F, mph, in"),
        ("kelvin", "Those of the place"),
    ],
)
def test_the_units_that_somebody_has_set_are_chosen(units: str, shown: str) -> None:
    """Of three; units of another release count as none."""
    select = element_of(HomeState(units, "", "", "the weather", "About"), UNITS)

    assert select["initial_option"] in select["options"]  # type: ignore[operator]
    values = [option["value"] for option in select["options"]]  # type: ignore[attr-defined]
    assert values == ["place", "metric", "imperial"]
    assert select["initial_option"]["text"]["text"] == shown  # type: ignore[index]


def test_a_place_is_shown_where_it_is_set() -> None:
    """Beside the one that is unknown, if any."""
    assert texts_of(HomeState("", "Oslo, Norway", "", "the weather", "About")) == [
        "Your place is Oslo, Norway.",
        "About",
    ]
    spaced = HomeState("", " Oslo,\n\n  Norway", " Olso\t", "the weather", "About\n")
    assert texts_of(spaced) == [
        "I don't know which place “Olso” is; add its region or country.",
        "Your place is Oslo, Norway.",
        "About",
    ]


@each_row("name", ["de", "es", "ja"])
def test_an_example_is_the_same_wish_in_every_language(name: str) -> None:
    """Its words are for people; the bot reads its value."""
    language = language_of(name)
    blocks = render(HomeState("", "", "", "the weather", "About"), language)["blocks"]

    buttons = [block["elements"][0] for block in blocks if block["type"] == "actions"]
    assert faults_in(blocks, "home") == []
    assert [button["value"] for button in buttons] == list(EXAMPLES)
    assert [button["text"]["text"] for button in buttons] != list(EXAMPLES)


LANGUAGES = ["en", *(file.stem for file in CATALOGUES.glob("*.po"))]


@each_row("name", LANGUAGES)
@each_row("units", ["", "metric", "imperial"])
def test_slack_takes_the_tab_in_every_language(name: str, units: str) -> None:
    """An option, a label or a heading that is too long would cost the whole tab."""
    state = HomeState(units, "Oslo, Norway", "Olso", "the weather", "About")

    assert faults_in(render(state, language_of(name))["blocks"], "home") == []


@each_row(("length", "ending"), [(75, ""), (76, "…")])
def test_the_words_of_an_example_are_cut_where_a_button_ends(
    tmp_path: Path, length: int, ending: str
) -> None:
    """Its value stays whole, since that is what is asked."""
    translated = "ø" * length
    catalogue = f'msgid "{EXAMPLES[1]}"\nmsgstr "{translated}"\n'
    folder = tmp_path / str(length)
    folder.mkdir()
    (folder / "nb.po").write_text(f'msgid ""\nmsgstr "{UTF_8}"\n\n{catalogue}', "utf-8")
    state = HomeState("", "", "", "the weather", "About")

    blocks = render(state, language_of("nb", folder))["blocks"]

    buttons = [block["elements"][0] for block in blocks if block["type"] == "actions"]
    assert faults_in(blocks, "home") == []
    assert buttons[1]["text"] == plain("ø" * (75 - len(ending)) + ending)
    assert buttons[1]["value"] == EXAMPLES[1]


@each_row(("length", "ending"), [(150, ""), (151, "…")])
def test_what_people_enter_is_shown_up_to_150_characters(length: int, ending: str) -> None:
    """Each of the three by itself."""
    text = "x" * length
    shown = "x" * (150 - len(ending)) + ending

    assert texts_of(HomeState("", text, text, "the weather", text)) == [
        f"I don't know which place “{shown}” is; add its region or country.",
        f"Your place is {shown}.",
        shown,
    ]


@each_row(
    ("home", "shown"),
    [
        ("Oslo, Norway", "Oslo, Norway"),
        ("Os\u202elo", "Oslo"),
        ("\u202e" + "x" * 200, "x" * 150),
        ("A & <b>", "A & <b>"),
        ("", None),
    ],
)
def test_the_place_that_is_set_stands_where_it_is_entered(home: str, shown: str | None) -> None:
    """So that it can be changed or cleared."""
    blocks = render(HomeState("", home, "", "the weather", "About"), ENGLISH)["blocks"]

    (entry,) = (block["element"] for block in blocks if block["type"] == "input")
    assert entry.get("initial_value") == shown


@each_row(
    "state",
    [
        HomeState("", "", "", "the weather", "Weather data by Nobody"),
        HomeState("imperial", "Oslo, Norway", "Olso", "the weather", "Weather data by Nobody"),
        HomeState("metric", HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    ],
)
def test_slack_takes_the_tab(state: HomeState) -> None:
    """Whatever people have entered."""
    assert faults_in(render(state, ENGLISH)["blocks"], "home") == []


def test_what_people_enter_is_no_markup() -> None:
    """Nothing in it is invisible, and none of it is longer than a line or two."""
    texts = texts_of(HomeState("", HOSTILE, HOSTILE, "the weather", HOSTILE))
    assert [text.count("x") < 150 and text.count("…") for text in texts] == [1, 1, 1]
    for text in texts:
        assert "<!channel>" not in text
        assert "\u202e" not in text
        assert "evil.example" not in text
