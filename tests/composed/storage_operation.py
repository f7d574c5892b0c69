"""Storage of people, limits and installations, by acts in orders that nobody chose.

Each case is a sequence of acts on a database: people set what they like and rate answers, limits
are held, workspaces come and go, and tokens are sealed, renewed and opened by few keys, while time
passes. Told is what each act returns, raises and logs, and which rows it leaves.
"""

from dataclasses import replace
from typing import Final

from fakes.draws import Draw

from bot.messages import Answer, Asker, Message, Question, Reply
from bot.storage.installations import InstallationRecord
from bot.storage.installations.states import LIFE_S
from bot.storage.installations.stores import examine_installations
from bot.storage.people import in_one_line
from composed import Told
from composed._stored import DAYS, KEYS, Stored, at, later, storing

CASES: Final = 100
ACTS: Final = 26

TEAMS: Final = ("T1", "T1", "T1", "T2", "E1")
USERS: Final = ("U1", "U1", "U2", "U_", "")
_KEPT_S: Final = DAYS * 86_400.0
MOMENTS: Final = (-_KEPT_S - 0.000001, -_KEPT_S, -1.0, 0.0)
KEY_RINGS: Final = (KEYS[:1], KEYS[1:2], KEYS[1::-1], KEYS)
OWNERS: Final = (
    {"user": "U1"},
    {"team": "T1"},
    {"team": "T1", "user": "U2"},
    {"channel": "C1"},
    {"team": "T2", "channel": "D1"},
)


def question(draw: Draw) -> Question:
    """Return a question of one of few messages."""
    ts = at(draw("ts", (*MOMENTS, -1.0, -1.0, -1.0)))
    return Question(
        team=draw("team", ("T1", "T1", "T1", "T1", "T2")),
        channel=draw("channel", ("C1", "C1", "C1", "D1")),
        thread=ts,
        ts=ts,
        user=draw("user", USERS[1:3]),
        text=draw("text", ("rain?", "rain \x1b[1m\nnow?", "x" * 300)),
        surface=draw("surface", ("mention", "mention", "direct_message", "command")),
        revision=draw("revision", ("", "", at(1.0))),
        pressed_by=draw("pressed_by", ("", "U1", "U2")),
    )


def answered(stored: Stored, draw: Draw) -> object:
    """A question is asked, and answered or given up if it is first in line."""
    asked, home = replace(question(draw), revision=""), draw("home", (None, "", "Oslo"))
    is_buried = draw("bury", (False, False, True))
    turn = (Message("user", asked.text), Message("assistant", "No."))
    if draw("again", (False, True)):
        is_new = stored.revisions.ask_again(asked, draw("at", (at(3.0), at(4.0))), "U2")
    else:
        is_new = stored.inbox.put(asked)
    for lease in stored.inbox.claim(1):
        saved = stored.inbox.save_answer(lease, Answer(Reply("No.\n_Met_"), turn, home=home))
        if is_buried:
            stored.inbox.bury(saved)
        else:
            with stored.database.transaction() as transaction:
                stored.inbox.settle(transaction, saved, at(2.0))
                stored.history.append(
                    transaction, lease.question, saved.answer or Answer(Reply(""))
                )
    return is_new


def prefer(stored: Stored, draw: Draw) -> object:
    """Somebody sets what they like."""
    who = draw("team", TEAMS), draw("user", USERS)
    if draw("units", (True, False)):
        return stored.people.set_units(*who, draw("to", ("metric", "imperial", None)))
    return stored.people.set_home(*who, draw("to", ("Oslo", "Rome", "")))


def preferred(stored: Stored, draw: Draw) -> object:
    """Somebody's preferences are looked up, also for a question of theirs."""
    asked = question(draw)
    asker = Asker(
        later(0.0), units=draw("units", (None, "imperial")), home=draw("at", ("", "Bath"))
    )
    return stored.people.preferences(asked.team, asked.user), stored.people.known(asked, asker)


def rate(stored: Stored, draw: Draw) -> object:
    """Somebody rates an answer."""
    return stored.people.rate(
        question(draw), draw("by", USERS), is_good=draw("good", (True, False))
    )


def opinions(stored: Stored, _: Draw) -> object:
    """An operator reads what people think."""
    return [(opinion, in_one_line(opinion)) for opinion in stored.people.opinions()]


def limit(stored: Stored, draw: Draw) -> object:
    """An operator sets limits."""
    places = ((), (), (), (), ("T1",), ("C1",), ("dm",), ("T1", "T2", "D1"))
    return stored.limited(
        *(draw("person", (0, 1, 2, 2)), draw("workspace", (0, 2, 3, 3)), draw("tokens", (0, 100))),
        draw("where", places),
        guests=draw("guests", (True, False)),
    )


def take(stored: Stored, draw: Draw) -> object:
    """Questions are counted."""
    asked, is_guest = question(draw), draw("guest", (False, False, False, True))
    place = stored.limits.refusal_of_place(asked, is_guest=is_guest)
    return place, stored.limits.refusal_of(asked, is_guest=is_guest)


def spend(stored: Stored, draw: Draw) -> object:
    """The model counts its tokens."""
    return stored.limits.add_tokens(draw("team", TEAMS), draw("tokens", (0, 1, 99, 100)))


def remove(stored: Stored, draw: Draw) -> object:
    """Rows are deleted by age, on a wish, or with their message."""
    what, owner, asked = (
        draw("what", ("purge", "forget", "withdraw")),
        draw("who", OWNERS),
        question(draw),
    )
    retention = stored.retention
    if what == "purge":
        return retention.purge(lambda: True)
    if what == "forget":
        return retention.count(owner), retention.forget(owner), stored.pauses
    return retention.withdraw(asked, may_come=False)


def move_in(stored: Stored, draw: Draw) -> object:
    """The bot learns in which workspace it is."""
    return stored.workspaces.move_in(draw("team", TEAMS))


def install(stored: Stored, draw: Draw) -> object:
    """The app is installed, or removed."""
    owner, ends_s = draw("owner", TEAMS), draw("ends", (None, 60.0, 60.5, 120.0, 3600.0))
    content = {"token": draw("token", ("xoxb-1", "xoxb-2 ü"))}
    if draw("remove", (False, False, False, True)):
        return stored.records.remove(owner)
    expires_at_s = None if ends_s is None else later(ends_s).timestamp()
    return stored.records.put(InstallationRecord(owner, content, expires_at_s))


def serve(stored: Stored, draw: Draw) -> object:
    """A workspace is served by an organisation, or leaves it."""
    team, organisation = draw("team", TEAMS), draw("by", ("E1", "E1", "", "T1"))
    if draw("leave", (False, False, True)):
        return stored.records.leave(team)
    return stored.records.belongs_to(team, organisation)


def find(stored: Stored, draw: Draw) -> object:
    """Installations are looked for."""
    owner, within_s = draw("owner", TEAMS), draw("within", (0.0, 60.0, 120.5))
    records = stored.records
    return records.workspaces_of(owner), records.expiring(within_s), records.find(owner)


def renew(stored: Stored, draw: Draw) -> object:
    """A process takes the right to renew a token, or gives it back."""
    within_s, for_s, owner = (
        draw("within", (60.0, 60.5, 3600.5, 9e9)),
        draw("for", (0.0, 30.0)),
        draw("of", TEAMS),
    )
    token = draw("token", (None, "xoxb-3"))
    if draw("begin", (True, False)):
        renewal = stored.records.begin_renewal(owner, within_s=within_s, for_s=for_s)
        stored.renewals += [renewal] if renewal else []
        return renewal
    for renewal in stored.renewals[-1:]:
        new = replace(renewal.record, content={"token": token}) if token else None
        return stored.records.end_renewal(renewal, new)
    return "no right"


def turn_keys(stored: Stored, draw: Draw) -> object:
    """An operator changes the keys."""
    keys, look = draw("keys", KEY_RINGS), draw("look", (True, False))
    stored.use_keys(keys)
    if look:
        return examine_installations(stored.url, keys)
    return stored.records.encrypt_anew()


def begin(stored: Stored, draw: Draw) -> object:
    """Somebody begins to install the app."""
    stored.tokens += [stored.states.issue() for _ in range(draw("times", (1, 2)))]
    return [(token.startswith("gAAAA"), "=" in token) for token in stored.tokens[-1:]]


def end(stored: Stored, draw: Draw) -> object:
    """Somebody comes back, also again, late, or with what was never given."""
    number, change = draw("of", (0, 0, 1)), draw("as", ("strip", "strip", "lower"))
    wrong = draw("or", (None,) * 12 + ("", "gAAAA", "ü", "="))
    token = stored.tokens[-1 - number] if number < len(stored.tokens) else ""
    return stored.states.consume(getattr(token, change)() if wrong is None else wrong)


def wait(stored: Stored, draw: Draw) -> object:
    """Time passes."""
    return stored.time.pass_s(draw("s", (0.5, 0.5, 29.5, 30.0, 31.0, 60.0, LIFE_S, LIFE_S + 1.0)))


def sleep(stored: Stored, draw: Draw) -> object:
    """Much time passes."""
    return stored.time.pass_s(draw("s", (43_199.0, 43_200.0, 86_400.0)))


_PEOPLE: Final = (
    *(
        answered,
        answered,
        answered,
        prefer,
        preferred,
        preferred,
        rate,
        rate,
        opinions,
        limit,
        wait,
    ),
    *(take, take, take, take, take, spend, spend, remove, remove, move_in, sleep),
)
_INSTALLATIONS: Final = (
    *(install, install, install, serve, serve, find, find, renew, renew, renew, turn_keys),
    *(begin, end, end, wait, wait, move_in),
)


def told() -> Told:
    """Yield each sequence of acts with its outcomes."""
    with storing() as fresh:
        for number in range(CASES):
            stored, draw, came = fresh(60.0), Draw(number), list[str]()
            acts = _INSTALLATIONS if number % 2 else _PEOPLE
            for step in range(ACTS):
                act = draw.silently(acts if step else (acts[0] if number % 2 else limit,))
                came.append(stored.told(act, draw))
            yield " ".join([f"{number}.", *draw.words]), "\n".join(came)
