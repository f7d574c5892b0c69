"""The wiring of those who watch finished questions: the metrics, and OpenTelemetry where asked."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from bot import __version__
from bot.errors import SettingsError
from bot.questions.metrics import Metrics
from bot.settings import Settings
from bot.telemetry import Trace, log_event

_NOT_INSTALLED: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry is not installed: install this package"
    " with its extra 'opentelemetry', or remove the setting."
)

logger = logging.getLogger(__name__)

Observer = Callable[[Trace, str], None]


def metrics_of(settings: Settings) -> Metrics:
    """Return metrics that estimate costs by the settings' prices."""
    prices = {"input": settings.model_input_price, "output": settings.model_output_price}
    return Metrics(input_price=prices["input"], output_price=prices["output"])


def observers(settings: Settings, metrics: Metrics, at_end: ExitStack) -> Observer:
    """Return the function that is told of each finished question and of how it has ended.

    Raises:
        SettingsError: OpenTelemetry is asked for and not installed.
    """
    if not settings.otel_exporter_otlp_endpoint:
        return metrics.observe
    export = _exporter(settings, at_end)

    def observe(trace: Trace, ended: str) -> None:
        metrics.observe(trace, ended)
        try:
            export(trace, ended)
        except Exception as error:  # noqa: BLE001 - who watches must not disturb
            log_event(logger, logging.WARNING, "trace.not_exported", reason=type(error).__name__)

    return observe


def _exporter(settings: Settings, at_end: ExitStack) -> Observer:
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise SettingsError([_NOT_INSTALLED])
    from bot.fetching.connections import session_for  # noqa: PLC0415 - imports requests

    sdk = import_module("opentelemetry.sdk.trace")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    export = import_module("opentelemetry.sdk.trace.export")
    resources = import_module("opentelemetry.sdk.resources")
    about = {"service.name": "weather-bot", "service.version": __version__}
    provider = sdk.TracerProvider(resource=resources.Resource(about), shutdown_on_exit=False)
    endpoint = f"{settings.otel_exporter_otlp_endpoint}/v1/traces"
    session = session_for(settings.way_out)
    session.proxies = {"https": settings.way_out.proxy_for(endpoint)}
    provider.add_span_processor(
        export.BatchSpanProcessor(otlp.OTLPSpanExporter(endpoint, session=session))
    )
    at_end.callback(provider.shutdown)
    tracer = provider.get_tracer("weather-bot", __version__)
    return lambda trace, ended: _export(tracer, settings, trace, ended)


def _export(tracer: Any, settings: Settings, trace: Trace, ended: str) -> None:  # noqa: ANN401
    """Send a question as one span, with one for each turn of the model, by the GenAI conventions.

    Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/ (read 2026-11). No words of people
    are in it.
    """
    end_ns = time.time_ns()
    spans_s = trace.spans_s
    set_span_in_context = import_module("opentelemetry.trace").set_span_in_context
    attributes = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "weather-bot",
        "gen_ai.provider.name": _PROVIDERS[settings.chat_model_used],
        "gen_ai.usage.input_tokens": sum(call.prompt_tokens for call in trace.model_calls),
        "gen_ai.usage.output_tokens": sum(call.completion_tokens for call in trace.model_calls),
        "weather_bot.reference": trace.reference,
        "weather_bot.ended": ended,
        **{f"weather_bot.{name}_s": took_s for name, took_s in spans_s.items()},
        **{f"weather_bot.{name}": number for name, number in trace.counts.items()},
    }
    start_ns = end_ns - int(spans_s["total"] * 1e9)
    root = tracer.start_span("invoke_agent weather-bot", start_time=start_ns, attributes=attributes)
    for call in trace.model_calls:
        turn = tracer.start_span(
            f"chat {call.model}",
            context=set_span_in_context(root),
            start_time=start_ns,
            attributes={
                "gen_ai.operation.name": "chat",
                "gen_ai.request.model": call.model,
                "gen_ai.usage.input_tokens": call.prompt_tokens,
                "gen_ai.usage.output_tokens": call.completion_tokens,
            },
        )
        turn.end(start_ns + call.took_ms * 1_000_000)
        start_ns += call.took_ms * 1_000_000  # when it began is not kept; they follow one another
    root.end(end_ns)


_PROVIDERS: Final = {"azure": "azure.ai.openai", "openai": "openai", "offline": "weather-bot"}
