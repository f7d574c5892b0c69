"""The manifest: valid for Slack, and asking for exactly what the code uses."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from capabilities import with_capabilities
from fakes.rows import each_row
from slack_sdk import WebClient

from handlers.connection.install_pages import INSTALL_PATH, REDIRECT_PATH
from handlers.delivery.agent_view import PROMPTS

ROOT = Path(__file__).parents[2]

# What Slack's manifest schema says about the parts that are used here:
# https://github.com/slackapi/manifest-schema (as of 2026-07-21). An inner dict is an object that
# takes no other keys; a pair is the least and the greatest length of a text; a list holds the
# rule of its items and their greatest number.
FLAG = bool
TEXT = (1, 3500)
ADDRESS = (1, 3500)
NAMES: list[Any] = [(1, 50), 255]
SCHEMA: dict[str, Any] = {
    "_metadata": {"major_version": int, "minor_version": int},
    "display_information": {
        "name": (1, 35),
        "description": (1, 140),
        "background_color": (4, 7),
        "long_description": (175, 4000),
    },
    "features": {
        "app_home": {
            "home_tab_enabled": FLAG,
            "messages_tab_enabled": FLAG,
            "messages_tab_read_only_enabled": FLAG,
        },
        "slash_commands": [
            {
                "command": (2, 32),
                "url": ADDRESS,
                "description": (1, 2000),
                "usage_hint": (1, 1000),
                "should_escape": FLAG,
            },
            50,
        ],
        "bot_user": {"display_name": (1, 80), "always_online": FLAG},
        "agent_view": {
            "agent_description": (0, 300),
            "suggested_prompts": [{"title": TEXT, "message": TEXT}, 4],
        },
    },
    "oauth_config": {"scopes": {"bot": NAMES}, "redirect_urls": [ADDRESS, 1000]},
    "settings": {
        "event_subscriptions": {"request_url": ADDRESS, "bot_events": [(1, 50), 100]},
        "interactivity": {"is_enabled": FLAG, "request_url": ADDRESS},
        "org_deploy_enabled": FLAG,
        "socket_mode_enabled": FLAG,
        "token_rotation_enabled": FLAG,
    },
}
REQUIRED = [("display_information", "name"), ("features", "bot_user", "display_name")]

# Which of the bot's scopes a method or an event needs: the "Reference" pages of
# https://docs.slack.dev (checked 2026-11-23). apps.connections.open takes the app-level token.
METHOD_SCOPES = {
    "agents_sessions_setStatus": {"chat:write"},
    "apps_connections_open": set(),
    "assistant_threads_setStatus": {"chat:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "assistant_threads_setTitle": {"assistant:write"},
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "oauth_v2_access": set(),
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "users_info": {"users:read"},
    "views_publish": set(),
}
EVENT_SCOPES = {
    "app_home_opened": set(),
    "agent_session_stopped": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "team_access_granted": set(),
    "team_access_revoked": set(),
    "tokens_revoked": set(),
}
COMMAND_SCOPES = {"commands"}


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest as Slack reads it."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return content


def problems(value: Any, rule: Any, path: str = "") -> Iterator[str]:
    """Yield where a value breaks its rule."""
    if isinstance(rule, dict):
        for key in value:
            if key in rule:
                yield from problems(value[key], rule[key], f"{path}.{key}")
            else:
                yield f"{path}.{key} is unknown"
    elif isinstance(rule, list):
        if len(value) > rule[1] or len({str(item) for item in value}) < len(value):
            yield f"{path} is too long or has doubles"
        for item in value:
            yield from problems(item, rule[0], f"{path}[]")
    elif isinstance(rule, tuple):
        if not isinstance(value, str) or not rule[0] <= len(value) <= rule[1]:
            yield f"{path} has a wrong length"
    elif type(value) is not rule:
        yield f"{path} has a wrong type"


@cache
def syntax_nodes() -> list[ast.AST]:
    """Return every node of the Slack modules."""
    modules = ROOT.glob("handlers/**/*.py")
    return [node for path in modules for node in ast.walk(ast.parse(path.read_text()))]


def used_methods() -> set[str]:
    """Return the names of the client's API methods that the code mentions."""
    attributes = {node.attr for node in syntax_nodes() if isinstance(node, ast.Attribute)}
    return {name for name in attributes if not name.startswith("_") and name in vars(WebClient)}


def listened(kind: str) -> set[str]:
    """Return the names that the code registers listeners for, of one kind such as "event"."""
    return {
        node.args[0].value
        for node in syntax_nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == kind
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_slack_accepts_the_manifest(manifest: dict[str, Any]) -> None:
    """Known keys, right types, lengths within limits, nothing missing."""
    assert list(problems(manifest, SCHEMA)) == []
    for path in REQUIRED:
        part: Any = manifest
        for key in path:
            part = part[key]
        assert part


def test_slack_accepts_what_differs_for_several_workspaces(manifest: dict[str, Any]) -> None:
    """And it differs in nothing else than the page on Slack says; its addresses are served."""
    page = (ROOT / "docs" / "slack.md").read_text()
    different = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    merged = {**manifest}
    for section, parts in different.items():
        merged[section] = {**manifest[section]}
        for name, part in parts.items():
            is_object = isinstance(part, dict)
            merged[section][name] = {**manifest[section][name], **part} if is_object else part
    paths = {INSTALL_PATH, REDIRECT_PATH, "/slack/events"}

    assert list(problems(merged, SCHEMA)) == []
    named = set(re.findall(r"https://weather\.example\.com([/a-z_]+)", page))
    assert named == paths
    (command,) = merged["features"]["slash_commands"]
    assert {k: v for k, v in command.items() if k != "url"} == manifest["features"][
        "slash_commands"
    ][0]


@each_row(
    "change",
    [
        {"colour": "blue"},
        {"display_information": {"name": "W" * 36}},
        {"settings": {"socket_mode_enabled": "yes"}},
        {"oauth_config": {"scopes": {"bot": ["chat:write", "chat:write"]}}},
        {"features": {"agent_view": {"suggested_prompts": [{"title": "A", "text": "B"}]}}},
    ],
)
def test_a_wrong_manifest_is_noticed(manifest: dict[str, Any], change: dict[str, Any]) -> None:
    """The check above can fail."""
    assert list(problems(manifest | change, SCHEMA))


def test_the_scopes_are_those_of_what_is_in_use(manifest: dict[str, Any]) -> None:
    """Neither one more nor one less."""
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    needed = [METHOD_SCOPES[method] for method in used_methods()]
    needed += [EVENT_SCOPES[event] for event in events]
    needed += [COMMAND_SCOPES for _ in listened("command")]

    assert sorted(set().union(*needed)) == manifest["oauth_config"]["scopes"]["bot"]
    assert used_methods() == METHOD_SCOPES.keys()


def test_the_events_are_those_that_are_listened_to(manifest: dict[str, Any]) -> None:
    """Slack sends the messages of direct messages as `message.im`; deletions are messages too."""
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    assert {event.partition(".")[0] for event in events} == listened("event")


def test_the_commands_are_those_that_are_listened_to(manifest: dict[str, Any]) -> None:
    """Slack tells people of no others."""
    commands = [command["command"] for command in manifest["features"]["slash_commands"]]

    assert sorted(commands) == sorted(listened("command"))


def test_the_prompts_are_those_that_the_bot_offers(manifest: dict[str, Any]) -> None:
    """Slack shows the manifest's until the bot has said its own."""
    prompts = manifest["features"]["agent_view"]["suggested_prompts"]

    assert [(prompt["title"], prompt["message"]) for prompt in prompts] == list(PROMPTS)


def test_the_description_says_what_the_tools_know() -> None:
    """`make readme` writes it."""
    written = (ROOT / "manifest.yml").read_text()

    assert with_capabilities(written) == written


def test_people_can_write_to_the_bot(manifest: dict[str, Any]) -> None:
    """The agent surface is the Messages tab; the older assistant surface is not offered."""
    features = manifest["features"]

    assert features["app_home"]["home_tab_enabled"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert "agent_view" in features
    assert "assistant_view" not in features
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is True
