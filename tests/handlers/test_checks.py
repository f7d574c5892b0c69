"""The checks of Slack's side before anybody asks: what they find, and what they leave alone."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from time import monotonic

from fakes.clock import MONDAY
from fakes.raw_server import serve_raw
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


APP_SCOPES = (
    *("app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands"),
    *("groups:history", "im:history", "mpim:history", "users:read"),
)
COPY_BOT_TOKEN = "Copy the bot token from the app's page 'OAuth & Permissions'."
MAKE_APP_TOKEN = (
    "Make an app-level token with the scope connections:write on the page 'Basic Information', and"
    " switch Socket Mode on."
)
COPY_BOTH = "Copy both from the app's page 'Basic Information'."
CHECK_URL = "Check SLACK_API_URL as well: it must end with /api/."
CHECK_NETWORK = "Check the network, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SLACK_API_URL."
APP = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x" * 32, "TOKEN_KEYS": "A" * 43 + "="}
CALLS = {
    "auth.test": ("SLACK_BOT_TOKEN", COPY_BOT_TOKEN, {}),
    "apps.connections.open": ("SLACK_APP_TOKEN", MAKE_APP_TOKEN, {}),
    "oauth.v2.access": (
        "SLACK_CLIENT_ID with SLACK_CLIENT_SECRET",
        COPY_BOTH,
        {"SLACK_APP_TOKEN": APP_TOKEN, **APP},
    ),
}
"""The calls that try a token, with its setting, where it is to be had, and the settings then."""


@each_row("method", CALLS)
def test_a_fault_of_a_token_is_told_as_a_whole(slack: FakeSlack, method: str) -> None:
    """With its setting, Slack's reason, and where another is to be had; or it is the way there."""
    slack.scopes = set(APP_SCOPES)
    setting, remedy, settings = CALLS[method]
    for code in ("invalid_auth", "token_revoked", "not_allowed_token_type", "missing_scope"):
        slack.fail("oauth.v2.access", Fault("invalid_code"))
        slack.forgive(method)
        slack.fail(method, Fault(code))
        problem = f"Slack does not accept {setting} ({code})."
        assert found(slack, **settings) == [Finding("slack", problem, remedy)]
    slack.fail(method, Fault("invalid_x", 404))
    problem = f"Slack does not accept {setting} (invalid_x)."
    assert found(slack, **settings) == [Finding("slack", problem, f"{remedy} {CHECK_URL}")]
    slack.fail(method, Fault(is_lost=True))
    (lost,) = found(slack, **settings)
    assert lost.problem.startswith(f"Slack can't be reached: {method} got no answer: ")
    assert (lost.check, lost.remedy, lost.is_warning) == ("slack", CHECK_NETWORK, False)
    slack.clear()


def test_all_that_is_wrong_is_told_at_once(slack: FakeSlack) -> None:
    """In the order in which the bot needs it; whoever mends one thing need not come again."""
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    for method in CALLS:
        slack.fail(method, Fault("invalid_auth"))

    findings = found(slack, **tokens, **APP)

    said = ["SLACK_BOT_TOKEN", "SLACK_CLIENT_ID with SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"]
    problems = [f"Slack does not accept {setting} (invalid_auth)." for setting in said]
    assert [finding.problem for finding in findings] == problems


def test_each_token_is_tried_by_the_way_that_the_bot_itself_would_go() -> None:
    """Else one is said to be at fault that is not."""
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, **APP}
    with serve_raw(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") as proxy:
        way = {"SLACK_API_URL": "https://slack.corp.test/api/", "HTTPS_PROXY": proxy}
        settings = load_settings({**tokens, **way}, needs_slack=False)
        findings = look_at_slack(settings, Clock(lambda: MONDAY, monotonic))

    asked = ("auth.test", "oauth.v2.access", "apps.connections.open")
    said = [
        f"Slack can't be reached: {method} got no answer: the proxy refused" for method in asked
    ]
    problems = [finding.problem.partition(" with status 407")[0] for finding in findings]
    assert problems == said


def test_scopes_and_a_clock_are_told_as_a_whole(slack: FakeSlack) -> None:
    """Each with what to do; the scopes are those that the code uses."""
    slack.scopes = set(APP_SCOPES) - {"im:history", "commands"}

    scopes, clock = found(slack, skew_s=125.0)

    assert set(APP_SCOPES) == NEEDED_SCOPES
    assert scopes == Finding(
        "slack",
        "The app was installed without the scopes commands, im:history.",
        "Paste manifest.yml into the app's page 'App Manifest', then reinstall the app.",
    )
    assert clock.check == "clock"
    assert clock.problem.startswith("This machine's clock differs from Slack's by 12")
    assert clock.problem.endswith(" s.")
    told = "Set the clock, and keep it by NTP: signed requests are refused after 300 s."
    assert (clock.remedy, clock.is_warning) == (told, False)


@each_row(
    ("skew_s", "is_named"), [(0, False), (100, False), (-100, False), (150, True), (-150, True)]
)
def test_a_clock_that_differs_is_named(slack: FakeSlack, skew_s: float, *, is_named: bool) -> None:
    """In either direction; a little does no harm."""
    slack.scopes = set(NEEDED_SCOPES)

    problems = [finding.problem for finding in found(slack, skew_s=skew_s)]

    assert ["clock" in problem for problem in problems] == [True] * is_named


@each_row(
    ("told", "skew_s"),
    [
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 11:02:00 GMT", 0),
        ("Mon, 23 Nov 2026 11:02:01 GMT", 121),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 3600),
        ("Mon, 23 Nov 2026 13:00:00 +0200", 0),
        ("Mon, 23 Nov 2026 11:00:00 -0000", 0),
        *((f"Mon, 23 Nov 2026 11:00:00 {zone}", 0) for zone in ("+2500", f"+{'9' * 20}")),
        ("soon", 0),
        ("", 0),
    ],
)
def test_the_time_is_read_in_any_zone_and_what_is_no_time_says_nothing(
    told: str, skew_s: int
) -> None:
    """What stands between can put in a date of its own."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close"
    with serve_raw(f'{head}\r\nDate: {told}\r\n\r\n{{"ok": true}}'.encode()) as url:
        environ = {"SLACK_API_URL": f"{url}/api/", "SLACK_BOT_TOKEN": BOT_TOKEN}
        settings = load_settings(environ, needs_slack=False)
        findings = look_at_slack(settings, Clock(lambda: MONDAY, monotonic))

    problem = f"This machine's clock differs from Slack's by {skew_s} s."
    assert [finding.problem for finding in findings] == ([problem] if skew_s else [])


@each_row(
    ("scopes", "missing"),
    [
        (NEEDED_SCOPES, ""),
        (NEEDED_SCOPES | {"reactions:write"}, ""),
        (NEEDED_SCOPES - {"users:read", "commands"}, "without the scopes commands, users:read."),
        ({f" {scope} " for scope in NEEDED_SCOPES} | {"", "z"}, ""),
        (NEEDED_SCOPES - {"commands"} | {""}, "without the scopes commands."),
        (frozenset({"z"}), f"without the scopes {', '.join(APP_SCOPES)}."),
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


def test_each_token_is_tried_whatever_is_the_matter_with_the_other(slack: FakeSlack) -> None:
    """Both are mended at once then."""
    for method in ("auth.test", "apps.connections.open"):
        slack.fail(method, Fault("invalid_auth"))

    assert [finding.problem for finding in found(slack)] == [
        f"Slack does not accept {name} (invalid_auth)."
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    ]


@each_row(
    ("code", "problems"), [("invalid_code", 0), ("invalid_client_id", 1), ("bad_client_secret", 1)]
)
def test_the_app_s_own_secret_is_tried_with_a_code_that_there_is_not(
    slack: FakeSlack, code: str, problems: int
) -> None:
    """Slack then says whether it knows the app."""
    slack.fail("oauth.v2.access", Fault(code))

    findings = found(slack, SLACK_APP_TOKEN=APP_TOKEN, **APP)

    call = slack.calls("oauth.v2.access")[-1]
    assert call.arguments == {"code": "none"}
    assert b64decode(call.token.removeprefix("Basic ")) == b"1.2:" + b"x" * 32
    assert len(findings) == problems
    assert all("SLACK_CLIENT_ID" in finding.problem for finding in findings)


@each_row(
    ("secret", "is_one"),
    [
        ("0123456789abcdef" * 2, True),
        ("not one", False),
        ("0123456789ABCDEF" * 2, False),
        ("0" * 31, False),
        ("0" * 33, False),
    ],
)
def test_events_over_http_need_a_secret_and_a_port(
    slack: FakeSlack, unused_port: int, secret: str, *, is_one: bool
) -> None:
    """Each is a warning alone: what listens there may be the bot itself."""
    settings = {"SLACK_SIGNING_SECRET": secret, "HTTP_PORT": str(unused_port)}

    slack.scopes = set(NEEDED_SCOPES)
    findings = found(slack, SLACK_BOT_TOKEN=BOT_TOKEN, **settings)

    odd = Finding(
        "slack",
        "SLACK_SIGNING_SECRET does not look like one: 32 digits and letters a to f.",
        "Copy the signing secret from the app's page 'Basic Information'.",
        is_warning=True,
    )
    *others, port = findings
    assert others == [odd] * (not is_one)
    assert port.problem.startswith(f"HTTP_HOST and HTTP_PORT name '127.0.0.1' and {unused_port}, ")
    remedy = "End what listens there (the bot itself?), or change HTTP_PORT."
    assert port == Finding("http", port.problem, remedy, is_warning=True)
    # Over Socket Mode neither is needed.
    assert found(slack, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN, **settings) == []


def test_a_port_that_is_free_is_no_fault_and_stays_free(slack: FakeSlack, free_port: int) -> None:
    """The bot is to listen there."""
    slack.scopes = set(NEEDED_SCOPES)
    settings = {"SLACK_SIGNING_SECRET": "0" * 32, "HTTP_PORT": str(free_port)}

    findings = [found(slack, SLACK_BOT_TOKEN=BOT_TOKEN, **settings) for _ in range(2)]

    assert findings == [[], []]
