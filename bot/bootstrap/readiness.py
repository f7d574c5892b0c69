"""The log's word on what a process consists of, once it is ready."""

import logging
from collections.abc import Mapping

from bot import __version__
from bot.bootstrap.engine import Engine
from bot.settings import KNOWN_NAMES, Settings
from bot.settings.env_file import unknown_names
from bot.storage.engines import name_of
from bot.telemetry import log_event
from bot.zones import zone_data

logger = logging.getLogger(__name__)


def ready_fields(settings: Settings, engine: Engine, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of this process, for the log; warn if they are fewer than people want."""
    if settings.chat_model_used == "offline" and settings.chat_model is None:
        advice = "set AZURE_OPENAI_ENDPOINT or OPENAI_MODEL; CHAT_MODEL=offline says it is meant so"
        log_event(logger, logging.WARNING, "model.not_configured", advice=advice)
    for name, line, closest in unknown_names(environ, KNOWN_NAMES):
        fields = {"name": name, "line": line, "closest": closest}
        log_event(logger, logging.WARNING, "settings.unknown", **fields)
    unused = {"unused": settings.unused_model_service} if settings.unused_model_service else {}
    return {
        "version": __version__,
        "model": engine.answering.agent.model.name,
        "model_service": settings.chat_model_used,
        **unused,
        "weather": engine.answering.provider.source.name,
        "database": name_of(settings.database_url),
        "zones": zone_data().version,
    }
