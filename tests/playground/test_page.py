"""The demo's page in a real browser: people talk to the bot in it, and see what it did."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from fakes.browser import (
    CHROMIUM,
    WITHOUT,
    Demo,
    browser,
    expect,
    opened,
    running_demo,
    violations,
)
from fakes.rows import each_row
from fakes.waiting import PROCESS_S, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=WITHOUT),
    pytest.mark.timeout(150),
    pytest.mark.xdist_group("browser"),
]

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1600, "height": 1000}
HOSTILE = "<script>document.title='x'</script> <b>&amp; \u202egnp.exe \x07 " + "w" * 3_000
NO_MODEL = "The language model gave no answer just now"
FAULTS = {
    "Every event is delivered three times": "6 envelopes came for this message",
    "The next reply is posted, but its response is lost": "Attempt 2 has settled the question",
    "The next reply is refused for 2 s (429)": "chat.postMessage was called too often",
    "Kill it as the next reply is posted, and start it again": "the bot is killed",
    "Too many requests (429)": NO_MODEL,
    "It hangs": NO_MODEL,
    "It answers nonsense": NO_MODEL,
}
"""The switches after which an answer comes all the same, with what the page tells then."""
DRAWN = """
window.drawn = {};
new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => {
  const ts = node.dataset?.ts;
  if (ts && node.closest("#view")) window.drawn[ts] = (window.drawn[ts] || 0) + 1;
}))).observe(document, { childList: true, subtree: true });
"""
"""Count how often each message of a channel is drawn."""
WHEN_DRAWN = "() => new Promise((then) => setTimeout(() => requestAnimationFrame(then)))"
EVERY_VIEW = ("thread", "course", "home", "direct", "break")


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """One demo for all tests; each of them asks in a thread of its own."""
    with running_demo("--port", "18765") as demo:
        yield demo


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with browser() as started:
        yield started


@pytest.fixture
def page(demo: Demo, chromium: Browser) -> Iterator[Page]:
    """The page in a wide window, with the first answer in its thread."""
    with opened(chromium, demo.url, viewport=WIDE) as page:
        expect(page.locator("#thread-view .from-bot").first).to_be_visible()
        yield page
        for name in demo.state()["faults"]:
            demo.do(do="break", name=name, on=False)


def ask(page: Page, text: str) -> None:
    """Ask in the channel that is open, and open the thread when it has an answer."""
    page.fill("#composer-text", text)
    page.press("#composer-text", "Enter")
    last = page.locator("#view .message").last
    expect(last).to_contain_text(text.removeprefix("@Weather Bot "))
    last.locator(".replies").click()
    expect(page.locator("#thread-view .from-bot").first).to_be_visible()


def switched(page: Page, demo: Demo, fault: str, *, is_on: bool) -> None:
    """Turn a switch on or off, and wait for the bot to be connected with it."""
    if not page.locator("#break[open]").count():
        page.locator("#break summary").click()
    switch = page.get_by_role("switch", name=fault)
    switch.set_checked(is_on, force=True)

    def is_done() -> bool:
        state = demo.state()
        return bool(state["faults"]) is is_on and state["about"]["state"] == "ready"

    until(is_done, PROCESS_S)


def answers(page: Page) -> int:
    """Return the number of the bot's messages in the open thread."""
    return page.locator("#thread-view .from-bot").count()


def test_the_first_question_has_one_answer_and_its_course(page: Page) -> None:
    """One reply with a table in the thread; two model turns, one request, one loop beside it."""
    assert answers(page) == 1
    expect(page.locator("#thread-view table.data tbody tr")).to_have_count(3)
    expect(page.locator(".step.model")).to_have_count(2)
    expect(page.locator(".step.weather")).to_have_count(1)
    expect(page.locator(".tool-calls li")).to_have_count(3)
    expect(page.locator(".step.weather")).to_contain_text("51.51, -0.13")
    expect(page.locator(".comparison")).to_contain_text("4 model turns, 3 weather requests")
    page.locator(".raw > summary").click()
    page.locator(".raw details summary").last.click()
    expect(page.locator(".raw pre").last).to_contain_text('"role": "tool"')


@pytest.mark.usefixtures("page")
def test_what_is_shown_already_is_not_drawn_again_when_the_page_has_connected(
    demo: Demo, chromium: Browser
) -> None:
    """A click on a message that is exchanged at that moment would be lost."""
    with chromium.new_context(viewport=PHONE) as window:
        other = window.new_page()
        other.add_init_script(DRAWN)
        states: list[str] = []
        other.on("requestfinished", lambda request: states.append(request.url))
        other.goto(demo.url)
        until(lambda: other.wait_for_timeout(50) or states.count(f"{demo.url}/page/state") == 2)
        other.evaluate(WHEN_DRAWN)
        drawn = other.evaluate("window.drawn")

    assert drawn
    assert set(drawn.values()) == {1}


@pytest.mark.usefixtures("page")
def test_what_is_said_while_the_state_is_loaded_is_shown(demo: Demo, chromium: Browser) -> None:
    """The state that comes behind it is from before it."""
    loads: list[str] = []

    def hold(route: Route) -> None:
        state = route.fetch()
        loads.append(route.request.url)
        if len(loads) == 2:  # the first is loaded before the page hears of anything
            demo.do(do="say", user="UKENJI", channel="CGENERAL", text="Said meanwhile")
            expect(other.locator("#view")).to_contain_text("Said meanwhile")
        route.fulfill(response=state)

    with chromium.new_context(viewport=WIDE) as window:
        other = window.new_page()
        other.route("**/page/state", hold)
        states: list[str] = []
        other.on("requestfinished", lambda request: states.append(request.url))
        other.goto(demo.url)
        until(lambda: other.wait_for_timeout(50) or states.count(f"{demo.url}/page/state") == 2)
        other.evaluate(WHEN_DRAWN)
        expect(other.locator("#view")).to_contain_text("Said meanwhile", timeout=1_000)


def test_a_follow_up_an_edit_and_a_deletion(page: Page) -> None:
    """The thread knows its places; an edited question is answered in the reply it has."""
    ask(page, "@Weather Bot weather in Oslo")
    page.fill("#reply-text", "@Weather Bot and in Rome?")
    page.press("#reply-text", "Enter")
    expect(page.locator("#thread-view .from-bot").nth(1)).to_contain_text("Rome")

    own = page.locator("#thread-view .message:not(.from-bot)").last
    own.hover()
    own.get_by_label("Edit message").click()
    own.locator("textarea").fill("@Weather Bot and in Madrid?")
    own.locator("textarea").press("Enter")

    expect(page.locator("#thread-view .from-bot").nth(1)).to_contain_text("Madrid")
    assert answers(page) == 2
    own.hover()
    own.get_by_label("Delete message").click()
    expect(page.locator("#thread-view .message:not(.from-bot)")).to_have_count(1)
    expect(page.locator("#view .message", has_text="Oslo").last).to_contain_text("2 replies")


def test_an_edit_goes_on_while_its_message_is_drawn_anew(page: Page, demo: Demo) -> None:
    """As when somebody replies below it; what can't be saved stays to be changed."""
    page.locator("[data-channel=CTRAVEL]").click()
    page.fill("#composer-text", "Where shall we go?")
    page.press("#composer-text", "Enter")
    own = page.locator("#view .message", has_text="shall we go?")
    ts = own.get_attribute("data-ts") or ""
    own.hover()
    own.get_by_label("Edit message").click()
    page.keyboard.type(" I am for Malta.")
    demo.do(do="say", user="UKENJI", channel="CTRAVEL", text="Kyoto!", thread_ts=ts)

    edited = page.locator(f"#view [data-ts='{ts}']")
    field = edited.locator("textarea")
    expect(edited).to_contain_text("1 reply")
    expect(field).to_be_focused()
    page.keyboard.type(" And you?")
    expect(field).to_have_value("Where shall we go? I am for Malta. And you?")
    edited.get_by_label("Edit message").first.click()
    field.fill(" ")
    field.press("Enter")
    told = "(field) => field.validationMessage"
    until(lambda: field.evaluate(told) == "Not saved: no_text")
    field.fill("Where to? I am for Malta.")
    field.press("Enter")
    expect(edited.locator(".words")).to_have_text("Where to? I am for Malta.")
    expect(field).to_have_count(0)


def test_a_message_is_sent_once_and_kept_where_it_is_not_taken(page: Page) -> None:
    """Whoever presses Enter twice; what is typed meanwhile stays as well."""
    field = page.locator("#composer-text")
    field.fill("Once only")
    field.evaluate(
        """(field) => {
          const enter = { key: "Enter", bubbles: true, cancelable: true };
          for (let n = 0; n < 2; n += 1) field.dispatchEvent(new KeyboardEvent("keydown", enter));
          field.value += "Next";
        }"""
    )
    field.press("Enter")
    expect(page.locator("#view .message").last).to_contain_text("Next")
    expect(page.locator("#view .message", has_text="Once only")).to_have_count(1)

    field.fill("x" * 40_001)
    field.press("Enter")
    expect(page.locator("#composer .problem")).to_have_text("Not sent: msg_too_long")
    expect(field).to_have_value("x" * 40_001)


def press_until(answer: Locator, button: str, words: str) -> None:
    """Press a button of an answer, again where the bot is still at the press before."""
    for _ in range(5):
        answer.get_by_role("button", name=button).click()
        with suppress(AssertionError):
            return expect(answer).to_contain_text(words, timeout=6_000)
    return expect(answer).to_contain_text(words)


def test_units_refresh_and_feedback(page: Page) -> None:
    """The buttons below an answer do what they say."""
    ask(page, "@Weather Bot weather in Cairo & Lima")
    expect(page.locator("#course-question")).to_have_text("weather in Cairo & Lima")
    answer = page.locator("#thread-view .from-bot").first

    press_until(answer, "Use °F", "°F, mph, in")
    expect(page.locator("#status")).to_be_empty()
    press_until(answer, "Use °C", "°C, km/h, mm")
    expect(page.locator("#status")).to_be_empty()
    answer.get_by_role("button", name="Refresh").click()
    thumb = answer.get_by_role("button", name="Good answer")
    thumb.click()

    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#view .note").first).to_be_visible()
    assert answers(page) == 1


def test_home_keeps_units_and_place(page: Page) -> None:
    """The tab is drawn by the bot, and what is entered comes back from it."""
    page.get_by_role("button", name="Home").click()
    field = page.get_by_label("Your place", exact=False)
    field.fill("Oslo")
    field.press("Enter")
    expect(page.locator(".home")).to_contain_text("Your place is Oslo")
    expect(page.get_by_label("Your place", exact=False)).to_be_focused()
    page.locator(".home select").select_option("imperial")
    page.locator("#apps button").first.click()
    page.fill("#composer-text", "weather here")
    page.press("#composer-text", "Enter")

    last = page.locator("#view .message").last
    expect(last).to_contain_text("weather here")
    last.locator(".replies").click()

    expect(page.locator("#thread-view .from-bot").last).to_contain_text("°F")
    page.get_by_role("button", name="Home").click()
    page.locator(".home select").select_option("place")


def test_what_is_typed_into_the_tab_outlives_its_drawing_anew(page: Page, demo: Demo) -> None:
    """As right behind its opening, when the bot publishes it with the settings of today."""
    user = page.locator("#actor").input_value()
    page.get_by_role("button", name="Home").click()
    field, units = page.get_by_label("Your place", exact=False), page.locator(".home select")

    def draw_anew() -> None:
        other = "metric" if units.input_value() == "imperial" else "imperial"
        chosen = {"action_id": units.get_attribute("data-action"), "value": other}
        demo.do(do="act", user=user, where={}, action=chosen)
        expect(units).to_have_value(other)

    field.fill("")
    page.keyboard.type("Tinn")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    draw_anew()
    page.keyboard.type("all")
    expect(field).to_have_value("Tallinn")
    field.press("Enter")

    expect(page.locator(".home")).to_contain_text("Your place is Tallinn")
    expect(field).to_have_value("Tallinn, Estonia")
    field.select_text()
    draw_anew()
    page.keyboard.type("Xyzzyqqq")
    field.press("Enter")
    expect(page.locator(".home")).to_contain_text("Xyzzyqqq")
    field.fill("tallinn")
    field.press("Enter")
    expect(field).to_have_value("Tallinn, Estonia")
    field.fill("Of the one")
    page.select_option("#actor", "UMAX")
    expect(field).to_have_value("")
    page.select_option("#actor", user)
    field.fill("")
    field.press("Enter")
    expect(page.locator(".home")).not_to_contain_text("Your place is")
    units.select_option("place")


def test_the_command_answers_one_person_alone(page: Page) -> None:
    """Its answer is there for nobody else, who has unread messages instead."""
    page.fill("#composer-text", "/weather Paris tomorrow")
    page.press("#composer-text", "Enter")

    expect(page.locator("#view .note").last).to_contain_text("Paris")
    page.select_option("#actor", "UMAX")
    expect(page.locator("#view .note")).to_have_count(0)
    expect(page.locator("#actor-facts")).to_contain_text("America/Chicago")


def test_a_person_sees_unread_messages_of_others(page: Page, demo: Demo) -> None:
    """Counted at the channel until it is opened."""
    demo.do(do="say", user="UKENJI", channel="CTRAVEL", text="Anybody for Kyoto?")

    travel = page.locator("[data-channel=CTRAVEL]")
    expect(travel.locator(".count")).to_be_visible()
    travel.click()
    expect(travel.locator(".count")).to_have_count(0)


@pytest.mark.parametrize("fault", FAULTS)
def test_one_answer_comes_in_spite_of_a_fault(page: Page, demo: Demo, fault: str) -> None:
    """And the page shows what has happened, also where no fault is to be seen in the answer."""
    switched(page, demo, fault, is_on=True)
    expect(page.locator("#broken")).to_contain_text("Broken on purpose")

    ask(page, f"@Weather Bot weather in Tallinn and Riga: {fault}")

    expect(page.locator("#frame")).to_contain_text(FAULTS[fault])
    switched(page, demo, fault, is_on=False)
    page.fill("#reply-text", "@Weather Bot and in Vilnius?")
    page.press("#reply-text", "Enter")
    expect(page.locator("#thread-view .from-bot").nth(1)).to_contain_text("Vilnius")
    expect(page.locator("#status")).to_be_empty()
    assert answers(page) == 2


def test_the_notice_of_a_second_attempt_says_that_no_model_was_asked_again(
    page: Page, demo: Demo
) -> None:
    """The answer was saved before the process was killed, and stands in the thread once."""
    fault = "Kill it as the next reply is posted, and start it again"
    switched(page, demo, fault, is_on=True)

    ask(page, "@Weather Bot weather in Vaduz and Bern")

    expect(page.locator(".retold")).to_contain_text("attempt 2")
    expect(page.locator(".retold")).to_contain_text("no model was asked again")
    expect(page.locator("#course-view")).to_contain_text("conversations.replies")
    assert answers(page) == 1


def test_the_bot_is_killed_and_started_by_a_button(page: Page, demo: Demo) -> None:
    """It is connected again, and the page says so."""
    page.locator("#break summary").click()

    page.get_by_role("button", name="Kill and restart the bot now").click()

    expect(page.locator("#news")).to_contain_text("SIGKILL")
    until(lambda: demo.state()["about"]["state"] == "ready", PROCESS_S)
    ask(page, "@Weather Bot weather in Skopje")
    assert answers(page) == 1
    (plain,) = page.locator(".lane p").all_inner_texts()[1:]
    assert plain.startswith("Plain loop 2 model turns, 1 weather request ·")


def test_stop_ends_the_work_on_a_question(page: Page, demo: Demo) -> None:
    """While the model hangs; a word of it comes instead of an answer, and the button goes."""
    switched(page, demo, "It hangs", is_on=True)
    page.fill("#composer-text", "@Weather Bot weather in Podgorica")
    page.press("#composer-text", "Enter")
    asked = page.locator("#view .message", has_text="Podgorica")
    asked.hover()
    asked.get_by_label("Reply in thread").click()

    page.get_by_role("button", name="Stop").click()

    expect(page.locator("#status")).to_be_empty()
    expect(page.locator("#news")).to_contain_text("stopped")
    expect(page.locator("#thread-view .from-bot")).to_contain_text("Stopped, as you wished")
    switched(page, demo, "It hangs", is_on=False)
    assert answers(page) == 1


def test_weather_that_is_down_is_said(page: Page) -> None:
    """The bot starts anew with services that refuse; with the switch off it is well again."""
    page.locator("#break summary").click()
    page.get_by_role("switch", name="No weather service answers").check(force=True)
    expect(page.locator("#news")).to_contain_text("starts anew")
    ask(page, "@Weather Bot weather in Sofia")

    expect(page.locator("#thread-view table.data, #thread-view .card")).to_have_count(0)
    page.get_by_role("switch", name="No weather service answers").uncheck(force=True)
    page.fill("#reply-text", "@Weather Bot weather in Sofia")
    page.press("#reply-text", "Enter")
    expect(page.locator("#thread-view .card")).to_be_visible()


def test_unread_messages_of_the_bot_are_told_of_on_its_home_tab(page: Page, demo: Demo) -> None:
    """There, nobody sees what it writes directly."""
    apps = page.locator("#apps button")
    page.locator("[data-channel=CTRAVEL]").click()
    for place in (apps.first, apps.nth(1)):
        place.click()
    menu = page.locator("#menu")
    expect(menu).to_have_attribute("aria-label", "Channels")

    demo.call("chat.postMessage", channel="UADA", text="Rain is on its way.")

    expect(menu).to_have_attribute("aria-label", "Channels, with unread messages")
    expect(apps.first).to_contain_text("1 unread")


def test_what_is_gone_when_the_page_connects_again_is_not_shown(page: Page) -> None:
    """As the channels of a demo that has ended, whose address another one has now."""
    gone = page.evaluate(
        """async () => {
          const { load, messagesOf } = await import("/page/store.js");
          messagesOf("DUNKNOWN").set("1.0", { ts: "1.0", thread_ts: "0.5" });
          const changed = await load();
          return [[...changed], messagesOf("DUNKNOWN").size];
        }"""
    )

    assert gone == [["1.0", "0.5"], 0]


@each_row(
    ("low", "high", "steps"),
    [
        (-0.3, 0.1, [-0.3, -0.2, -0.1, 0, 0.1]),
        (0, 0, [0]),
        (-8, 0, [-8, -6, -4, -2, 0]),
        (-30, 40, [-40, -20, 0, 20, 40]),
        (1013.1, 1013.4, [1013.1, 1013.2, 1013.3, 1013.4]),
    ],
)
def test_the_scale_of_a_chart_has_round_steps(
    page: Page, low: float, high: float, steps: list[float]
) -> None:
    """Zero is zero, and nothing beside it."""
    ticks = "async (ends) => (await import('/page/charts.js')).ticks(...ends)"

    assert page.evaluate(ticks, [low, high]) == steps


def test_a_list_goes_on_with_its_numbers(page: Page) -> None:
    """Also where something stands between two of its items."""
    drawn = (
        "async (text) => (await import('/page/markup.js')).markdown(text).map((e) => e.outerHTML)"
    )

    assert page.evaluate(drawn, "1. Oslo\n\n2. Rome\n3. Lima\n- Bern") == [
        '<ol start="1"><li>Oslo</li></ol>',
        '<ol start="2"><li>Rome</li><li>Lima</li></ol>',
        "<ul><li>Bern</li></ul>",
    ]


def test_hostile_text_is_text(page: Page, demo: Demo) -> None:
    """Tags, signs that turn the direction, control characters and endless words."""
    title = page.title()
    demo.do(do="say", user="UKENJI", channel="CGENERAL", text=HOSTILE)
    demo.call(
        "chat.postMessage",
        channel="CGENERAL",
        text="x",
        blocks=[
            {"type": "markdown", "text": f"**{HOSTILE[:300]}** [x](javascript:alert(1))"},
            {"type": "table", "rows": [[{"type": "raw_text", "text": HOSTILE[:200]}]]},
        ],
    )

    last = page.locator("#view .message").nth(-2)
    expect(last).to_contain_text("<script>document.title='x'</script> <b>&amp;")
    assert page.title() == title
    expect(page.locator("#view script, #view b, #view a[href^=javascript]")).to_have_count(0)
    assert "\u202e" not in (last.text_content() or "")
    wide = page.evaluate("document.querySelector('#view').scrollWidth > innerWidth")
    assert wide is False


def test_forty_eight_places_and_six_long_lines_are_drawn(page: Page, demo: Demo) -> None:
    """All rows, and each point of each series."""
    names = [f"D{day}" for day in range(1, 17)]
    rows = [[{"type": "raw_text", "text": f"Place {n}"}] * 5 for n in range(49)]
    series = [
        {
            "name": f"Series {line}",
            "data": [{"label": name, "value": line * 3 - at} for at, name in enumerate(names)],
        }
        for line in range(6)
    ]
    axes = {"categories": names, "y_label": "°C"}
    chart = {"type": "line", "series": series, "axis_config": axes}
    for block in (
        {"type": "table", "rows": rows},
        {"type": "data_visualization", "title": "Days", "chart": chart},
    ):
        posted = demo.call("chat.postMessage", channel="CTRAVEL", text="x", blocks=[block])
        assert posted["ok"] is True

    page.locator("[data-channel=CTRAVEL]").click()
    shown = page.locator("#view .message").last
    expect(page.locator("#view .message").nth(-2).locator("table.data tbody tr")).to_have_count(48)
    expect(shown.locator(".dot")).to_have_count(96)
    expect(shown.locator(".legend li")).to_have_count(6)


def test_a_thousand_messages_are_scrolled_through(page: Page, demo: Demo) -> None:
    """From the newest, which is shown at first, to the oldest; one more still finds its place."""
    for number in range(1000):
        demo.call("chat.postMessage", channel="UKENJI", text=f"Message {number}.")
    page.select_option("#actor", "UKENJI")
    page.locator("#apps button").first.click()
    messages = page.locator("#view .message")

    expect(messages).to_have_count(1000)
    expect(messages.last).to_be_in_viewport()
    page.evaluate("document.querySelector('#view').scrollTop = 0")
    expect(messages.first).to_be_in_viewport()
    demo.call("chat.postMessage", channel="UKENJI", text="One more.")
    expect(messages.last).to_have_text(re.compile("One more."))


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """A mention is completed, sent, its thread opened and closed without a pointer."""
    page.locator("#composer-text").focus()
    page.keyboard.type("@wea")
    expect(page.locator("#composer-names [role=option]")).to_have_text("@Weather Bot")
    page.keyboard.press("Tab")
    page.keyboard.type("weather in Bern")
    page.keyboard.press("Enter")
    last = page.locator("#view .message").last
    expect(last).to_contain_text("weather in Bern")
    replies = last.locator(".replies")
    expect(replies).to_be_visible()
    replies.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#thread")).to_be_hidden()
    expect(replies).to_be_focused()


def test_the_focus_stays_where_the_keyboard_has_been(page: Page) -> None:
    """In spite of what is drawn anew; and Enter in an input method sends nothing."""
    field = page.locator("#composer-text")
    field.fill("Good morning")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(field).to_have_value("Good morning")
    field.press("Enter")
    own = page.locator("#view .message", has_text="Good morning")

    own.get_by_label("Edit message").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(" to all")
    page.keyboard.press("Enter")

    expect(own).to_contain_text("Good morning to all")
    expect(own.get_by_label("Edit message")).to_be_focused()
    own.get_by_label("Delete message").focus()
    page.keyboard.press("Enter")
    expect(own).to_have_count(0)
    expect(page.locator("#view")).to_be_focused()
    refresh = page.locator("#thread-view .from-bot").get_by_role("button", name="Use °F")
    refresh.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#thread-view .from-bot")).to_contain_text("°F, mph, in")
    expect(refresh).to_be_focused()


def test_a_phone_shows_one_thing_at_a_time(demo: Demo, chromium: Browser) -> None:
    """Nothing is wider than the screen, and every pane has a way back."""
    with opened(chromium, demo.url, viewport=PHONE) as page:
        page.locator("#view .replies").first.click()
        expect(page.locator("#main")).to_be_hidden()
        page.get_by_role("button", name="What just happened").click()
        expect(page.locator(".step.model").first).to_be_visible()
        page.locator("#to-thread").click()
        page.get_by_role("button", name="Back to the channel").click()
        page.get_by_role("button", name="Channels").click()
        page.locator("[data-channel=CTRAVEL]").click()
        expect(page.locator("#place-name")).to_have_text("# travel")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("view", EVERY_VIEW)
def test_no_view_is_in_anybodys_way(
    demo: Demo, chromium: Browser, view: str, size: dict[str, int], scheme: str
) -> None:
    """By the rules of axe-core: contrast, names, roles, order."""
    with opened(chromium, demo.url, viewport=size, color_scheme=scheme) as page:
        show(page, view, is_phone=size is PHONE)

        found = violations(page)

    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


def show(page: Page, view: str, *, is_phone: bool) -> None:
    """Go to one of the page's views."""
    if view in ("thread", "course"):
        if is_phone:
            page.locator("#view .replies").first.click()
        expect(page.locator("#thread-view .from-bot").first).to_be_visible()
        if view == "course" and is_phone:
            page.get_by_role("button", name="What just happened").click()
        if view == "course":
            expect(page.locator(".step.model").first).to_be_visible()
        return
    if is_phone:
        page.get_by_role("button", name="Channels").click()
    if view == "break":
        page.locator("#break summary").click()
    else:
        page.locator("#apps button").nth(int(view == "home")).click()
    if view == "home":
        expect(page.locator(".home select")).to_be_visible()
