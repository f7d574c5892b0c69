"""The settings of the Slack app: its tokens, or what it is installed in several workspaces by."""

from dataclasses import dataclass

from bot.settings.checks import app_token, bot_token, key, signing_secret, token_keys, url
from bot.settings.declaring import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The settings that belong to the Slack app."""

    slack_bot_token: str = setting(
        bot_token, "", "The bot token (`xoxb-…`) of the Slack app", is_secret=True
    )
    slack_app_token: str = setting(
        app_token, "", "The app-level token (`xapp-…`) for Socket Mode", is_secret=True
    )
    slack_signing_secret: str = setting(
        signing_secret,
        "",
        "The signing secret of the Slack app, for HTTP where there is no app-level token",
        is_secret=True,
    )
    slack_client_id: str = setting(
        key, "", "The client ID of the Slack app, for several workspaces in place of a bot token"
    )
    slack_client_secret: str = setting(key, "", "Its client secret", is_secret=True)
    token_keys: str = setting(
        token_keys,
        "",
        "The Fernet keys that their tokens are encrypted with, the newest first, with commas",
        is_secret=True,
    )
    slack_api_url: str = setting(
        lambda value: url(value) + "/", "https://slack.com/api/", "Slack's Web API"
    )

    @property
    def has_many_workspaces(self) -> bool:
        """Whether people install the app by OAuth, in as many workspaces as they like."""
        return bool(self.slack_client_id)

    @property
    def token_key_ring(self) -> tuple[str, ...]:
        """The keys of TOKEN_KEYS, the newest first."""
        return tuple(filter(None, self.token_keys.split(",")))
