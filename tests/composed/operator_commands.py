"""Commands of an operator, with databases and command lines composed by rule.

The commands count, show, forget and copy what few people have asked, and meet databases that are
missing or none. An engine is wired by settings. Told is what is printed, returned and logged.
"""

import io
from contextlib import chdir, closing
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fakes.clock import FakeTime
from fakes.command import weather_bot
from fakes.databases import make_file
from fakes.draws import Draw
from fakes.log import captured_log
from fakes.store import Store

from bot.bootstrap.engine import build_engine
from bot.bootstrap.readiness import ready_fields
from bot.bootstrap.upkeep import feedback, forget, stats
from bot.languages import ENGLISH
from bot.messages import Answer, ModelCall, Reply
from bot.settings import load_settings
from composed import Told

DATABASES: Final = 50
OWNERS: Final = ({"user": "U1"}, {"channel": "C2"}, {"team": "T1"}, {"user": "U9"})


def told() -> Told:
    """Yield each database, command line or set of settings, and what came of it."""
    with TemporaryDirectory() as folder, chdir(folder):
        yield from _upkeep()
        yield from _commands()
        yield from _engines()


def _stored(draw: Draw, store: Store) -> None:
    """Have people ask, and answer or give up, some days ago; others think something of it."""
    for number in range(draw("asked", range(7))):
        days_ago = draw("days ago", (0.0, 0.4, 1.0, 2.0, 40.0))
        place = {"user": draw("by", ("U1", "U2")), "channel": draw("in", ("C1", "C2"))}
        asked = store.ask(
            draw("text", ("rain?", "r\x1b[1m\n" * 90, "x")),
            ts=store.ts(days_ago=days_ago, number=number),
            thread=f"{number}.0",
            **place,
        )
        end, spent = (
            draw("end", ("open", "dead", "done", "done", "failed")),
            draw("spent", (0, 1234)),
        )
        for lease in store.inbox.claim(1) if end != "open" else ():
            words = f"Sorry ({lease.question.reference})" if end == "failed" else "No."
            calls = (ModelCall("m", 9, spent, spent // 7, 5),) * draw("calls", (1, 2))
            reply = Reply(words, is_answer=end != "failed")
            held = store.inbox.save_answer(lease, Answer(reply, model_calls=calls))
            if end == "dead":
                store.inbox.bury(held)
                continue
            waited_s = draw("waited", (-1.0, 1.25, 3.5))
            with store.database.transaction() as transaction:
                store.inbox.settle(transaction, held, f"{float(lease.question.ts) + waited_s:.6f}")
        for user in draw("raters", ((), ("U3",), ("U3", "U4"))):
            store.time.pass_s(1)
            store.people.rate(asked, user, is_good=draw("good", (True, False)))


def _upkeep() -> Told:
    for number in range(DATABASES):
        draw, shown = Draw(number), io.StringIO()
        with TemporaryDirectory() as folder:
            make_file(Path(folder) / "bot.db")
            store = Store(url := f"sqlite:///{folder}/bot.db")
            with closing(store.database):
                _stored(draw, store)
            prices = {"MODEL_INPUT_PRICE": draw("price", ("0", "2.5")), "MODEL_OUTPUT_PRICE": "10"}
            settings = load_settings({"DATABASE_URL": url, **prices}, needs_slack=False)
            clock, days = store.time.clock, draw("days", (1, 2, 30, 41))
            owner = draw("owner", OWNERS)
            came = [
                stats(settings, clock, days, as_json=as_json) for as_json in (False, True)
            ] + feedback(settings, clock)
            came += [forget(settings, clock, owner, shown), shown.getvalue()]
            came += [stats(settings, clock, 36_500, as_json=False), *feedback(settings, clock)]
        yield f"{number} {' '.join(draw.words)}", "\n".join(came)


def _commands() -> Told:
    """Yield command lines that are wrong, or that meet a database that is missing or is none."""
    Path("text.db").write_text("no database " * 1000)
    Path("there").write_text("")
    store = Store("sqlite:///kept.db")
    with closing(store.database):
        store.people.rate(store.answer(), "U2", is_good=True)
    days = ("0", "1", "36500", "36501", "-1", "x", "", "1.0")
    wrong: list[tuple[str, ...]] = [("stats", "--day", "3"), ("feedback", "x"), ("ask",)]
    wrong += [("stats", "--days", each) for each in days if each not in ("1", "36500")]
    wrong += [("demo", "--port", each) for each in ("65536", "-1", "x")]
    wrong += [("forget", *pair) for pair in ((), ("--user", ""), ("--team", " "))]
    wrong += [("forget", "--user", "U9", "--channel", "")]
    lines: list[tuple[str, ...]] = [("stats", "--days", "36500"), ("feedback",)]
    lines += [("stats", "--json", "--days", "36500"), ("forget", "--user", " U9 ")]
    lines += [("forget", "--channel", "C9", "--team", "T1")]
    lines += [("backup", name) for name in ("there", "no/copy.db", "copy.db", ".")]
    urls = ("sqlite:///kept.db", "sqlite:///gone.db", "sqlite:///text.db", "sqlite://", "sqlite:x")
    for line, url in [*product(lines, urls), *((line, urls[0]) for line in wrong)]:
        done = weather_bot(*line, DATABASE_URL=url, COLUMNS="100")
        last = done.err if line not in wrong else "".join(done.err.splitlines()[-1:])
        left = f"{Path('copy.db').exists()} {Path('gone.db').exists()}"
        Path("copy.db").unlink(missing_ok=True)
        yield f"weather-bot {line} {url}", f"{done.code} {done.out}{last} {left}"


def _engines() -> Told:
    given = (
        *({}, {"CHAT_MODEL": "offline"}, {"OPENAI_MODEL": "gpt", "OPENAI_API_KEY": "sk-made-up"}),
        {
            "QUESTIONS_PER_MINUTE": "3",
            "ALLOWED_CHANNELS": "C1",
            "ALLOW_GUESTS": "no",
            "LEASE_S": "7",
        },
        {"WORKSPACE_QUESTIONS_PER_MINUTE": "9", "TOKENS_PER_DAY": "5", "ALLOWED_TEAMS": "T1"},
        {"MODEL_FALLBACK": "no", "LEASE_S": "7", "MAX_MODEL_TURNS": "3"},
        {"HISTORY_DAYS": "3", "PREDICTION": "calls", "MAX_TOOL_CALLS": "2"},
        {
            "AZURE_OPENAI_ENDPOINT": "https://a.example",
            "OPENAI_MODEL": "gpt",
            "MAX_MODEL_TURNS": "3",
        },
    )
    azure = {"AZURE_OPENAI_API_KEY": "made-up", "AZURE_OPENAI_DEPLOYMENT_NAME": "chat"}
    providers = ("", "met-norway", "open-meteo", "simulated")
    for number, environ in enumerate(given * 2):
        provider = providers[(number + number // len(given)) % len(providers)]
        more = azure if "AZURE_OPENAI_ENDPOINT" in environ else {}
        around = {**environ, **more, "WEATHER_PROVIDER": provider, "DATABASE_URL": "sqlite:///e.db"}
        settings = load_settings(around, needs_slack=False)
        with captured_log() as log:
            engine = build_engine(settings, FakeTime().clock, may_simulate=False)
            with closing(engine):
                ready = ready_fields(settings, engine, around)
                agent, limits, desk = (
                    engine.answering.agent,
                    engine.limits,
                    engine.desk(lambda: None),
                )
                parts: list[object] = [
                    {k: v for k, v in ready.items() if k not in ("version", "zones", "database")},
                    (agent.max_model_turns, agent.max_tool_calls, agent.fallback is not None),
                    (agent.prediction is not None, engine.inbox.lease_s, engine.retention.days),
                    (limits.per_person, limits.per_workspace, limits.tokens_per_day),
                    (sorted(limits.teams), sorted(limits.channels), limits.are_guests_welcome),
                    (
                        desk.about(ENGLISH),
                        desk.can(ENGLISH),
                        desk.find_place("Oslo") if provider == "simulated" else "",
                    ),
                    [entry["event"] for entry in log.taken()],
                ]
        yield f"engine {around}", "\n".join(map(str, parts))
