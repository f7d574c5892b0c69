"""The checks of Slack's side before anybody asks: what they find, and what they leave alone."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault

from bot.clock import Clock
from bot.errors import Finding
from bot.settings import load_settings
from handlers.connection.checks import NEEDED_SCOPES, look_at_slack


def found(slack: FakeSlack, *, skew_s: float = 0.0, **environ: str) -> list[Finding]:
    """Return what is found by a machine whose clock is so far ahead."""
    clock = Clock(lambda: datetime.now(UTC) + timedelta(seconds=skew_s), monotonic)
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN} if not environ else {}
    settings = {"SLACK_API_URL": slack.api_url, **tokens, **environ}
    return look_at_slack(load_settings(settings, needs_slack=False), clock)


@each_row(
    ("skew_s", "is_named"), [(0, False), (100, False), (-100, False), (150, True), (-150, True)]
)
def test_a_clock_that_differs_is_named(slack: FakeSlack, skew_s: float, *, is_named: bool) -> None:
    """In either direction; a little does no harm."""
    slack.scopes = set(NEEDED_SCOPES)

    problems = [finding.problem for finding in found(slack, skew_s=skew_s)]

    assert ["clock" in problem for problem in problems] == [True] * is_named


@each_row(
    ("scopes", "missing"),
    [
        (NEEDED_SCOPES, ""),
        (NEEDED_SCOPES | {"reactions:write"}, ""),
        (NEEDED_SCOPES - {"users:read", "commands"}, "without the scopes commands, users:read."),
        (frozenset[str](), ""),
    ],
)
def test_scopes_that_are_missing_are_named(
    slack: FakeSlack, scopes: frozenset[str], missing: str
) -> None:
    """Where Slack says which there are."""
    slack.scopes = set(scopes)

    problems = "".join(finding.problem for finding in found(slack))

    assert missing in problems
    assert bool(missing) is bool(problems)


@each_row(
    ("code", "is_about_url"),
    [("invalid_auth", False), ("not_allowed_token_type", False), ("unknown_method", True)],
)
def test_the_address_is_doubted_where_the_token_is_not_at_fault(
    slack: FakeSlack, code: str, *, is_about_url: bool
) -> None:
    """Both are settings that can be wrong."""
    slack.fail("auth.test", Fault(code))

    (finding,) = found(slack)

    assert code in finding.problem
    assert ("SLACK_API_URL" in finding.remedy) is is_about_url


@each_row(
    ("code", "problems"), [("invalid_code", 0), ("invalid_client_id", 1), ("bad_client_secret", 1)]
)
def test_the_app_s_own_secret_is_tried_with_a_code_that_there_is_not(
    slack: FakeSlack, code: str, problems: int
) -> None:
    """Slack then says whether it knows the app."""
    slack.fail("oauth.v2.access", Fault(code))
    app = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x" * 32, "TOKEN_KEYS": "A" * 43 + "="}

    findings = found(slack, SLACK_APP_TOKEN=APP_TOKEN, **app)

    assert len(findings) == problems
    assert all("SLACK_CLIENT_ID" in finding.problem for finding in findings)


@pytest.mark.parametrize("secret", ["0123456789abcdef" * 2, "not one"])
def test_events_over_http_need_a_secret_and_a_port(
    slack: FakeSlack, secret: str, unused_port: int
) -> None:
    """Each is a warning alone: what listens there may be the bot itself."""
    settings = {"SLACK_SIGNING_SECRET": secret, "HTTP_PORT": str(unused_port)}

    slack.scopes = set(NEEDED_SCOPES)
    findings = found(slack, SLACK_BOT_TOKEN=BOT_TOKEN, **settings)

    assert [finding.check for finding in findings] == ["slack"] * (secret == "not one") + ["http"]
    assert all(finding.is_warning for finding in findings)
