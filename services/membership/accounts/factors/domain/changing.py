"""Which factors an account may get, and which it may lose."""

from collections.abc import Sequence
from typing import Final

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.sentences import both
from services.membership.accounts.factors.domain.factor import (
    LONGEST_LABEL,
    MOST_PASSKEYS,
    Factor,
    Passkey,
    Totp,
    is_usable,
    kind_of,
)
from services.membership.contract.accounts.words import AccountKind, Proof

_LASTING: Final = (Totp, Passkey)
"""What may stand for a second factor for good: recovery codes run out."""


def require_no_app(factors: Sequence[Factor]) -> None:
    """
    Raises:
        NotAllowed: there is an authenticator app already.
    """
    if any(isinstance(one, Totp) for one in factors):
        raise NotAllowed(
            both(
                "已绑定一个身份验证器应用；请先移除，再绑定新的。",
                "There is an authenticator app already; remove it before you add another one.",
            )
        )


def require_room(factors: Sequence[Factor]) -> None:
    """
    Raises:
        NotAllowed: there are as many passkeys as may be.
    """
    if sum(isinstance(one, Passkey) for one in factors) >= MOST_PASSKEYS:
        raise NotAllowed(
            both(
                "最多可登记 {most} 个通行密钥；请先移除一个。",
                "There are at most {most} passkeys; remove one first.",
                most=MOST_PASSKEYS,
            )
        )


def removable(factors: Sequence[Factor], id: str, kind: AccountKind) -> Factor:
    """
    Raises:
        NotFound: the account has no such factor.
        NotAllowed: staff keep one.
    """
    found = next((one for one in factors if one.id == id), None)
    if found is None:
        raise NotFound(both("没有这个验证方式。", "There is no such factor."), field="factorId")
    if kind is AccountKind.STAFF and not any(
        isinstance(o, _LASTING) for o in factors if o != found
    ):
        raise NotAllowed(
            both(
                "工作人员须保留第二重验证；请先添加另一个，再移除这个。",
                "Staff keep a second factor: add another one before you remove this.",
            )
        )
    return found


def checked_label(label: str) -> str:
    """
    Raises:
        InvalidInput: it is too long.
    """
    trimmed = " ".join(label.split())
    if len(trimmed) > LONGEST_LABEL:
        raise InvalidInput(
            both(
                "名称最多 {most} 个字符。",
                "A name has at most {most} characters.",
                most=LONGEST_LABEL,
            ),
            field="label",
        )
    return trimmed


def kinds_of(factors: Sequence[Factor]) -> tuple[Proof, ...]:
    """By what the account can prove itself, beside codes to its addresses."""
    return tuple(dict.fromkeys(kind_of(one) for one in factors if is_usable(one)))
