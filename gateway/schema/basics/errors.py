"""Expected failures as clients see them. `problem_of` is the one place that translates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from gateway.schema.basics.scalars import Money
from gateway.schema.basics.words import enums
from infra.kernel import errors as kernel
from infra.kernel.errors import AppError
from infra.kernel.sentences import Locale
from services.membership.contract import errors as contract
from services.membership.contract.accounts.errors import SessionOver, SignInOff, WrongCredentials
from services.membership.contract.accounts.words import Proof

SOON = 5
"""Seconds, as the message of what does not answer says: a few."""

enums(
    {Proof: "What somebody shows to be the owner."},
    {
        Proof: {
            "PASSWORD": "The account's password.",
            "CODE": "A one-time code by SMS or e-mail.",
            "TOTP": "A code of an authenticator app (RFC 6238).",
            "PASSKEY": "A passkey (WebAuthn).",
            "RECOVERY_CODE": "One of the saved recovery codes; each is good once.",
        },
    },
)


RETRY_AFTER = (
    "Seconds until the same call may succeed; null where that does not follow from time alone, as "
    "the message says."
)


@strawberry.interface(description="Something expected went wrong; nothing was changed.")
class Problem:
    code: str = strawberry.field(description="A stable word for programs.")
    message: str = strawberry.field(description="What is wrong and how to mend it, for people.")
    field: str | None = strawberry.field(description="The input field that is wrong, if one is.")


@strawberry.type(description="The input is not usable as it is.")
class InvalidInput(Problem):
    pass


@strawberry.type(description="There is no such thing, or not for you.")
class NotFound(Problem):
    pass


@strawberry.type(description="The present state does not allow it.")
class NotAllowed(Problem):
    allowed: list[str] = strawberry.field(description="What the state would allow.")
    retry_after: int | None = strawberry.field(description=RETRY_AFTER)


@strawberry.type(
    description="Somebody else changed it meanwhile, or the idempotency key was used for "
    "something else."
)
class Conflict(Problem):
    pass


@strawberry.type(description="The balance does not cover the price.")
class InsufficientBalance(Problem):
    missing: Money
    price: Money
    balance: Money


@strawberry.type(description="Less of a quota is left than was asked for.")
class QuotaUsedUp(Problem):
    benefit: str
    left: int
    resets_at: datetime | None = strawberry.field(
        description="When it begins anew; null in grace, where renewing does it."
    )


@strawberry.type(
    description="Confirm with a one-time code first, see requestCode, or prove again that it is "
    "you, see stepUp; staff sign in again with a second factor."
)
class SecondFactorRequired(Problem):
    max_age: int | None = strawberry.field(
        description="Seconds: how old the proof of stepUp may be; null where that does not do."
    )
    proofs: list[Proof] = strawberry.field(
        description="Of the account, what will do for stepUp; the strongest first."
    )


@strawberry.type(description="Not for this caller.")
class Forbidden(Problem):
    pass


@strawberry.type(description="Too often; try again later.")
class TooManyRequests(Problem):
    retry_after: int | None = strawberry.field(description=RETRY_AFTER)


@strawberry.type(
    description="A part of the system does not answer. Try again with the same idempotencyKey."
)
class Unavailable(Problem):
    retry_after: int | None = strawberry.field(description=RETRY_AFTER)


def api_name(field: str | None) -> str | None:
    """As the graph spells it; the services may name a column of an import: `time_zone`."""
    return to_camel_case(field) if field else field


def wait_of(error: AppError) -> int | None:
    """Seconds until the same call may succeed, where it will by waiting."""
    given = error.details.get("retry_after")
    if given is not None:
        return int(str(given))
    return SOON if isinstance(error, kernel.Unavailable) else None


def problem_of(error: AppError, locale: Locale) -> Problem:
    """The typed failure for an error; one that has no type of its own is not let through.

    Raises:
        AppError: the error itself, when its kind is not one that callers are told.
    """
    message = error.sentence.told(locale)
    basic: dict[str, Any] = {"code": error.code, "message": message, "field": api_name(error.field)}
    for expected, typed, more in _WITH_MORE:
        if isinstance(error, expected):
            return typed(**basic, **more(error))
    kind = _PLAIN.get(error.code)
    if kind is None:
        raise error
    return kind(**basic)


_PLAIN: dict[str, type[Problem]] = {
    kernel.InvalidInput.code: InvalidInput,
    kernel.NotFound.code: NotFound,
    kernel.Conflict.code: Conflict,
    kernel.Forbidden.code: Forbidden,
    "UNAUTHENTICATED": Forbidden,
    WrongCredentials.code: InvalidInput,
    SessionOver.code: Forbidden,
    SignInOff.code: Forbidden,
}


def _wanted(error: AppError) -> dict[str, Any]:
    age, proofs = error.details.get("max_age"), _sequence(error.details.get("proofs", ()))
    max_age = None if age is None else int(str(age))
    return {"max_age": max_age, "proofs": [Proof(str(one)) for one in proofs]}


def _sequence(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _quota(error: AppError) -> dict[str, Any]:
    resets_at = error.details.get("resets_at")
    return {
        "benefit": str(error.details.get("benefit", "")),
        "left": int(str(error.details.get("left", 0))),
        "resets_at": datetime.fromisoformat(str(resets_at)) if resets_at else None,
    }


def _amounts(error: AppError) -> dict[str, Money]:
    return {
        name: Money.of(int(str(error.details.get(name, 0))))
        for name in ("missing", "price", "balance")
    }


def _allowed(error: AppError) -> dict[str, Any]:
    allowed = [str(one) for one in _sequence(error.details.get("allowed", ()))]
    return {"allowed": allowed, **_wait(error)}


def _wait(error: AppError) -> dict[str, Any]:
    return {"retry_after": wait_of(error)}


_WITH_MORE: tuple[
    tuple[type[AppError], Callable[..., Problem], Callable[[AppError], dict[str, Any]]], ...
] = (
    (kernel.NotAllowed, NotAllowed, _allowed),
    (kernel.SecondFactorRequired, SecondFactorRequired, _wanted),
    (contract.InsufficientBalance, InsufficientBalance, _amounts),
    (contract.QuotaUsedUp, QuotaUsedUp, _quota),
    (kernel.TooManyRequests, TooManyRequests, _wait),
    (kernel.Unavailable, Unavailable, _wait),
)
"""What some failures say beside what all of them do."""
