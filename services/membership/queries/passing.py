"""Answers what goes from one member to another, and what moving up costs."""

from services.membership.contract.passing_queries import GetPassing, GetUpgrades
from services.membership.contract.passing_views import (
    GiftView,
    PassingView,
    TransferView,
    UpgradesView,
    UpgradeView,
)
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.gift import Gift
from services.membership.domain.aggregate.parts import Transfer
from services.membership.domain.periods.changes import difference
from services.membership.domain.view import links_of
from services.membership.queries.gathered import Gathered


def passing(query: GetPassing, gathered: Gathered) -> PassingView:
    """Whoever receives may never have been enrolled."""
    loaded = gathered.loaded.get(query.member_id)
    if loaded is None:
        return PassingView()
    state = loaded.state
    return PassingView(
        transfer=_transfer(state.transfer) if state.transfer else None,
        gift=_gift(state.gift) if state.gift else None,
        links=links_of(state),
    )


def _transfer(transfer: Transfer) -> TransferView:
    return TransferView(
        giving=transfer.giving,
        other=transfer.other,
        accept_until=transfer.accept_until,
        effective_at=transfer.effective_at,
    )


def _gift(gift: Gift) -> GiftView:
    return GiftView(
        giving=gift.giving,
        other=gift.other,
        accept_until=gift.accept_until,
        effective_at=gift.effective_at,
        benefit=gift.benefit,
        name=gift.name,
        count=gift.count,
    )


def upgrades(query: GetUpgrades, gathered: Gathered) -> UpgradesView:
    """The cheapest step first; none but from a membership whose period runs, as with upgrading."""
    loaded = gathered.loaded.get(query.member_id)
    if loaded is None or loaded.state.lifecycle is not Lifecycle.ACTIVE or loaded.state.holds:
        return UpgradesView()
    state, now = loaded.state, gathered.now
    held = gathered.catalog.held(state)
    offered = (offer.plan for offer in gathered.catalog.plans.on_offer(now).values())
    higher = sorted((one for one in offered if one.rank > held.rank), key=lambda plan: plan.rank)
    return UpgradesView(
        upgrades=tuple(
            UpgradeView(plan=plan, price=difference(state, held, plan, now)) for plan in higher
        )
    )
