"""Storage of questions, by acts of workers, people and operators in orders that nobody chose.

Each case is a sequence of acts on a database: questions of few people, places and moments come,
are leased, answered, edited, stopped, withdrawn and forgotten, while time passes. Told is what each
act returns, raises and logs, and which rows it leaves.
"""

from dataclasses import replace
from typing import Final

from fakes.draws import Draw

from bot.messages import (
    Answer,
    Credit,
    Message,
    ModelCall,
    Provenance,
    Question,
    Remark,
    Reply,
    ToolCall,
)
from bot.storage.inbox import Lease
from bot.storage.operation.figures import backlog_of, days_of
from composed import Told
from composed._stored import DAYS, Stored, at, later, storing

CASES: Final = 120
ACTS: Final = 24

TEAMS: Final = ("T1", "T1", "T1", "T2")
CHANNELS: Final = ("C1", "C1", "C2", "D1")
USERS: Final = ("U1", "U1", "U2", "U_", "U%")
_KEPT_S: Final = DAYS * 86_400.0
MOMENTS: Final = (-_KEPT_S - 0.000001, -_KEPT_S, -3600.0, -1800.0, -1799.999999, -1.0, 0.0)
TEXTS: Final = ("rain in Oslo?", "rain in Oslo?", "and snow?", "", 'wind "now"?')
OWNERS: Final = (
    {"user": "U1"},
    {"user": "U_"},
    {"team": "T2"},
    {"channel": "C1"},
    {"team": "T1", "user": "U1"},
    {"channel": "C1", "user": "U2"},
    {"team": "T1", "channel": "D1"},
    {"user": "U9"},
    {},
)
_CALL: Final = Message("assistant", "", (ToolCall("a", "forecast", "{}"),))
TURNS: Final = (
    (Message("user", "rain?"), Message("assistant", "No.")),
    (Message("user", "snow?"), _CALL, Message("assistant", "Some.")),
    (
        Message("user", "wind?"),
        _CALL,
        Message("tool", "{}", tool_call_id="a"),
        Message("assistant", "Calm " * 20),
    ),
    (Message("user", "fog " * 90), Message("assistant", "Thick")),
    (),
)
COSTS: Final = (
    (),
    (ModelCall("m", 300, 100, 20, 5),),
    (ModelCall("m", 900, 60, 7, 5), ModelCall("m", 10, 0, 0, 5, has_failed=True)),
)
_FAR: Final = Provenance((Credit("Met", "https://met.example"),), ("observed at 11:00",))


def messages(draw: Draw) -> list[Question]:
    """Return the few messages that a case is about."""
    said = list[Question]()
    for _ in range(6):
        ts = at(draw("ts", MOMENTS))
        said.append(
            Question(
                team=draw("team", (*TEAMS, *(other.team for other in said[:1] * 8))),
                channel=draw("channel", (*CHANNELS, *(other.channel for other in said[:1] * 8))),
                thread=draw("thread", (ts, *(other.ts for other in said[:1] * 2))),
                ts=ts,
                user=draw("user", USERS),
                text=draw("text", TEXTS),
                surface=draw("surface", ("mention", "mention", "direct_message", "command")),
            )
        )
    return said


def question(stored: Stored, draw: Draw) -> Question:
    """Return one of the messages, also in other words, at other times and by other ways."""
    said = stored.messages[draw("message", range(6))]
    return replace(
        said,
        text=draw("text", (said.text, said.text, *TEXTS)),
        surface=draw("surface", (said.surface, said.surface, "follow_up")),
        revision=draw("revision", ("", "", "", at(1.0), at(-2.0))),
        answer_url=draw("answer_url", ("", "https://answer.example")),
        pressed_by=draw("pressed_by", ("", "", "U2", "U_")),
        asked_ts=draw("asked_ts", ("", "", at(-0.5), "now")),
    )


def first(stored: Stored, draw: Draw) -> Question:
    """Return a message as it first comes in; a command comes by its trigger's id."""
    said = question(stored, draw)
    return said if said.surface == "command" else replace(said, revision="", pressed_by="")


def answer(draw: Draw) -> Answer:
    """Return an answer of some kind."""
    people = draw("people", (("U2",), ("U1", "U_"), ("U%",), ()))
    remark = Remark("Eve", "It's wet", ts=at(draw("said", MOMENTS[2:6])), people=people)
    other = Remark("bot", "No.", is_own=True, ts=at(-7200.0))
    reply = Reply(
        draw("reply", ("No.", "Sorry (1a2b3c4d)")),
        (Provenance(), _FAR)[draw("provenance", (0, 1))],
        is_answer=draw("is_answer", (True, True, False)),
    )
    return Answer(
        reply,
        TURNS[draw("turn", range(len(TURNS)))],
        COSTS[draw("costs", (0, 1, 2))],
        starts_anew=draw("starts_anew", (False, False, True)),
        home=draw("home", (None, "", "Oslo")),
        remarks=((), (remark,), (other, remark))[draw("remarks", (0, 1, 2))],
    )


def put(stored: Stored, draw: Draw) -> object:
    """A question comes in, or what is no question any more."""
    asked, state = first(stored, draw), draw("state", ("ready",) * 7 + ("dead",))
    return stored.inbox.put(asked, state=state)


def refuse(stored: Stored, draw: Draw) -> object:
    """A question is refused as soon as it is stored."""
    asked = first(stored, draw)
    with stored.database.transaction() as transaction:
        is_new = stored.inbox.put_within(transaction, asked)
        stored.inbox.refuse_within(transaction, asked)
    return is_new


def claim(stored: Stored, draw: Draw) -> object:
    """Workers take up questions."""
    most, others = draw("most", (1, 2, 9)), draw("passed_over", ((), (), (("T1", "U1"),)))
    leases = stored.inbox.claim(most, passed_over=others)
    for lease in leases:
        stored.hold(lease)
    return leases


def work(stored: Stored, draw: Draw) -> object:
    """A worker goes on with what it has, or believes to have."""
    lease = stored.lease(
        draw("lease", (0, 0, 0, 1, 2)), is_held=draw("held", (True,) * 5 + (False,))
    )
    step = draw("step", ("save", "save", "save", "settle", "settle", "confirm", "release", "bury"))
    saved, delay_s = answer(draw), draw("delay_s", (0.0, 2.5, 90.0))
    may_be_posted = draw("may_be_posted", (True, False))
    if lease is None:
        return "nothing in hand"
    inbox = stored.inbox
    if step == "save":
        stored.hold(inbox.save_answer(lease, saved))
        return None
    if step == "settle":
        return _settle(stored, lease, saved)
    if step == "release":
        inbox.release(lease, delay_s, may_be_posted=may_be_posted)
    else:
        {"confirm": inbox.confirm, "bury": inbox.bury}[step](lease)
    if step != "confirm":
        stored.drop(lease)
    return None


def _settle(stored: Stored, lease: Lease, otherwise: Answer) -> bool:
    with stored.database.transaction() as transaction:
        is_newest = stored.inbox.settle(transaction, lease, at(2.0))
        if is_newest:
            stored.history.append(transaction, lease.question, lease.answer or otherwise)
    stored.drop(lease)
    return is_newest


def answered(stored: Stored, draw: Draw) -> object:
    """A question is asked and answered, if it is first in line."""
    asked, saved = first(stored, draw), answer(draw)
    is_new = stored.inbox.put(asked)
    for lease in stored.inbox.claim(1):
        stored.hold(given := stored.inbox.save_answer(lease, saved))
        return is_new, _settle(stored, given, saved)
    return is_new


def leases(stored: Stored, draw: Draw) -> object:
    """A process renews what it holds, or gives it back at its end."""
    held = stored.held[-draw("of the last", (1, 3, 5)) :]
    return getattr(stored.inbox, draw("do", ("renew", "release_all")))(held)


def revise(stored: Stored, draw: Draw) -> object:
    """A message is edited, or asked again, or its author is looked for."""
    asked, pressed_by, revisions = question(stored, draw), draw("by", USERS), stored.revisions
    found = revisions.is_news(asked), revisions.author_of(asked), revisions.earlier_reply(asked)
    if draw("press", (True, False)):
        return found, revisions.ask_again(asked, draw("at", (at(3.0), at(4.0))), pressed_by)
    return found, revisions.revise(asked)


def stop(stored: Stored, draw: Draw) -> object:
    """Somebody presses the button that stops a thread."""
    asked, ended = question(stored, draw), answer(draw)
    return stored.revisions.stop(asked.thread_key, ended, draw("at", ("", *map(at, MOMENTS))))


def look(stored: Stored, draw: Draw) -> object:
    """A question's past is looked up."""
    asked = question(stored, draw)
    if draw("goes on", (True, True, False)):
        team = draw("of", (asked.team, asked.team, "T1", "T2"))
        asked = replace(asked, team=team, ts=at(draw("at", (0.5, 0.5, 1799.0, 1800.0))))
    stored.history.learn(COSTS[draw("learn", (0, 1, 2))])
    known = stored.inbox.is_busy_with(asked.thread_key), stored.history.knows(asked.thread_key)
    return *known, stored.history.load(asked)


def withdraw(stored: Stored, draw: Draw) -> object:
    """A message is deleted, or a remark is edited."""
    said, retention = question(stored, draw), stored.retention
    said = replace(said, ts=draw("said", (said.ts, *map(at, MOMENTS[2:6]))))
    if draw("edited", (False, False, True)):
        return retention.withdraw_remark(said)
    where = retention.workspaces_with(said)
    return where, retention.withdraw(said, may_come=draw("may_come", (True, False)))


def remove(stored: Stored, draw: Draw) -> object:
    """Rows are deleted by age, or on a wish."""
    owner, retention = draw("owner", OWNERS), stored.retention
    if draw("purge", (True, False)):
        return retention.purge(lambda: True)
    return retention.count(owner), retention.forget(owner)


def figures(stored: Stored, draw: Draw) -> object:
    """An operator looks at the figures."""
    since = later(draw("since", MOMENTS))
    days = list(days_of(stored.database, since))
    counted = [(day.date, sorted(day.people), day.wait_s, day.cost(2.5, 10.0)) for day in days]
    totals = [(d.questions, d.failures, d.input_tokens, d.output_tokens) for d in days]
    return backlog_of(stored.database, stored.time.clock), counted, totals


def wait(stored: Stored, draw: Draw) -> object:
    """Time passes."""
    return stored.time.pass_s(draw("seconds", (0.5, 2.5, 3.0, 59.0, 60.0, 60.5, 90.0, 1800.0)))


_BEGINNING: Final = (put, answered, put, claim)
_ACTS: Final = (
    *(put, put, answered, answered, claim, claim, work, work, work, work, leases, wait, wait),
    *(revise, revise, stop, look, look, withdraw, remove, figures, refuse),
)


def told() -> Told:
    """Yield each sequence of acts with its outcomes."""
    with storing() as fresh:
        for number in range(CASES):
            stored, draw, came = fresh((60.0, 2.0)[number % 2]), Draw(number), list[str]()
            stored.messages = messages(draw)
            for step in range(ACTS):
                act = _BEGINNING[step] if step < len(_BEGINNING) else draw.silently(_ACTS)
                came.append(stored.told(act, draw))
            yield " ".join([f"{number}.", *draw.words]), "\n".join(came)
