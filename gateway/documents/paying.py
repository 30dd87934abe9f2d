"""What an operation costs whoever asks; a context that does not count pays nothing."""

from typing import Any, Final

AN_OPERATION: Final = 1
"""Beside the fields that it may bring."""
A_TEXT: Final = 10
BYTES_A_UNIT: Final = 100
"""Of a text that is read for the first time."""


async def pay_to_read(context: Any, text: str) -> None:
    """Of a text that this process does not know.

    Raises:
        AppError: who asks has spent too much.
    """
    if pay := getattr(context, "pay", None):
        await pay(A_TEXT + len(text) // BYTES_A_UNIT)


async def pay_for(context: Any, cost: int) -> None:
    """Once a request, in whichever order it is prepared and executed. Raises: as above."""
    if (pay := getattr(context, "pay", None)) and not context.paid:
        context.paid = True
        await pay(AN_OPERATION + cost)
