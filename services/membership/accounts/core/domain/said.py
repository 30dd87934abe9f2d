"""What people say of what they do, as it is kept."""

from typing import Final

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import without_contacts

LONGEST_REASON: Final = 500


def checked_reason(reason: str) -> str:
    """
    Raises:
        InvalidInput: none is given, it is too long, or holds what looks like an address.
    """
    return without_contacts(checked_text(reason, "reason", LONGEST_REASON), "reason")


def checked_text(text: str, field: str, most: int) -> str:
    """
    Raises:
        InvalidInput
    """
    said = text.strip()
    if not 0 < len(said) <= most:
        raise InvalidInput(
            both("请填写，最多 {most} 字。", "Write 1 to {most} characters.", most=most),
            field=field,
        )
    return said
