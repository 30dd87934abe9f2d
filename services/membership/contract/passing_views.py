"""What goes from one member to another, as each of the two sees it; and what moving up costs."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.link_words import LinkRole
from services.membership.contract.plans import Plan


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """A link as the member sees it: with whom, not how the other stands. `since`: none while it is
    offered, until `accept_until`."""

    role: LinkRole
    other: str
    since: datetime | None
    accept_until: datetime


class TransferView(msgspec.Struct, frozen=True, kw_only=True):
    """`giving`: by this member, else to them. `effective_at`: when it is handed over; none until
    the receiver agreed, which is possible before `accept_until`."""

    giving: bool
    other: str
    accept_until: datetime
    effective_at: datetime | None


class GiftView(TransferView, frozen=True, kw_only=True):
    """`count` uses of the quota `benefit`."""

    benefit: str
    name: LocalText
    count: int


class PassingView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    transfer: TransferView | None = None
    gift: GiftView | None = None
    links: tuple[LinkView, ...] = ()


class UpgradeView(msgspec.Struct, frozen=True, kw_only=True):
    """`price`: what is debited now, in minor units."""

    plan: Plan
    price: int


class UpgradesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    upgrades: tuple[UpgradeView, ...] = ()
