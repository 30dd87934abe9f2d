"""What can be asked about giving uses of a quota to another member."""

from services.membership.contract.member_command import MembershipCommand


class OfferGift(MembershipCommand, frozen=True, kw_only=True):
    """By the giver, with a second factor."""

    to: str
    benefit: str
    count: int = 1


class AcceptGift(MembershipCommand, frozen=True, kw_only=True):
    """By the receiver: consent. It is the receiver's 24 hours later."""


class EndGift(MembershipCommand, frozen=True, kw_only=True):
    """By either: the giver withdraws, the receiver refuses; once both agreed, either undoes it."""


AnyGiftCommand = OfferGift | AcceptGift | EndGift
