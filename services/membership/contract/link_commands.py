"""What can be asked about main and backup memberships."""

from services.membership.contract.member_command import MembershipCommand


class OfferLink(MembershipCommand, frozen=True, kw_only=True):
    """By the main member, with a second factor: `to` becomes a backup, if that member agrees."""

    to: str


class AcceptLink(MembershipCommand, frozen=True, kw_only=True):
    """By the backup: consent to the offer of `main`."""

    main: str


class EndLink(MembershipCommand, frozen=True, kw_only=True):
    """By either: an offer is withdrawn or refused, a link that stands ends at once."""

    other: str


AnyLinkCommand = OfferLink | AcceptLink | EndLink
