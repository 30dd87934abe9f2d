"""What people may write."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import without_contacts

LONGEST_TEXT = 4_000
MOST_ORDERS = 50
LONGEST_ORDER = 100


def unfinished_text(text: str, field: str) -> str:
    """What may still be empty.

    Raises:
        InvalidInput: too long.
    """
    return private_text(text, field) if text.strip() else ""


def private_text(text: str, field: str) -> str:
    """A text that stays beside the history.

    Raises:
        InvalidInput: empty or too long.
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidInput(
            both(
                "{field} 为空，请写明内容。",
                "{field} is empty; write what it is about.",
                field=field,
            ),
            field=field,
        )
    if len(stripped) > LONGEST_TEXT:
        raise InvalidInput(
            both(
                "{field} 有 {length} 个字符，最多 {most} 个。",
                "{field} has {length} characters; at most {most} are possible.",
                field=field,
                length=len(stripped),
                most=LONGEST_TEXT,
            ),
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
        raise InvalidInput(
            both(
                "orders 列出 {count} 个，最多 {most} 个。",
                "orders lists {count}; at most {most}.",
                count=len(unique),
                most=MOST_ORDERS,
            ),
            field="orders",
        )
    for order in unique:
        if not order or len(order) > LONGEST_ORDER:
            raise InvalidInput(
                both(
                    "订单号为 1 至 {most} 个字符。",
                    "An order number has 1 to {most} characters.",
                    most=LONGEST_ORDER,
                ),
                field="orders",
            )
    return unique
