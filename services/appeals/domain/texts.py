"""What people may write."""

from infra.kernel.errors import InvalidInput
from infra.kernel.text import without_contacts

LONGEST_TEXT = 4_000
MOST_ORDERS = 50
LONGEST_ORDER = 100


def private_text(text: str, field: str) -> str:
    """A text that stays beside the history.

    Raises:
        InvalidInput: empty or too long.
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidInput(f"{field} is empty; write what it is about.", field=field)
    if len(stripped) > LONGEST_TEXT:
        raise InvalidInput(
            f"{field} has {len(stripped)} characters; at most {LONGEST_TEXT} are possible.",
            field=field,
        )
    return stripped


def permanent_text(text: str, field: str) -> str:
    """A text of staff that becomes part of the history.

    Raises:
        InvalidInput: empty, too long, or with a phone number or e-mail address.
    """
    return without_contacts(private_text(text, field), field)


def order_numbers(orders: tuple[str, ...]) -> tuple[str, ...]:
    """Each order once, in the order given.

    Raises:
        InvalidInput: too many, or one that cannot be an order number.
    """
    unique = tuple(dict.fromkeys(order.strip() for order in orders))
    if len(unique) > MOST_ORDERS:
        raise InvalidInput(f"orders lists {len(unique)}; at most {MOST_ORDERS}.", field="orders")
    for order in unique:
        if not order or len(order) > LONGEST_ORDER:
            raise InvalidInput(
                f"an order number has 1 to {LONGEST_ORDER} characters.", field="orders"
            )
    return unique
