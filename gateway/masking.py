"""Errors on their way out: expected ones with their code, all others without their content."""

import traceback

from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.utils.str_converters import to_camel_case

from infra.kernel.errors import AppError
from infra.kernel.ids import new_id
from infra.kernel.sentences import Locale
from infra.log import logger

SPEAK_FOR_THEMSELVES = (
    GraphQLError,
    MissingQueryError,
    CannotGetOperationTypeError,
    InvalidOperationTypeError,
)


def needs_mask(error: GraphQLError) -> bool:
    """Whether something was raised by our side; syntax and validation speak for themselves.

    A wrong variable has a place in the document but none in the answer; what breaks a stream has
    neither.
    """
    cause = error.original_error
    if cause is None or isinstance(cause, SPEAK_FOR_THEMSELVES):
        return False
    return error.path is not None or not error.nodes


def masked(error: GraphQLError, locale: Locale) -> GraphQLError:
    """The error as a client may see it."""
    cause = error.original_error
    if isinstance(cause, AppError):
        return _like(error, cause.sentence.told(locale), extensions_of(cause))
    error_id = new_id()
    place = ".".join(str(step) for step in error.path or ())
    frames = "".join(traceback.format_tb(cause.__traceback__)) if cause else ""
    logger.error(
        "resolving failed", error_id=error_id, place=place, error=type(cause).__name__, at=frames
    )
    message = f"Something failed on our side; it was recorded as {error_id}."
    return _like(error, message, {"code": "INTERNAL", "errorId": error_id})


def extensions_of(error: AppError) -> dict[str, object]:
    """What programs need of an expected failure."""
    extensions: dict[str, object] = {"code": error.code}
    if error.field:
        extensions["field"] = to_camel_case(error.field)
    return extensions


def _like(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message, nodes=error.nodes, path=error.path, extensions=extensions, original_error=None
    )
