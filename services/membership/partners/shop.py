"""What the shop is told of all its members, once it has its place among those who follow: worked
out from membership's own feed, so that no change waits for it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.ids import derived_id
from services.membership.contract.entitlement import CHANGES_NOTHING, EntitlementsView
from services.membership.contract.erasure_events import MemberErased
from services.membership.contract.event_types import body_of
from services.membership.contract.method_events import (
    ChargeClosed,
    ChargeRefused,
    ChargeRequested,
)
from services.membership.contract.partner_words import SharedType
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned
from services.membership.contract.shared_payload import encoded
from services.membership.contract.shop_payload import (
    ChargeData,
    ErasedData,
    MergedData,
    RiskData,
    ShopData,
    entitlement_data,
)
from services.membership.contract.staff_events import MergedInto
from services.membership.domain.folding.sharing import Shown
from services.membership.partners.partner_store import PartnerStore
from services.shared.callers import THE_SHOP

Entitlements = Callable[[tuple[str, ...]], Awaitable[EntitlementsView]]
"""Of at most `MOST_MEMBERS`, as they are now."""

_APART: Final = frozenset(
    one.__name__
    for one in (
        *(MemberErased, MergedInto, LapseRiskWarned, LapseRiskEased),
        *(ChargeRequested, ChargeRefused, ChargeClosed),
    )
)
"""Types of event of which the shop is told something else than an entitlement."""


class ShopShowing:
    def __init__(self, partners: PartnerStore, entitlements: Entitlements) -> None:
        self._partners = partners
        self._entitlements = entitlements

    async def shown_by(self, events: Sequence[NumberedEvent]) -> list[Shown]:
        """What these show to the shop, in their order; nothing while it has no place. What a member
        is entitled to is told as it is now, so once is enough, with the last that changed it."""
        told = [one.event for one in events if one.owner and tells(one.event.type)]
        if not told or (await self._partners.load(THE_SHOP)).is_new:
            return []
        last = {event.aggregate: event for event in told if event.type not in _APART}
        now = await self._entitlements(tuple(last))
        answers = {one.member_id: one for one in now.entitlements}
        shown: list[Shown] = []
        for event in told:
            if event.type in _APART:
                shown += _apart(event)
            elif last[event.aggregate] is event:
                data = entitlement_data(answers[event.aggregate], event.version, now.at)
                shown.append(_shown(event, SharedType.ENTITLEMENT_CHANGED, data))
        return shown


def tells(event_type: str) -> bool:
    """Whether the shop is told anything of it."""
    return event_type in _APART or event_type not in CHANGES_NOTHING


def _apart(event: EventEnvelope) -> list[Shown]:
    whose: dict[str, Any] = {"member_id": event.aggregate, "sequence": event.version}
    match body_of(event):
        case MemberErased():
            return [_shown(event, SharedType.MEMBER_ERASED, ErasedData(**whose))]
        case MergedInto(into=into):
            return [_shown(event, SharedType.MEMBER_MERGED, MergedData(**whose, into=into))]
        case LapseRiskWarned() | LapseRiskEased() as risk:
            data = RiskData(**whose, act_by=risk.act_by, reasons=risk.reasons)
            return [_shown(event, SharedType.RISK_CHANGED, data)]
        case ChargeRequested() as asked:
            request = ChargeData(
                **whose, charge_id=event.id, amount=asked.amount, answer_by=asked.answer_by
            )
            return [_shown(event, SharedType.CHARGE_REQUESTED, request)]
        case ChargeRefused(charge_id=id) | ChargeClosed(charge_id=id) if id:
            return [_shown(event, SharedType.CHARGE_CLOSED, ChargeData(**whose, charge_id=id))]
        case _:  # a charge that the shop made of its own accord
            return []


def _shown(event: EventEnvelope, type: SharedType, data: ShopData) -> Shown:
    id = derived_id(event.id, THE_SHOP)
    return Shown(
        id=id,
        event_id=event.id,
        partner_id=THE_SHOP,
        member_id=event.aggregate,
        sequence=event.version,
        type=type,
        at=event.happened_at,
        payload=encoded(type, id, event.happened_at, data),
    )
