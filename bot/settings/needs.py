"""Settings that others make necessary, or that don't go together."""

from typing import TYPE_CHECKING

from bot.settings.checks import is_in_memory

if TYPE_CHECKING:
    from bot.settings import Settings

_MODEL_NEEDS = {
    "AZURE_OPENAI_ENDPOINT": "the address of your Azure OpenAI resource",
    "AZURE_OPENAI_API_KEY": "the key of your Azure OpenAI resource, or set"
    " AZURE_OPENAI_AUTH=entra to sign in without one",
    "AZURE_OPENAI_DEPLOYMENT_NAME": "the name of your chat model's deployment",
}

_ONE_NEEDS = {
    "SLACK_BOT_TOKEN": "the bot token that starts with 'xoxb-';"
    " or else set SLACK_CLIENT_ID, for several workspaces"
}
_OAUTH_NEEDS = {
    "SLACK_CLIENT_ID": "the client ID from the app's page 'Basic Information'",
    "SLACK_CLIENT_SECRET": "the client secret from the app's page 'Basic Information'",
    "TOKEN_KEYS": "a key that tokens are encrypted with; make one with:"
    " openssl rand -base64 32 | tr '+/' '-_'",
}


def problems_of(settings: "Settings", given: set[str], *, needs_slack: bool) -> list[str]:
    """Return one sentence for each setting that is missing, or that can't be with another.

    A setting whose value is wrong is not missing.
    """
    needed = _needs_of_model(settings) | (_needs_of_slack(given) if needs_slack else {})
    problems = [
        f"{name} is missing: set it to {use}." for name, use in needed.items() if name not in given
    ]
    if needs_slack and is_in_memory(settings.database_url):
        problems.append(
            "DATABASE_URL names a database in memory, where every stop would lose questions; name"
            " a file, such as sqlite:///weather-bot.db."
        )
    if needs_slack and {"SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"} <= given:
        problems.append(
            "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several: remove one of"
            " them."
        )
    return problems


def unused_model_service(settings: "Settings") -> str:
    """Return the model service that is set up beside the one in use; "" without one."""
    used = settings.chat_model_used
    others = {"azure": settings.azure_openai_endpoint, "openai": settings.openai_model}
    unused = (name for name, given in others.items() if given and name != used)
    return "" if used == "offline" else next(unused, "")


def _needs_of_slack(given: set[str]) -> dict[str, str]:
    is_for_many = bool(given & set(_OAUTH_NEEDS)) and "SLACK_BOT_TOKEN" not in given
    needed = dict(_OAUTH_NEEDS if is_for_many else _ONE_NEEDS)
    if "SLACK_SIGNING_SECRET" not in given:
        needed |= {
            "SLACK_APP_TOKEN": "the app-level token that starts with 'xapp-', for Socket Mode;"
            " or else set SLACK_SIGNING_SECRET, for HTTP"
        }
    return needed


def _needs_of_model(settings: "Settings") -> dict[str, str]:
    if settings.chat_model_used == "azure":
        has_key = settings.azure_openai_auth == "key"
        keyless = {k: use for k, use in _MODEL_NEEDS.items() if k != "AZURE_OPENAI_API_KEY"}
        return _MODEL_NEEDS if has_key else keyless
    needed: dict[str, str] = {}
    if settings.chat_model_used == "openai":
        needed |= {"OPENAI_MODEL": "the name of the chat model"}
        if not settings.openai_base_url:
            needed |= {"OPENAI_API_KEY": "your key"}
    return needed
