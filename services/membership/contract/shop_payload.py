"""What the shop is sent of its members: version 1, the same bytes on every way. Amounts in minor
units, times in UTC (RFC 3339), words as in the graph."""

from datetime import datetime

import msgspec

from services.membership.contract.entitlement import Entitlement, EntitlementStanding
from services.membership.contract.risk_words import RiskReason
from services.membership.contract.words import Cause, Responsible, Status


class _Data(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`sequence`: of the member; a higher one is newer. It has gaps."""

    member_id: str
    sequence: int


class BenefitData(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """As in `EntitledBenefit`."""

    value: bool | int | str
    left: int | None = None
    up_to: int | None = None


class EntitlementData(_Data, frozen=True, kw_only=True):
    """The answer about one member as it was `at`; as in `Entitlement`."""

    version: int
    standing: EntitlementStanding
    entitled: bool
    status: Status | None
    plan: str
    plan_version: int
    price_factor: str
    benefits: dict[str, BenefitData]
    since: datetime | None
    until: datetime | None
    cause: Cause | None
    responsible: Responsible | None
    blocker: str
    through: str
    at: datetime


class ErasedData(_Data, frozen=True, kw_only=True):
    """All that is kept of the member goes; forget yours, but for what the law wants kept."""


class MergedData(_Data, frozen=True, kw_only=True):
    """The member goes on under `into`."""

    into: str


class RiskData(_Data, frozen=True, kw_only=True):
    """The membership, or its plan, is likely to be lost by `act_by`, for these reasons; none: not
    any more."""

    act_by: datetime | None
    reasons: tuple[RiskReason, ...]


class ChargeData(_Data, frozen=True, kw_only=True):
    """The shop is asked to charge a bound method, under `charge_id`, and to answer by then; of a
    request that is over neither amount nor time is said."""

    charge_id: str
    amount: int | None = None
    answer_by: datetime | None = None


ShopData = EntitlementData | ErasedData | MergedData | RiskData | ChargeData


def entitlement_data(found: Entitlement, sequence: int, at: datetime) -> EntitlementData:
    return EntitlementData(
        member_id=found.member_id,
        sequence=sequence,
        version=found.version,
        standing=found.standing,
        entitled=found.standing is EntitlementStanding.ENTITLED,
        status=found.status,
        plan=found.plan,
        plan_version=found.plan_version,
        price_factor=found.price_factor,
        benefits={
            one.code: BenefitData(value=one.value, left=one.left, up_to=one.up_to)
            for one in found.benefits
        },
        since=found.since,
        until=found.until,
        cause=found.cause,
        responsible=found.responsible,
        blocker=found.blocker,
        through=found.through,
        at=at,
    )
