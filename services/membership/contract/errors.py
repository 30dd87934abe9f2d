"""Contradicting that only membership knows."""

from infra.kernel.errors import AppError


class QuotaUsedUp(AppError):
    """`details`: `benefit`, `left`, and `resets_at` (ISO 8601) where a period runs."""

    code = "QUOTA_USED_UP"


class InsufficientBalance(AppError):
    """`details`: `missing`, `price`, `balance` in minor units."""

    code = "INSUFFICIENT_BALANCE"
