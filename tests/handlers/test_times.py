"""Times that others set: what Slack, its servers and those who run the bot allow, on both sides."""

from fakes.rows import each_row

from handlers import token_rotation, users, web_api
from handlers.connection import checks, health, http_server, lanes, socket_link, socket_mode
from handlers.delivery import progress
from handlers.playground import bot_process, page
from handlers.surfaces import home

SLACK_REPEATS_S = 3.0
"""Seconds after which Slack sends an event again that is not acknowledged."""


@each_row(
    ("what", "lasts_s", "shortest_s", "longest_s"),
    [
        ("a call that matters; a busy Slack takes seconds", web_api.TIMEOUT_S, 8, 10),
        ("a call of the doctor, who makes three", checks.TIMEOUT_S, 3, 5),
        ("a person before an acknowledgement", users.TIMEOUT_S, 1, SLACK_REPEATS_S - 1),
        ("a tab before an acknowledgement", home.TIMEOUT_S, 2, SLACK_REPEATS_S),
        ("an acknowledgement without a connection", socket_mode.WAY_BACK_S, 0.5, 2),
        ("work that is quick: eight turns of it before Slack repeats", lanes.QUICK_S, 0.1, 0.375),
        ("a database that a probe of 4 s asks after", health.PATIENCE_S, 1, 3),
        ("a first status, for people who look at it", progress.FIRST_PAUSE_S, 0.05, 0.2),
        ("a status beside answers, for the same", progress.LONGEST_HELD_UP_S, 0.1, 0.5),
        ("the Stop button behind its time", progress.TICK_S, 0.1, 1),
        ("a rest, where one call a minute is allowed for ever", socket_mode.LONGEST_REST_S, 60, 90),
        ("a Slack that is back", socket_mode.LONGEST_PAUSE_S, 2, 5),
        ("a connection that is none", socket_mode.SHORT_LIFE_S, 2, 10),
        ("a start that Slack does not answer", socket_mode.CONNECT_TIMEOUT_S, 5, 15),
        ("a look at tokens that end within two hours", token_rotation.EVERY_S, 60, 600),
        ("a page of the demo without news; browsers wait longer", page.HEARTBEAT_S, 5, 30),
        ("a bot of the demo that is closed", bot_process.STOPS_WITHIN_S, 3, 10),
        ("a look after another process that renews a token", token_rotation.PAUSE_S, 0.05, 0.5),
        *(
            ("an end of which four follow one another within 25 s", room.CLOSE_S, 0.5, 2)
            for room in (progress, socket_mode, http_server, token_rotation)
        ),
    ],
)
def test_nothing_lasts_longer_than_others_wait(
    what: str, lasts_s: float, shortest_s: float, longest_s: float
) -> None:
    """Nor is anything given up that others may still bring."""
    assert shortest_s <= lasts_s <= longest_s, what


def test_a_connection_that_is_lost_in_silence_is_there_again_within_ten_seconds() -> None:
    """With one attempt that hangs: Slack drops what it can't deliver."""
    noticed_s = (socket_link.MOST_MISSED_PONGS + 1) * socket_mode.PING_INTERVAL_S
    hangs_s = max(socket_mode.OPEN_TIMEOUT_S, socket_mode.FIRST_ATTEMPT_S)

    assert noticed_s + hangs_s + socket_mode.FIRST_PAUSE_S < 10
    # And a slow network is none that is lost.
    assert min(noticed_s, socket_mode.OPEN_TIMEOUT_S, socket_link.HANDSHAKE_S) >= 3


def test_pauses_before_connections_grow_to_an_end() -> None:
    """However often one fails, or ends at once: who has been asleep for a night is back soon."""
    rests_s = [socket_mode.rest_after_s(count) for count in range(1, 13)]
    pauses_s = [socket_mode.pause_after_s(count) for count in range(1, 8)]

    assert rests_s == [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    assert pauses_s == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0]
    assert (socket_mode.rest_after_s(100_000), socket_mode.pause_after_s(100_000)) == (60.0, 4.0)


def test_a_token_is_renewed_by_one_process_as_long_as_the_call_can_take() -> None:
    """Others wait for that long, and for no longer than the process has the right."""
    assert web_api.TIMEOUT_S < token_rotation.PATIENCE_S < token_rotation.RIGHT_S
