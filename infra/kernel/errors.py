"""Expected failures. They cross every boundary as data and reach callers as typed results."""

from typing import ClassVar

import msgspec

from infra.kernel.sentences import Locale, Sentence


class AppError(Exception):
    """An expected failure.

    Attributes:
        code: stable upper-case word for programs.
        sentence: for people, in both languages: what is wrong, where, and how to mend it.
        field: the input that is wrong, in the caller's own spelling, if one is.
        details: further facts for programs (allowed values, amounts in minor units, ids).
        retryable: whether the same call can succeed later without a change.
    """

    code: ClassVar[str] = "FAILED"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        sentence: Sentence | str,
        *,
        field: str | None = None,
        details: dict[str, object] | None = None,
    ) -> None:
        self.sentence = _sentence(sentence)
        super().__init__(self.message)
        self.field = field
        self.details = details or {}

    @property
    def message(self) -> str:
        """In English and UTC, for logs and operators."""
        return self.sentence.told(_OPERATOR)


_OPERATOR = Locale()


def _sentence(said: Sentence | str) -> Sentence:
    if isinstance(said, Sentence):
        return said
    return Sentence(zh="{said}", en="{said}", values={"said": said})


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
    sentence: Sentence
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
        code=error.code, sentence=error.sentence, field=error.field, details=error.details
    )


def from_record(record: ErrorRecord) -> AppError:
    kind = _all_subclasses(AppError).get(record.code, AppError)
    return kind(record.sentence, field=record.field, details=record.details)
