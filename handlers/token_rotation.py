"""Token rotation: tokens that end after 12 hours are renewed before, by one process at a time.

Source: https://docs.slack.dev/authentication/using-token-rotation (checked 2026-11-28).
"""

import logging
import threading
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError
from bot.questions.desk import InstallationRecord, InstallationRecords, Renewal
from bot.telemetry import log_event
from handlers.installation_store import bot_of, record_of
from handlers.refusals import failure_of
from handlers.web_api import NO_ANSWER, reason_of

EARLY_S: Final = 7_200
"""Seconds before its end from which a token is renewed; Slack accepts the old one until then."""
EVERY_S: Final = 300.0
RIGHT_S: Final = 30.0
"""Seconds for which a process has the right to renew a token; the call takes 10 at most."""
PATIENCE_S: Final = 12.0
PAUSE_S: Final = 0.1
REST_S: Final = 1.0
"""Seconds after a failure for which nobody asks Slack again, however many need the token."""
MOST_TRIES: Final = 3
"""Attempts to store a new token; Slack takes the refresh token before it only once."""
CLOSE_S: Final = 1.0

_METHOD: Final = "oauth.v2.access"
_AT_ANY_AGE: Final = 10**9
"""Minutes; the library looks at its own clock, and ours has decided already."""

logger = logging.getLogger(__name__)


class TokenRotation:
    """Renews the tokens that are stored; safe to share between threads."""

    def __init__(
        self,
        records: InstallationRecords,
        client: WebClient,
        clock: Clock,
        *,
        client_id: str,
        client_secret: str,
    ) -> None:
        """Call Slack by a client, whose own token does not matter."""
        self._records = records
        self._clock = clock
        self._rotator = TokenRotator(
            client_id=client_id, client_secret=client_secret, client=client
        )
        self._rest_until_s: dict[str, float] = {}
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="token-rotation", daemon=True)

    def start(self) -> None:
        """Renew what will end soon, now and every few minutes, on a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._is_closed.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)

    def renew(self, owner: str, *, within_s: float) -> bool:
        """Renew a token that ends within a time; return False where another process has or does.

        A failure is logged.

        Raises:
            DatabaseError: What is stored can't be read or changed.
        """
        renewal = self._records.begin_renewal(owner, within_s=within_s, for_s=RIGHT_S)
        if renewal is None:
            return False
        renewed = None
        try:
            renewed = self._renewed(renewal.record)
        except DeliveryError as error:
            self._rest_until_s[owner] = self._clock.monotonic() + REST_S
            log_event(logger, logging.ERROR, "token.not_renewed", owner=owner, reason=str(error))
        finally:
            self._end(renewal, renewed)
        if renewed:
            log_event(logger, logging.INFO, "token.renewed", owner=owner)
        return True

    def wait_for_renewal(self, owner: str) -> None:
        """Renew a token that has ended, or wait until another process has.

        Nothing is done right after a failure.

        Raises:
            DatabaseError: What is stored can't be read or changed.
        """
        if self._clock.monotonic() < self._rest_until_s.get(owner, float("-inf")):
            return
        deadline = self._clock.deadline(PATIENCE_S)
        while not self.renew(owner, within_s=RIGHT_S) and deadline.left_s() > 0:
            if self._is_closed.wait(PAUSE_S) or not self.has_ended(self._records.find(owner)):
                return

    def has_ended(self, record: InstallationRecord | None) -> bool:
        """Return whether a token has ended, or is about to while a call is under way."""
        if record is None or record.expires_at_s is None:
            return False
        return record.expires_at_s - self._clock.now().timestamp() < RIGHT_S

    def _end(self, renewal: Renewal, renewed: InstallationRecord | None) -> None:
        """Store what has come of a renewal; a database that is busy is tried again.

        Raises:
            DatabaseError: It can't be stored.
        """
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                self._records.end_renewal(renewal, renewed)
            except DatabaseError:
                if not tries_left:
                    raise
                self._is_closed.wait(PAUSE_S)
            else:
                return

    def _renewed(self, record: InstallationRecord) -> InstallationRecord:
        """Return an installation with a new token.

        Raises:
            DeliveryError: Slack did not give one.
        """
        try:
            bot = self._rotator.perform_bot_token_rotation(
                bot=bot_of(record.content), minutes_before_expiration=_AT_ANY_AGE
            )
        except SlackTokenRotationError as error:
            raise failure_of(_METHOD, error.api_error) from None
        except NO_ANSWER as error:
            message = f"{_METHOD} got no answer: {reason_of(error)}"
            raise DeliveryError(message, may_have_arrived=True) from error
        except TypeError:  # the library counts with an end that is not there
            bot = None
        if bot is None or not bot.bot_token:
            raise DeliveryError(f"{_METHOD} gave no bot token", may_have_arrived=True)
        return record_of(bot)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                for owner in self._records.expiring(EARLY_S):
                    if self._is_closed.is_set():
                        return
                    self.renew(owner, within_s=EARLY_S)
            except Exception as error:  # noqa: BLE001 - else the thread would end
                is_expected = isinstance(error, DatabaseError)
                reason = str(error) if is_expected else type(error).__name__
                log_event(logger, logging.ERROR, "token.not_renewed", reason=reason)
            self._is_closed.wait(EVERY_S)
