"""Refusals that only membership knows."""

from infra.kernel.errors import AppError


class InsufficientBalance(AppError):
    """`details`: `missing`, `price`, `balance` in minor units."""

    code = "INSUFFICIENT_BALANCE"
