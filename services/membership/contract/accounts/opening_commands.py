"""Accounts that others bring: the shop, staff, an import."""

import msgspec

from services.membership.contract.accounts.command import AccountCommand
from services.membership.contract.accounts.words import HandleKind


class RegisterAccount(AccountCommand, frozen=True, kw_only=True):
    """Opens the account of a member, or says by what it is found: none leaves it, empty removes
    it. An address that finds another account already is left out."""

    member_id: str
    phone: str | None = None
    email: str | None = None


class FollowContacts(AccountCommand, frozen=True, kw_only=True):
    """The member changed where one of this kind goes: the account is found by what notification
    uses by now."""

    member_id: str
    kind: HandleKind


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """Of an import: by what a member's account is found; both may be missing."""

    member_id: str
    phone: str | None = None
    email: str | None = None
