"""Acts of people in Slack beside writing: edits, deletions, buttons, home tab, commands, stops.

Each act is crossed with what was there before, and with fields that are missing, odd or of others.
Told are the response, the log, the rows of the database, and the calls of Slack's methods.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from composed import Told
from composed._slack_app import EARLIER, LATER, TS, Case, come_of, event
from composed._slack_places import PLACES
from handlers.blocks.home import EXAMPLES

Fields = Mapping[str, Any]

_BEFORE: Final = ("", "asked", "at work", "answered", "refused", "told")
_EDITED_S: Final = "1763895650.000100"
_NAMED, _OTHER, _TALK = "<@UBOT> weather in Oslo?", "<@UBOT> weather in Rome?", "It is warm."
_FIRST: Final = {"type": "message", "user": "U~", "ts": TS, "text": _NAMED}
_EDITED: Final = {"edited": {"user": "U~", "ts": _EDITED_S}}

_CHANGES: Final[Mapping[str, tuple[Any, Any]]] = {
    "words": ({**_FIRST, **_EDITED, "text": _OTHER}, _FIRST),
    "no words": ({**_FIRST, **_EDITED}, _FIRST),
    "mention added": ({**_FIRST, **_EDITED}, {**_FIRST, "text": "weather in Oslo?"}),
    "mention removed": ({**_FIRST, **_EDITED, "text": "weather in Rome?"}, _FIRST),
    "all words": ({**_FIRST, **_EDITED, "text": ""}, _FIRST),
    "talk": ({**_FIRST, **_EDITED, "text": _TALK}, {**_FIRST, "text": "It is cold."}),
    "remark": (
        {**_FIRST, **_EDITED, "ts": EARLIER, "user": "V~", "text": _TALK},
        {**_FIRST, "ts": EARLIER, "text": "It is cold."},
    ),
    "later": ({**_FIRST, **_EDITED, "ts": LATER, "thread_ts": TS, "text": _TALK}, {"text": "?"}),
    "later asking": ({**_FIRST, **_EDITED, "ts": LATER, "thread_ts": TS, "text": _OTHER}, None),
    "unfurled": ({**_FIRST, "attachments": [{"text": "a"}]}, _FIRST),
    "edited oddly": ({**_FIRST, "edited": {"ts": 7}, "text": _OTHER}, _FIRST),
    "edited at once": ({**_FIRST, "edited": {"ts": TS}, "text": _OTHER}, _FIRST),
    "of a bot": ({**_FIRST, **_EDITED, "bot_id": "B2", "text": _OTHER}, _FIRST),
    "of its own": ({**_FIRST, **_EDITED, "user": "UBOT", "text": _OTHER}, _FIRST),
    "of another": ({**_FIRST, **_EDITED, "user": "V~", "text": _OTHER}, _FIRST),
    "a join": ({**_FIRST, **_EDITED, "subtype": "channel_join", "text": _OTHER}, _FIRST),
    "at no time": ({**_FIRST, **_EDITED, "ts": None, "text": _OTHER}, _FIRST),
    "before untold": ({**_FIRST, **_EDITED, "text": _OTHER}, None),
    "odd": ([], 7),
    "tombstone": ({"subtype": "tombstone", "ts": TS, "user": "USLACKBOT"}, _FIRST),
    "tombstone, edited": ({"subtype": "tombstone", "ts": TS, **_EDITED}, _FIRST),
    "tombstone at no time": ({"subtype": "tombstone", "ts": "x"}, _FIRST),
    "tombstone of talk": ({"subtype": "tombstone", "ts": EARLIER}, {**_FIRST, "text": _TALK}),
}
_DELETIONS: Final[Mapping[str, Fields]] = {
    "question": {"deleted_ts": TS, "previous_message": _FIRST},
    "talk": {"deleted_ts": TS, "previous_message": {**_FIRST, "text": _TALK}},
    "remark": {"deleted_ts": EARLIER, "previous_message": {"text": _TALK, "user": "V~"}},
    "later": {"deleted_ts": LATER, "previous_message": {**_FIRST, "thread_ts": TS}},
    "of a bot": {"deleted_ts": LATER, "previous_message": {**_FIRST, "bot_id": "BBOT"}},
    "before untold": {"deleted_ts": TS},
    "before odd": {"deleted_ts": TS, "previous_message": "x"},
    "at no time": {"previous_message": _FIRST},
    "at an odd time": {"deleted_ts": "1.", "previous_message": _FIRST},
    "nowhere": {"deleted_ts": TS, "previous_message": _FIRST, "channel": None},
}


def _changed(subtype: str, fields: Fields, kind: str = "channel") -> Fields:
    place = {"channel": "D~" if kind == "im" else "C~", "channel_type": kind}
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": LATER, **place, **fields}


def _changes() -> Iterator[Case]:
    for (name, (message, previous)), before in product(_CHANGES.items(), _BEFORE):
        fields = {"message": message, "previous_message": previous}
        kinds = (("channel", ""), ("channel", "follows"), ("im", ""), ("group", "strict"))
        for kind, rules in kinds if before in ("", "answered") else kinds[:1]:
            said = event("T1", _changed("message_changed", fields, kind))
            sent = [said] * (2 if before == "answered" else 1)
            yield Case(f"edit {name} {kind} {rules} {before}", sent, before=before, rules=rules)
    for (name, fields), before in product(_DELETIONS.items(), _BEFORE):
        for kind in ("channel", "im"):
            said = event("T1", _changed("message_deleted", fields, kind))
            asked = event("T1", {**_FIRST, "channel": "C~", "channel_type": "channel"})
            sent = [said, asked] if kind == "channel" else [said]
            yield Case(f"deletion {name} {kind} {before}", sent, before=before)
    edit = {"message": _CHANGES["words"][0], "previous_message": _FIRST}
    for place, (owner, body, said) in PLACES.items():
        asked = {**_FIRST, "channel": "C~", "channel_type": "channel", **said}
        deleted = _changed("message_deleted", {**_DELETIONS["question"], **said})
        edited = _changed("message_changed", {**edit, "message": {**edit["message"], **said}})
        sent = [event("T~", each) | body for each in (asked, edited, deleted)]
        for rules in ("", "strict"):
            yield Case(f"edit, deletion {place} {rules}", sent[:2], owner=owner, rules=rules)
            yield Case(f"deletion {place} {rules}", [sent[0], sent[2]], owner=owner, rules=rules)


def _press(action: Fields, **fields: Any) -> Fields:
    body = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U~", "team_id": "T1"}}
    place = {"channel": {"id": "C~"}, "container": {"type": "message", "channel_id": "C~"}}
    told = {"action_ts": LATER, "block_id": "b", "type": "button", **action}
    return {**body, **place, "api_app_id": "A1", "actions": [told], **fields}


_PRESSES: Final[Mapping[str, Fields]] = {
    "by its author": {},
    "by another": {"user": {"id": "V~", "team_id": "T1"}},
    "by a guest": {"user": {"id": "V~", "team_id": "W~"}},
    "by nobody": {"user": {}},
    "elsewhere": {"channel": {"id": "C2"}},
    "in a container": {"channel": {}},
    "nowhere": {"channel": {}, "container": {}},
    "in an organisation": {"enterprise": {"id": "E1"}},
}
_NAME: Final = f"T1:C~:{TS}:{TS}"
_VALUES: Final = (
    *(("feedback", f"{opinion} {_NAME}") for opinion in ("good", "bad", "fair", "")),
    *(("refresh", value) for value in (_NAME, f"W1:C~:{TS}:{TS}", f"T1:C2:{TS}:{TS}", "", None, 7)),
    *(("refresh", f"T1:C~:{TS}:{LATER}"), ("refresh", f"T1:C~::{TS}"), ("refresh", f"{_NAME}:x")),
    *((f"units_{units}", f"{units} {_NAME}") for units in ("metric", "imperial")),
    *(("units_metric", f"imperial {_NAME}"), ("units_metric", f"stone {_NAME}")),
)


def _presses() -> Iterator[Case]:
    for (act, value), before, (by, fields) in product(_VALUES, _BEFORE[:-1], _PRESSES.items()):
        if fields and before != "answered":
            continue
        body = _press({"action_id": act, "value": value}, **fields)
        for rules in ("", "strict"):
            given = f"{act} {value} {before} {by} {rules}"
            yield Case(given, [body] * (2 if rules else 1), before=before, rules=rules)
    for act, value in (_VALUES[0], _VALUES[4], _VALUES[13]):
        for at in (None, "", "x", EARLIER):
            body = _press({"action_id": act, "value": value, "action_ts": at})
            yield Case(f"{act} at {at}", [body], before="answered", locale="de-DE")


_PLACES: Final[Mapping[str, tuple[str, Fields]]] = {
    "own": ("T1", {}),
    "installed": (
        "T~",
        {"view": {"app_installed_team_id": "T~", "type": "home"}, "team": {"id": "W~"}},
    ),
    "organisation": (
        "E~",
        {"team": None, "enterprise": {"id": "E~"}, "is_enterprise_install": True},
    ),
    "organisation's team": (
        "E~",
        {"team": {"id": "T~"}, "enterprise": {"id": "E~"}, "is_enterprise_install": True},
    ),
    "nowhere": ("", {"team": {"id": "W~"}}),
    "of nobody": ("T1", {"user": {}}),
}


def _home() -> Iterator[Case]:
    chosen = ("metric", "imperial", "place", "", None)
    acts: list[Fields] = [
        {"action_id": "home_units", "selected_option": {"value": value}} for value in chosen
    ]
    acts += [{"action_id": "home_units", "selected_option": value} for value in (None, "metric")]
    places = (
        "Oslo",
        " o s l o ",
        "",
        None,
        "Atlantis",
        "<@U2> & \u202eA",
        "a" * 101,
        "Os\nlo",
        " oslo\t",
    )
    acts += [{"action_id": "home_place", "value": value} for value in places]
    for value in (*EXAMPLES, "Is it cold?", "", None):
        acts += [{"action_id": f"home_example_{n}", "value": value} for n in (0, 2, 3)]
    for act, (place, (owner, fields)) in product(acts, _PLACES.items()):
        if owner != "T1" and act not in acts[::5]:
            continue
        for locale in ("en-GB", "es-MX") if place == "own" else ("en-GB",):
            told = {"channel": {}, "container": {"type": "view"}, **fields}
            body, again = _press(act, **told), _press({**act, "action_ts": TS}, **told)
            given = f"home {act} {place} {locale}"
            sent = [body, body, again] if place == "own" else [body]
            yield Case(given, sent, owner=owner, locale=locale, rules="strict")
    for tab, user, channel in product(
        ("home", "messages", "about", None), ("U~", "", None), ("D~", "", None)
    ):
        opened = {"type": "app_home_opened", "tab": tab, "user": user, "channel": channel}
        for locale in ("en-GB", "de-DE"):
            yield Case(f"opened {opened} {locale}", [event("T1", opened)], locale=locale)


_WHOLE: Final = {"enterprise_id": "E~", "is_enterprise_install": "true"}
_COMMANDED: Final[Mapping[str, tuple[str, Fields]]] = {
    "its own": ("T~", {"team_id": "T~", "enterprise_id": "E~"}),
    "an organisation": ("E~", {"team_id": "T~", **_WHOLE}),
    "another organisation": ("E~", {"team_id": "T~", **_WHOLE, "enterprise_id": "F~"}),
    "nowhere": ("", {"team_id": "W~"}),
}


def _commands() -> Iterator[Case]:
    whole = {"command": "/weather", "text": "in Oslo?", "team_id": "T1", "channel_id": "C~"}
    whole |= {"user_id": "U~", "trigger_id": "1.a", "response_url": "http://slack/commands/1"}
    changed: list[Fields] = [{}, {"is_enterprise_install": "false"}, {"channel_id": "CALLOWED"}]
    changed += [
        {name: value} for name in whole for value in ("", None, "\u00e9") if name != "command"
    ]
    texts = ("<@UBOT> Oslo", "<@U2|ann>", " a &amp; b ", "x" * 8_001, "\u202eOslo\x00", "help")
    changed += [{"text": text} for text in texts]
    urls = (
        "https://hooks.slack.com/commands/1",
        "https://slack.com.evil.org/",
        "http://slack.com/",
    )
    urls += (
        "https://evilslack.com/",
        "https://u@slack.com/",
        "https://SLACK.com/a",
        "https://slack.com",
    )
    urls += ("https://slack.com:444/", "https://slack.com/ a", "ftp://slack.com/", "//slack.com/")
    changed += [{"response_url": url} for url in urls]
    for place, (owner, fields) in _COMMANDED.items():
        for rules in ("", "strict"):
            given = f"command in {place} {rules}"
            yield Case(given, [{**whole, **fields}], owner=owner, rules=rules)
    for fields, rules in product(changed, ("", "strict")):
        body = {**whole, **fields}
        again = {**body, "trigger_id": "2.a"}
        for locale in ("en-GB", "ja-JP") if rules else ("en-GB",):
            given = f"command {str(fields)[:99]} {rules} {locale}"
            sent = [body, body, again] if rules else [body]
            yield Case(given, sent, rules=rules, locale=locale)


def _ends() -> Iterator[Case]:
    names: tuple[Fields, ...] = ({}, {"thread_ts": None}, {"thread_ts": "x"}, {"channel": "C2"})
    names += (
        {"channel": 7},
        {"user": None},
        {"event_ts": EARLIER},
        {"event_ts": None},
        {"thread_ts": LATER},
    )
    for fields, before, locale in product(names, _BEFORE[:-1], ("en-GB", "de-DE")):
        if locale != "en-GB" and fields:
            continue
        stop = {"type": "agent_session_stopped", "channel": "C~", "thread_ts": TS, "user": "U~"}
        stop |= {"event_ts": LATER, **fields}
        yield Case(
            f"stop {fields} {before} {locale}", [event("T1", stop)], before=before, locale=locale
        )
    tokens: tuple[Any, ...] = ({"bot": ["UBOT"]}, {"bot": ["U2", "UBOT"]}, {"bot": ["U2"]})
    tokens += ({"oauth": ["UBOT"]}, {"bot": "UBOT"}, None, [])
    ends: list[Fields] = [{"type": "app_uninstalled"}, {"type": "unknown"}]
    ends += [{"type": "tokens_revoked", "tokens": each} for each in tokens]
    for kind, teams in product(
        ("granted", "revoked"), (["T~"], ["W~", "T~"], [], None, "T~", [7, None, "T~"])
    ):
        ends.append({"type": f"team_access_{kind}", "team_ids": teams})
    for end, (place, (owner, body, _)) in product(ends, PLACES.items()):
        asked = event("T~", {**_FIRST, "channel": "C~", "channel_type": "channel"}) | body
        whole = event(owner or "T~", end) | body
        yield Case(f"{end} {place}", [asked, whole], owner=owner)
        if owner == "E~":
            untold = {**whole, "team_id": None, "authorizations": []}
            for said in ({"is_enterprise_install": True}, {"enterprise_id": None}):
                yield Case(f"{end} {place} {said}", [asked, {**untold, **said}], owner=owner)


def told() -> Told:
    """Yield each case, and what came of it."""
    return come_of([*_changes(), *_presses(), *_home(), *_commands(), *_ends()])
