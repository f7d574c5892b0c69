"""The buttons below an answer: within Slack's limits, and read back as they were written."""

from dataclasses import replace

from fakes.questions import question
from fakes.rows import each_row

from bot.languages import ENGLISH
from bot.messages import Question
from handlers.blocks.buttons import answer_buttons, pressed
from handlers.playground.workspace.block_rules import faults_in

ASKED = question(thread="1763895500.000100")
NAME = "T1:C1:1763895500.000100:1763895600.000100"
LONGEST = "X" * 64


def test_below_an_answer_are_three_buttons_and_feedback() -> None:
    """As Slack is sent them."""
    assert answer_buttons(ASKED, ENGLISH) == [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "refresh",
                    "text": {"type": "plain_text", "text": "Refresh"},
                    "value": NAME,
                },
                {
                    "type": "button",
                    "action_id": "units_metric",
                    "text": {"type": "plain_text", "text": "Use °C"},
                    "value": f"metric {NAME}",
                },
                {
                    "type": "button",
                    "action_id": "units_imperial",
                    "text": {"type": "plain_text", "text": "Use °F"},
                    "value": f"imperial {NAME}",
                },
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {
                        "text": {"type": "plain_text", "text": "Good answer"},
                        "accessibility_label": "Good answer",
                        "value": f"good {NAME}",
                    },
                    "negative_button": {
                        "text": {"type": "plain_text", "text": "Bad answer"},
                        "accessibility_label": "Bad answer",
                        "value": f"bad {NAME}",
                    },
                }
            ],
        },
    ]


@each_row("asked", [ASKED, question(team=LONGEST, channel=LONGEST)])
def test_slack_takes_the_buttons(asked: Question) -> None:
    """However long its ids are."""
    assert faults_in(answer_buttons(asked, ENGLISH)) == []


def test_an_answer_without_units_has_no_buttons_for_them() -> None:
    """They would change nothing."""
    actions, feedback = answer_buttons(ASKED, ENGLISH, has_units=False)

    assert [button["action_id"] for button in actions["elements"]] == ["refresh"]
    assert feedback == answer_buttons(ASKED, ENGLISH)[1]


def test_a_press_names_the_message_whose_answer_it_is_below() -> None:
    """In the wording that was there then, whatever revision it was."""
    edited = replace(ASKED, revision="1763895700.000100")
    actions, feedback = answer_buttons(edited, ENGLISH)
    choices = [feedback["elements"][0][f"{kind}_button"] for kind in ("positive", "negative")]

    presses = [pressed(item) for item in (*actions["elements"], *choices)]

    assert [choice for choice, _ in presses] == ["", "metric", "imperial", "good", "bad"]
    place = Question("T1", "C1", ASKED.thread, ASKED.ts, user="", text="", surface="mention")
    assert [asked for _, asked in presses] == [place] * 5


@each_row(
    "value",
    [None, "", "good", "good a:b:c", "good a:b::d", "good :b:c:d", "good a:b:c:", "a:b:c:d:e", 7],
)
def test_a_value_that_the_bot_has_not_written_names_no_message(value: object) -> None:
    """Another release may have written it."""
    assert pressed({"value": value})[1] is None
