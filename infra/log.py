"""Structured logs: one JSON object a line, with the request's id, without personal data."""

import logging
import sys
import traceback
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any, Final

import structlog

from infra.tracing import spans

CURRENT_REQUEST: Final[ContextVar[str]] = ContextVar(
    f"{structlog.contextvars.STRUCTLOG_KEY_PREFIX}request_id", default=""
)
"""The id of the request that goes on here. Structlog finds it by its name, for each line."""

_PERSONAL = frozenset(
    {"name", "phone", "email", "ip", "to", "body", "text", "token", "device_label"}
)

# What libraries say of single clients, with addresses and queries, is for debugging them.
_LEAST = {
    **dict.fromkeys(
        ("uvicorn", "aiohttp.access", "twilio", "pymongo", "mail.log"), logging.WARNING
    ),
    "strawberry.ws": logging.ERROR,
}

logger: structlog.stdlib.BoundLogger = structlog.get_logger()


def configure_logging(level: str, process: str) -> None:
    """Sends our logs and the libraries' to standard error, in one form."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_personal_data,
        _in_its_trace,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_as_json(shared))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for noisy, least in _LEAST.items():
        logging.getLogger(noisy).setLevel(least)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def _as_json(shared: Sequence[structlog.types.Processor]) -> logging.Formatter:
    """`shared`: what libraries' lines go through too."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(_kinds_and_places),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _kinds_and_places(exc_info: structlog.typing.ExcInfo) -> str:
    """Of an exception and what it came from, without their messages: these may quote what somebody
    sent."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nfrom\n\n".join(told)


def _in_its_trace(_logger: Any, _method: str, event: Any) -> Any:
    if context := spans.context():
        _, event["trace_id"], event["span_id"], _ = context.split("-")
    return event


def _without_personal_data(_logger: Any, _method: str, event: Any) -> Any:
    for key in _PERSONAL & event.keys():
        event[key] = "…"
    return event
