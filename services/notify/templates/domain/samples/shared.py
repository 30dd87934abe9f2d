"""Of what members give, link and let others see."""

from typing import Any

from services.membership.contract import (
    gift_events,
)
from services.membership.contract import link_events as lk
from services.membership.contract import partner_events as pt
from services.membership.contract import transfer_events as tr
from services.membership.contract.export_events import ExportReady
from services.membership.contract.link_words import LinkEnd, LinkRole
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.words import (
    TransferEnd,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    GIFT,
    LATER,
    NOW,
    SOON,
)

EVENTS: list[Any] = [
    gift_events.GiftOffered(**GIFT, accept_until=SOON),
    gift_events.GiftAgreed(**GIFT, effective_at=SOON),
    gift_events.GiftEnded(**GIFT, how=TransferEnd.UNDONE),
    gift_events.GiftMade(**GIFT, used=10, gifts=0, left=10, resets_at=LATER),
    pt.PartnerAllowed(
        partner_id="globex",
        partner_name="Globex",
        scopes=tuple(ShareScope),
        status_since=NOW,
    ),
    pt.PartnerWithdrawn(partner_id="globex", partner_name="Globex"),
    ExportReady(member_id="m0000001", export_id="x-1", expires_at=SOON, size=10_000_000),
    lk.LinkOffered(link_id="l-1", role=LinkRole.MAIN, other="m-2", accept_until=SOON),
    lk.LinkAgreed(link_id="l-1", role=LinkRole.MAIN, other="m-2"),
    lk.LinkEnded(
        link_id="l-1", role=LinkRole.BACKUP, other="m-2", how=LinkEnd.UNLINKED, in_use=True
    ),
    lk.CoverBegan(
        link_id="l-1", main="m-2", plan="diamond", plan_version=1, until=LATER, in_use=True
    ),
    lk.CoverChanged(
        link_id="l-1",
        main="m-2",
        plan="gold",
        plan_version=1,
        plan_before="diamond",
        version_before=1,
        until=LATER,
        in_use=True,
    ),
    lk.CoverEnded(link_id="l-1", main="m-2", plan="diamond", plan_version=1, in_use=True),
    tr.TransferOffered(
        transfer_id="t-1",
        giving=True,
        other="m0000002",
        plan="diamond",
        plan_version=1,
        period_end=LATER,
        accept_until=SOON,
    ),
    tr.TransferAgreed(
        transfer_id="t-1",
        giving=True,
        other="m0000002",
        plan="diamond",
        plan_version=1,
        effective_at=SOON,
    ),
    tr.TransferEnded(transfer_id="t-1", giving=True, other="m0000002", how=TransferEnd.REFUSED),
    tr.MembershipGiven(
        transfer_id="t-1",
        other="m0000002",
        plan="diamond",
        plan_version=1,
        period_end=LATER,
        **BEFORE_AFTER,
    ),
    tr.MembershipReceived(
        transfer_id="t-1",
        other="m0000001",
        plan="diamond",
        plan_version=1,
        price=399000,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        clauses={},
        **BEFORE_AFTER,
    ),
]
