"""What people write that members read."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import without_contacts


def checked_reason(text: str) -> str:
    """
    Raises:
        InvalidInput: there is none, or it holds a contact.
    """
    if not text.strip():
        raise InvalidInput(
            both("请填写理由，会员会读到。", "Give a reason, which the member reads."),
            field="reason",
        )
    return without_contacts(text.strip(), "reason")
