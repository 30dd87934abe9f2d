"""What ends the requests of who says to have lost every contact of an account."""

from collections.abc import Sequence

from services.membership.accounts.core.domain.account import Account
from services.membership.contract.accounts.regaining_events import AccountBackEnded
from services.membership.contract.accounts.regaining_words import BackEnd


def all_ended(account: Account | None, how: BackEnd) -> list[AccountBackEnded]:
    """All of them; nothing where there is none, or where one is carried out already."""
    if account is None or not account.asked_back:
        return []
    if account.coming_back is not None and account.coming_back.begun:
        return []
    return [ended(account, account.asked_back, how)]


def ended(account: Account, ids: Sequence[str], how: BackEnd, reason: str = "") -> AccountBackEnded:
    coming = account.coming_back
    return AccountBackEnded(
        member_id=account.id,
        request_ids=tuple(ids),
        how=how,
        told=coming is not None and coming.request_id in ids,
        reason=reason,
    )
