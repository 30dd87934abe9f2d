"""What mutations answer: a success, or one of the problems."""

from typing import Any

import strawberry

from gateway.schema.basics.errors import (
    Conflict,
    Forbidden,
    InsufficientBalance,
    InvalidInput,
    NotAllowed,
    NotFound,
    SecondFactorRequired,
    TooManyRequests,
    Unavailable,
)

UNTIL_2027 = "which answers a Problem where it cannot be done. Kept until 2027-06-30."
"""Behind the name of the query that is asked instead of one whose failures are errors."""

REPEATED = "It had been done before, under the same idempotencyKey."

AnyProblem = (
    InvalidInput | NotFound | NotAllowed | Conflict | InsufficientBalance | SecondFactorRequired
    | Forbidden | TooManyRequests | Unavailable
)  # fmt: skip


def answers(name: str, description: str) -> Any:
    """Names the union of one success and `AnyProblem`, which it annotates."""
    return strawberry.union(name, description=description)
