"""Expected failures. They cross every boundary as data and reach callers as typed results."""

from typing import ClassVar

import msgspec


class AppError(Exception):
    """An expected failure.

    Attributes:
        code: stable upper-case word for programs.
        message: for people: what is wrong, where, and how to mend it.
        field: the input that is wrong, in the caller's own spelling, if one is.
        details: further facts for programs (allowed values, amounts in minor units, ids).
        retryable: whether the same call can succeed later without a change.
    """

    code: ClassVar[str] = "FAILED"
    retryable: ClassVar[bool] = False

    def __init__(
        self, message: str, *, field: str | None = None, details: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details or {}


class InvalidInput(AppError):
    code = "INVALID_INPUT"


class NotFound(AppError):
    code = "NOT_FOUND"


class NotAllowed(AppError):
    """The state does not allow the command; `details["allowed"]` lists what it would allow."""

    code = "NOT_ALLOWED"


class Forbidden(AppError):
    code = "FORBIDDEN"


class Conflict(AppError):
    """Somebody else changed the same thing meanwhile, or the idempotency key is spoken for."""

    code = "CONFLICT"


class InsufficientBalance(AppError):
    """`details`: `missing`, `price`, `balance` in minor units."""

    code = "INSUFFICIENT_BALANCE"


class SecondFactorRequired(AppError):
    code = "SECOND_FACTOR_REQUIRED"


class TooManyRequests(AppError):
    code = "TOO_MANY_REQUESTS"
    retryable = True


class Unavailable(AppError):
    """A service did not answer. The caller may try again with the same idempotency key."""

    code = "UNAVAILABLE"
    retryable = True


class ErrorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An `AppError` on the wire."""

    code: str
    message: str
    field: str | None = None
    details: dict[str, object] = {}


def _all_subclasses(base: type[AppError]) -> dict[str, type[AppError]]:
    """By code; of several with the same code the most general one."""
    found: dict[str, type[AppError]] = {}
    for sub in base.__subclasses__():
        found |= _all_subclasses(sub)
    return found | {base.code: base}


def to_record(error: AppError) -> ErrorRecord:
    return ErrorRecord(
        code=error.code, message=error.message, field=error.field, details=error.details
    )


def from_record(record: ErrorRecord) -> AppError:
    kind = _all_subclasses(AppError).get(record.code, AppError)
    return kind(record.message, field=record.field, details=record.details)
