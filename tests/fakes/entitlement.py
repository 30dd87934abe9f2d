"""What the shop is told, as a test wants it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.membership.contract.entitlement import (
    EntitledBenefit,
    Entitlement,
    EntitlementStanding,
    EntitlementsView,
)
from services.membership.contract.plans import BenefitKind
from services.membership.contract.queries import GetEntitlements
from services.membership.contract.words import Status

AT = datetime(2026, 11, 1, tzinfo=UTC)


def entitled(member_id: str, **more: Any) -> Entitlement:
    """A gold member for ten days more."""
    fields: dict[str, Any] = {
        "standing": EntitlementStanding.ENTITLED,
        "version": 3,
        "status": Status.ACTIVE,
        "plan": "gold",
        "plan_version": 2,
        "benefits": (
            EntitledBenefit(code="member_discount", kind=BenefitKind.RATE, value="0.90"),
            EntitledBenefit(code="free_transfers", kind=BenefitKind.QUOTA, value=2, left=1),
        ),
        "price_factor": "0.90",
        "since": AT - timedelta(days=20),
        "until": AT + timedelta(days=10),
    }
    return Entitlement(member_id=member_id, **fields | more)


def answered(query: GetEntitlements, known: Mapping[str, Entitlement]) -> EntitlementsView:
    return EntitlementsView(
        at=AT,
        entitlements=tuple(
            known.get(id) or Entitlement(member_id=id, standing=EntitlementStanding.UNKNOWN)
            for id in query.member_ids
        ),
    )
