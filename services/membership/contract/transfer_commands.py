"""What can be asked about giving a membership to another member."""

from services.membership.contract.member_command import MembershipCommand


class OfferTransfer(MembershipCommand, frozen=True, kw_only=True):
    """By the giver, with a second factor."""

    to: str


class AcceptTransfer(MembershipCommand, frozen=True, kw_only=True):
    """By the receiver: consent. It is handed over 24 hours later."""


class EndTransfer(MembershipCommand, frozen=True, kw_only=True):
    """By either: the giver withdraws, the receiver refuses; once both agreed, either undoes it."""


AnyTransferCommand = OfferTransfer | AcceptTransfer | EndTransfer
