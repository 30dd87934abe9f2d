"""Partners, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.partners.arrivals import Arrivals
from services.membership.partners.commands import PartnerCommands
from services.membership.partners.followed_store import FollowedStore
from services.membership.partners.item_store import ItemStore
from services.membership.partners.laying import NAME, Laying
from services.membership.partners.partner_store import PartnerStore
from services.membership.partners.reading import PartnerReading
from services.membership.partners.shop import Entitlements, ShopShowing
from services.membership.ports import MembershipStore

_FORGET_EVERY: Final = 5.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Partners:
    """What partners bring into membership."""

    commands: PartnerCommands
    reading: PartnerReading
    items: ItemStore
    loops: Sequence[Loop]


def build_partners(
    base: Foundation,
    store: PartnerStore,
    members: MembershipStore,
    clock: Clock,
    *,
    entitlements: Entitlements,
    kept: timedelta,
    sandbox: bool,
) -> Partners:
    """`kept`: how long partners, and the shop, can read what they were shown. `sandbox`: whether
    this is one."""
    arrivals = Arrivals(base.db)
    items = ItemStore(base.uow, arrivals)
    reading = PartnerReading(store, members, FollowedStore(base.db), clock)
    laying = Laying(items, ShopShowing(store, entitlements), clock)

    async def forget(_epoch: int) -> None:
        await Wakeup().keep_at(lambda: items.forget(clock.now() - kept), _FORGET_EVERY)

    async def lay(epoch: int) -> None:
        await Subscription(NAME, base.db, base.feed.read, laying.handle).run(epoch)

    return Partners(
        commands=PartnerCommands(store, reading.view, clock, sandbox=sandbox),
        reading=reading,
        items=items,
        loops=[
            Loop(name=NAME, run=lay),
            Loop(name="shared items of other processes", run=arrivals.watch, everywhere=True),
            Loop(name="forget shared items", run=forget),
        ],
    )
