"""What code says to people in Slack is in their language, beside whatever the model says."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import FakeChatModel, error_fault
from fakes.waiting import until
from fakes.world import World, world

QUESTION = "Bengaluru, London, Austin?"

HELP = {"de-DE": "Frag mich nach dem Wetter", "ja-JP": "天気をお尋ねください"}
TOPIC = {"de-DE": "amtliche Warnungen", "ja-JP": "公式の警報"}
SORRY = {"de-DE": "diese Referenz:", "ja-JP": "この参照番号を管理者にお伝えください"}
THINKING = {"de-DE": "denkt nach …", "ja-JP": "が考えています…"}
CHECKING = {"de-DE": "prüft das Wetter an 3 Orten", "ja-JP": "が3か所の天気を調べています"}
HEADINGS = {
    "de-DE": ["Ort", "Jetzt", "Gefühlt", "Wind"],
    "ja-JP": ["場所", "現在", "体感", "風"],
}
OBSERVED = {"de-DE": "beobachtet ", "ja-JP": "観測 "}
BUTTONS = {
    "de-DE": ["Aktualisieren", "°C verwenden", "°F verwenden"],
    "ja-JP": ["更新", "°Cで表示", "°Fで表示"],
}
STOPPED = {"de-DE": "Wie gewünscht angehalten", "ja-JP": "ご希望どおり中止しました"}
PROMPT = {"de-DE": "Das Wochenende", "ja-JP": "週末"}
HOME = {"de-DE": "Das Wetter, überall", "ja-JP": "世界中の天気"}
CHOSEN = {"de-DE": "Ab jetzt antworte ich dir in °F", "ja-JP": "今後は°Fとmph"}


@pytest.fixture(scope="module", params=["de-DE", "ja-JP"])
def locale(request: pytest.FixtureRequest) -> str:
    """Return each locale in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, locale: str) -> Iterator[World]:
    """Give a world whose people have that locale, with the bot running, for all tests."""
    with speaking(locale, tmp_path_factory.mktemp("languages"), FakeChatModel()) as around:
        yield around


@pytest.fixture
def broken(tmp_path: Path, locale: str) -> Iterator[World]:
    """Give the same with a model that does not work, and no other in its place."""
    model = FakeChatModel([error_fault(401, "Incorrect API key provided.", "invalid_api_key")])
    with speaking(locale, tmp_path, model) as around:
        yield around


@contextmanager
def speaking(locale: str, folder: Path, model: FakeChatModel) -> Iterator[World]:
    """Give a world with a bot among people who have a locale."""
    with world(folder, model) as around:
        around.slack.users["U1"] = {"locale": locale}
        with around.bot(MODEL_FALLBACK="false"):
            yield around


def blocks_of(message: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the blocks of a kind."""
    return [block for block in message["blocks"] if block["type"] == kind]


def statuses_of(around: World, event: dict[str, Any]) -> list[str]:
    """Return what was shown beside the work on a question: what lasts no moment is not shown."""
    asked = [call.arguments for call in around.slack.calls("assistant.threads.setStatus")]
    return [shown["status"] for shown in asked if shown["thread_ts"] == event["ts"]]


def test_help_is_in_the_language_of_the_person(running: World, locale: str) -> None:
    """The model is not asked for it; the topics in it are in that language too."""
    text = running.answer("")["text"]

    assert HELP[locale] in text
    assert TOPIC[locale] in text


def test_an_apology_with_its_reference_is_too(broken: World, locale: str) -> None:
    """It is one plain sentence or two."""
    text = broken.answer(QUESTION)["text"]

    assert re.search(f"{SORRY[locale]}.[0-9a-f]{{8}}$", text)


def test_so_is_what_code_puts_around_an_answer(running: World, locale: str) -> None:
    """Status, headings, the line on where it comes from, buttons."""
    first, second = threading.Event(), threading.Event()
    before, running.model.gate = len(running.model.requests), first
    event, _ = running.ask(QUESTION)
    until(lambda: THINKING[locale] in statuses_of(running, event))
    until(lambda: len(running.model.requests) > before)
    running.model.gate = second
    first.set()
    until(lambda: CHECKING[locale] in statuses_of(running, event))
    running.model.gate = None
    second.set()
    until(lambda: bool(running.replies_to(event)))
    (reply,) = running.replies_to(event)

    (table,) = blocks_of(reply, "table")
    assert [cell["text"] for cell in table["rows"][0]][:4] == HEADINGS[locale]
    (context,) = blocks_of(reply, "context")
    assert OBSERVED[locale] in context["elements"][0]["text"]
    (actions,) = blocks_of(reply, "actions")
    assert [button["text"]["text"] for button in actions["elements"]] == BUTTONS[locale]
    assert HEADINGS[locale][2] in reply["text"]


def test_the_home_tab_is_too(running: World, locale: str) -> None:
    """An example is asked in the same language."""
    posts, requests = len(running.slack.calls("chat.postMessage")), len(running.model.requests)
    running.slack.open_home()
    running.slack.wait_for_calls("views.publish", 1)

    view = running.slack.homes["U1"]

    assert view["blocks"][0]["text"]["text"] == HOME[locale]
    assert TOPIC[locale] in view["blocks"][1]["text"]["text"]
    (example, *_) = [block["elements"][0] for block in view["blocks"] if block["type"] == "actions"]
    running.slack.act(example, user="U1", view={"type": "home"})
    running.slack.wait_for_calls("chat.postMessage", posts + 2)
    asked = running.model.requests[requests].messages[-1]["content"]
    assert asked == example["text"]["text"]


def test_prompts_are_too(running: World, locale: str) -> None:
    """They are offered where somebody opens the direct messages."""
    running.slack.open_home("messages")
    running.slack.wait_for_calls("assistant.threads.setSuggestedPrompts", 1)

    assert PROMPT[locale] in [prompt["title"] for prompt in running.slack.prompts["D1"]]


def test_a_note_for_one_person_is_in_theirs(running: World, locale: str) -> None:
    """Whoever's answer it is about."""
    reply = running.answer(QUESTION, user="U2")
    running.settle()

    running.slack.press(reply, "units_imperial", user="U1")

    (note,) = running.slack.wait_for_calls("chat.postEphemeral", 1)
    assert note.arguments["text"].startswith(CHOSEN[locale])


def test_a_word_about_stopped_work_is_too(running: World, locale: str) -> None:
    """In the language of the person who has stopped it."""
    posts = len(running.slack.calls("chat.postMessage"))
    gate = running.model.gate = threading.Event()
    event, _ = running.ask(QUESTION, user="U2")
    until(lambda: bool(statuses_of(running, event)))

    stop = {
        "type": "agent_session_stopped",
        "channel": event["channel"],
        "thread_ts": event["ts"],
        "user": "U1",
    }
    running.slack.send_event(stop)
    running.slack.wait_for_calls("chat.postMessage", posts + 1)
    gate.set()
    running.model.gate = None

    (reply,) = running.replies_to(event)
    assert reply["text"].startswith(STOPPED[locale])


def test_others_go_on_reading_english(running: World) -> None:
    """Each person has a language of their own."""
    assert running.answer("", user="U2")["text"].startswith("Ask me about the weather")
