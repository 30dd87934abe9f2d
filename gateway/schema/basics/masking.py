"""Errors on their way out: expected ones with their code, all others without their content."""

import traceback
from collections.abc import AsyncIterator

from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.mask_errors import MaskErrors
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.utils.str_converters import to_camel_case

from gateway.request.context import Context
from gateway.schema.basics.errors import wait_of
from gateway.schema.basics.metrics import failures
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


RETRY_AFTER = "retryAfter"
_GO_ON_FROM = ("earliest", "latest")
"""Cursors from which to go on where the given one is refused."""


class Masking(MaskErrors):
    """Expected failures keep their code; what failed inside is logged and gets an id."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=needs_mask)

    async def on_operation(self) -> AsyncIterator[None]:  # type: ignore[override]  # may be either
        """Who reads is asked for only where there is something to tell."""
        masking = super().on_operation()
        next(masking)
        yield
        for error in getattr(self.execution_context.result, "errors", None) or ():
            if isinstance(error.original_error, AppError):
                await self._context.locale(error.original_error.sentence)
        next(masking, None)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        return masked(error, self._context.likely_locale())

    @property
    def _context(self) -> Context:
        context: Context = self.execution_context.context
        return context


async def shown(errors: list[GraphQLError], context: Context) -> list[GraphQLError]:
    """Errors as a client may see them; who reads is asked for only where there is a sentence."""
    for error in errors:
        if isinstance(error.original_error, AppError):
            await context.locale(error.original_error.sentence)
    return [
        masked(error, context.likely_locale()) if needs_mask(error) else error for error in errors
    ]


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
    failures.inc()
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
    if (wait := wait_of(error)) is not None:
        extensions[RETRY_AFTER] = wait
    extensions |= {name: error.details[name] for name in _GO_ON_FROM if name in error.details}
    return extensions


def _like(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message, nodes=error.nodes, path=error.path, extensions=extensions, original_error=None
    )
