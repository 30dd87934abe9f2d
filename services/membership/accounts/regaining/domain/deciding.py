"""What staff decide about a request, and what its time brings: pure."""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import both
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.core.domain.asked_back import ended
from services.membership.contract.accounts.events import AccountEvent, HandleRemoved
from services.membership.contract.accounts.regaining_events import (
    AccountBackAccepted,
    AccountBackBegun,
    AccountBackEnded,
)
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import HandleKind
from services.shared.callers import StaffKind


def accepted(
    account: Account,
    request_id: str,
    kind: HandleKind,
    *,
    by: StaffKind,
    reason: str,
    until: datetime,
) -> AccountBackAccepted:
    """
    Raises:
        NotAllowed: one is accepted already.
    """
    if account.coming_back is not None:
        raise NotAllowed(
            both(
                "此账号已有一项找回申请被接受。",
                "A request for this account was accepted already.",
            )
        )
    return AccountBackAccepted(
        member_id=account.id,
        request_id=request_id,
        kind=kind,
        by_kind=by,
        until=until,
        reason=reason,
    )


def refused(account: Account, request_id: str, reason: str) -> AccountBackEnded:
    """
    Raises:
        NotAllowed: it is carried out already.
    """
    coming = account.coming_back
    if coming is not None and coming.begun and coming.request_id == request_id:
        raise NotAllowed(
            both("此申请已在执行，无法再拒绝。", "It is carried out already; it cannot be refused.")
        )
    return ended(account, [request_id], BackEnd.REFUSED, reason)


def begun(account: Account, request_id: str, ended: int) -> list[AccountEvent]:
    """Nobody signs in by what there was. `ended`: sessions."""
    id = account.id
    handles = [
        HandleRemoved(member_id=id, handle_id=one.id, kind=one.kind) for one in account.handles
    ]
    done = AccountBackBegun(
        member_id=id,
        request_id=request_id,
        ended=ended,
        factors=len(account.kept_factors),
        handles=len(handles),
        password=account.password_set_at is not None,
    )
    return [*handles, done]


def said(text: str, field: str, longest: int) -> str:
    """
    Raises:
        InvalidInput: nothing, or more than `longest` characters.
    """
    if 0 < len(stripped := text.strip()) <= longest:
        return stripped
    raise InvalidInput(
        both(
            "请填写 1 至 {longest} 个字符。",
            "Write 1 to {longest} characters.",
            longest=longest,
        ),
        field=field,
    )
