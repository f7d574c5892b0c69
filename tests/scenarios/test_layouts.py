"""Replies of every layout as Slack is sent them, and what is seen of those that it refuses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.alerts import nws_warning
from fakes.rows import each_row
from fakes.world import World, world

from handlers.playground.workspace.block_rules import faults_in
from handlers.playground.workspace.rules import Fault

POST, NOTE = "chat.postMessage", "chat.postEphemeral"
TEN = "Oslo; Bergen; Rome; Milan; Lisbon; Madrid; Dublin; London; Berlin; Munich"
MANY = (
    f"{TEN}; Vienna; Prague; Warsaw; Budapest; Athens; Sofia; Helsinki; Stockholm; Copenhagen;"
    " Hamburg; Amsterdam; Brussels; Lyon; Marseille; Barcelona; Valencia; Porto; Naples; Turin;"
    " Geneva; Zurich; Basel; Cologne; Frankfurt; Leipzig; Dresden; Krakow; Gdansk; Riga; Vilnius;"
    " Tallinn; Belgrade; Zagreb; Bratislava; Bucharest; Chisinau; Skopje; Tirana"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running bot with the offline model, and a severe warning in Denver, for all tests."""
    now = datetime.now(UTC)
    with world(tmp_path_factory.mktemp("layouts")) as around:
        warning = nws_warning()
        warning |= {
            "severity": "Severe",
            "onset": (now - timedelta(hours=1)).isoformat(),
            "ends": (now + timedelta(hours=5)).isoformat(),
            "expires": (now + timedelta(hours=5)).isoformat(),
        }
        around.alerts.at_points["39.7392,-104.9847"] = [warning]
        with around.bot(CHAT_MODEL="offline"):
            yield around


def answered_at_once(around: World, question: str) -> dict[str, Any]:
    """Return the reply to a question, which Slack has taken by the first post."""
    before = len(around.slack.calls(POST))
    reply = around.answer(question)
    assert faults_in(reply.get("blocks", [])) == []
    assert len(around.slack.calls(POST)) == before + 1
    return reply


def types_of(message: dict[str, Any]) -> list[str]:
    """Return the types of a message's blocks, each once, in order."""
    return list(dict.fromkeys(block["type"] for block in message["blocks"]))


END = ["context", "actions", "context_actions"]


@each_row(
    ("question", "blocks"),
    [
        ("weather in Oslo", ["markdown", "card", *END]),
        ("weather in Oslo; Rome; Lima", ["markdown", "table", *END]),
        (f"weather in {TEN}", ["markdown", "table", *END]),
        (f"weather in {MANY}", ["markdown", *END]),
        ("the next 16 days in Oslo", ["markdown", "data_visualization", *END]),
        ("hour by hour for 48 hours in Oslo", ["markdown", "data_visualization", *END]),
        ("air quality in Oslo", ["markdown", "card", *END]),
        ("sunset in Oslo", ["markdown", "card", *END]),
        ("yesterday in Oslo", ["markdown", "card", *END]),
    ],
)
def test_every_layout_is_taken_at_once(running: World, question: str, blocks: list[str]) -> None:
    """By the rules of every block where it stands."""
    assert types_of(answered_at_once(running, question)) == blocks


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        *("weather in {}", "the next 16 days in {}", "hour by hour for 48 hours in {}"),
        *("air quality in {}", "waves in {}", "any warnings for {}?", "yesterday in {}"),
        *("sunset in {}", "Wetter in {}", "tiempo en {}"),
    ],
)
def test_any_number_of_places_is_taken_at_once(running: World, asked: str) -> None:
    """One, three, ten and 48, whatever is asked of them."""
    for places in ("Oslo", "Oslo; Rome; Lima", TEN, MANY):
        assert answered_at_once(running, asked.format(places))["blocks"]


@each_row(
    "asked",
    [
        *("", "help", "weather", "weather in Xyzzyville?", "weather in Springfield"),
        *("weather in Oslo; Xyzzyville; Springfield", "weather in Oslo on 1 January 2090"),
    ],
)
def test_what_goes_wrong_is_taken_at_once_as_well(running: World, asked: str) -> None:
    """Help, questions back, errors, and answers with errors among them."""
    assert answered_at_once(running, asked)["text"]


@each_row(
    ("question", "buttons"),
    [
        ("weather in Oslo", ["refresh", "units_metric", "units_imperial"]),
        ("sunset in Oslo", ["refresh"]),
        ("air quality in Oslo", ["refresh"]),
        ("sunset and weather in Oslo", ["refresh", "units_metric", "units_imperial"]),
    ],
)
def test_only_what_has_units_has_buttons_for_them(
    running: World, question: str, buttons: list[str]
) -> None:
    """Sun, moon and air are told alike everywhere."""
    reply = running.answer(question)

    (actions,) = (block for block in reply["blocks"] if block["type"] == "actions")
    assert [element["action_id"] for element in actions["elements"]] == buttons


@each_row("question", ["any warnings for Denver?", "warnings for Denver; Chicago?"])
def test_a_warning_stands_above_the_words(running: World, question: str) -> None:
    """As a section, since Slack takes no alert in a message; no weather that nobody asked for."""
    reply = answered_at_once(running, question)

    assert types_of(reply) == ["section", "markdown", *END]
    assert reply["blocks"][0]["text"]["text"].startswith("*🟠 Severe* · ")


def test_what_is_no_answer_is_words_alone(running: World) -> None:
    """Such as help and questions back."""
    help_, back = running.answer(""), running.answer("weather in Xyzzyville?")

    assert types_of(help_) == ["markdown"]
    assert types_of(back)[0] == "markdown"


@each_row("code", ["invalid_blocks", "invalid_attachments", "brand_new"])
def test_a_workspace_that_takes_no_blocks_gets_the_words(running: World, code: str) -> None:
    """Whatever it calls the reason."""
    before = len(running.slack.calls(POST))
    running.slack.refused_blocks = dict.fromkeys(("markdown", "table"), code)
    event, _ = running.ask("weather in Oslo and Bergen")
    running.slack.wait_for_calls(POST, before + 2)
    running.settle()
    running.slack.refused_blocks = {}

    (reply,) = running.replies_to(event)
    assert "blocks" not in reply
    assert "Bergen" in reply["text"]


@each_row(
    "code", ["cannot_reply_to_message", "restricted_action_thread_locked", "thread_not_found"]
)
def test_a_thread_that_takes_no_reply_costs_nobody_the_answer(running: World, code: str) -> None:
    """It is shown to the person alone, in the channel."""
    before = len(running.slack.calls(NOTE))
    root = running.slack.say("We fly to Oslo")
    running.slack.fail(POST, Fault(code))
    running.ask("weather in Oslo", thread_ts=root["ts"])

    note = running.slack.wait_for_calls(NOTE, before + 1)[before]

    assert "Oslo, Norway" in note.arguments["text"]
    assert "Open-Meteo" in note.arguments["text"]
    assert (note.arguments["user"], note.arguments.get("thread_ts")) == ("U1", None)
