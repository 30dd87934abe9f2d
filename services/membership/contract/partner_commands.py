"""What can be asked of partners and their keys. What members allow them is in `commands`.

A `partner_id` is the operator's own word for the partner, as it stands in addresses and payloads.
"""

import msgspec

from services.shared.callers import KeyScope


class PartnerCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one partner."""

    partner_id: str


class CreatePartner(PartnerCommand, frozen=True, kw_only=True):
    """`contact_email`: where the partner's people are told of what goes wrong."""

    name: str
    contact_email: str


class RenamePartner(PartnerCommand, frozen=True, kw_only=True):
    """`name` or `contact_email` none: stays."""

    name: str | None = None
    contact_email: str | None = None


class CutOffPartner(PartnerCommand, frozen=True, kw_only=True):
    reason: str


class ReadmitPartner(PartnerCommand, frozen=True, kw_only=True):
    reason: str


class IssueKey(PartnerCommand, frozen=True, kw_only=True):
    scopes: tuple[KeyScope, ...]
    label: str = ""


class TurnKey(PartnerCommand, frozen=True, kw_only=True):
    """A new key with the same scopes; the old one stays good for 24 hours."""

    key_id: str


class RevokeKey(PartnerCommand, frozen=True, kw_only=True):
    key_id: str


AnyPartnerCommand = (
    CreatePartner | RenamePartner | CutOffPartner | ReadmitPartner | IssueKey | TurnKey | RevokeKey
)
