"""The exceptions that this program raises on purpose.

WeatherBotError
├── SettingsError      a setting is missing or wrong; read by the operator
├── DatabaseError      the database can't be opened or written; read by the operator
├── ToolError          a tool call can't be read; read by the model, which may correct it
├── ModelError         the chat model gave no usable turn
│   ├── BadRequestError      its server can't take the conversation as it is
│   ├── ContentFilterError   its service's content filter refused the conversation
│   └── ContextTooLongError  the conversation is longer than it can read
├── ProviderError      a weather service or the geocoder gave no usable data
├── DeadlineError      the time given to a piece of work is over
├── LeaseLostError     another worker has taken a question over
└── DeliveryError      a channel did not confirm a call
    └── RefusedError   the channel said no and did nothing
"""

from collections.abc import Sequence
from dataclasses import dataclass


class WeatherBotError(Exception):
    """The root of the tree: catch it to catch everything that is raised on purpose."""


class SettingsError(WeatherBotError):
    """One or more settings are missing or wrong.

    Attributes:
        problems: One plain sentence for each, naming the setting, never a secret's value.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class DatabaseError(WeatherBotError):
    """The database can't be opened, read or written."""


class ToolError(WeatherBotError):
    """A tool call can't be read; the message tells the model how to correct itself."""


class ModelError(WeatherBotError):
    """The chat model gave no usable turn; the message is for the operator's log only.

    Attributes:
        remedy: The settings for an operator to look at, as in "check OPENAI_API_KEY"; "" when no
            setting is to blame. The message ends with it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.remedy = remedy


class BadRequestError(ModelError):
    """The model's server can't take the conversation as it is, such as one of another form."""


class ContentFilterError(ModelError):
    """The content filter of the model's service refused the conversation or the answer."""


class ContextTooLongError(ModelError):
    """The conversation is longer than the model can read."""


class ProviderError(WeatherBotError):
    """A weather service or the geocoder gave no usable data; the message is for the log only.

    Attributes:
        status: The HTTP status of its answer; 0 when there was none.
        reason: The service's own words; empty when it gave none.
        rest_s: The seconds for which asking again is of no use, such as until a limit is lifted.
    """

    def __init__(
        self, message: str, *, status: int = 0, reason: str = "", rest_s: float = 0.0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.rest_s = rest_s


class DeadlineError(WeatherBotError):
    """The time given to a piece of work is over."""


class LeaseLostError(WeatherBotError):
    """Another worker has taken a question over, and this one can't change it any more."""


class DeliveryError(WeatherBotError):
    """A channel did not confirm a call, such as the posting of a reply.

    Attributes:
        may_have_arrived: Whether the call can have taken effect all the same: a reply must then be
            looked for before it is posted again.
        retry_after_s: The pause, in seconds, that the channel asked for; None when it asked for
            none.
    """

    def __init__(
        self, message: str, *, may_have_arrived: bool, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived
        self.retry_after_s = retry_after_s


class RefusedError(DeliveryError):
    """A channel refused a call, which took no effect.

    Attributes:
        code: The channel's own word for the reason.
        is_final: Whether the same call would always be refused, whatever anybody does.
        is_mendable: Whether an operator can mend the reason, such as a token that was revoked.
    """

    def __init__(
        self,
        method: str,
        code: str,
        *,
        is_final: bool,
        is_mendable: bool = False,
        details: str = "",
    ) -> None:
        """Say what was refused and why; `details` are the channel's own words, for the log."""
        reason = f"{code} ({details})" if details else code
        super().__init__(f"{method} was refused: {reason}", may_have_arrived=False)
        self.code = code
        self.is_final = is_final
        self.is_mendable = is_mendable


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a set-up that was found before anybody asked, for the operator.

    Attributes:
        check: The part that was looked at, such as "database".
        problem: A plain sentence with the value that is wrong, never with a secret.
        remedy: A plain sentence that says what to do.
        is_warning: Whether the bot works all the same.
    """

    check: str
    problem: str
    remedy: str
    is_warning: bool = False
