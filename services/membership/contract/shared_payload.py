"""What a partner, or the shop, is sent of a member: version 1, the same bytes on every way.

JSON without spaces, fields in the order below, times in UTC (RFC 3339), ids and words as in the
graph. A later version adds fields at the end, or has a higher number.
"""

from datetime import datetime
from typing import Literal

import msgspec

from services.membership.contract.partner_words import SharedType
from services.membership.contract.shop_payload import (
    ChargeData,
    EntitlementData,
    ErasedData,
    MergedData,
    RiskData,
    ShopData,
)
from services.membership.contract.words import Cause, Responsible, Status

VERSION = 1


class StatusData(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """`until`: none where it ends by nothing that is known yet. `cause` and `responsible` are there
    only where the member shares them; null then says that nothing is the matter."""

    member_id: str
    sequence: int
    status: Status
    entitled: bool
    plan: str
    since: datetime
    until: datetime | None
    cause: Cause | msgspec.UnsetType | None = msgspec.UNSET
    responsible: Responsible | msgspec.UnsetType | None = msgspec.UNSET


class EndData(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    member_id: str
    sequence: int


class TestData(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Of `partner.test`: about nobody."""

    partner_id: str


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """`timestamp`: when it happened."""

    type: SharedType
    version: Literal[1] = 1
    id: str
    timestamp: datetime
    data: msgspec.Raw


Data = StatusData | EndData | TestData | ShopData
_DATA: dict[SharedType, type[Data]] = {
    SharedType.ENTITLEMENT_CHANGED: EntitlementData,
    SharedType.MEMBER_ERASED: ErasedData,
    SharedType.MEMBER_MERGED: MergedData,
    SharedType.RISK_CHANGED: RiskData,
    SharedType.CHARGE_REQUESTED: ChargeData,
    SharedType.CHARGE_CLOSED: ChargeData,
    SharedType.FOLLOW_BEGAN: StatusData,
    SharedType.STATUS_CHANGED: StatusData,
    SharedType.FOLLOW_ENDED: EndData,
    SharedType.TEST: TestData,
}


def encoded(type: SharedType, id: str, at: datetime, data: Data) -> bytes:
    """The bytes that leave the house."""
    raw = msgspec.Raw(msgspec.json.encode(data))
    return msgspec.json.encode(Payload(type=type, id=id, timestamp=at, data=raw))


def data_of(payload: bytes) -> Data:
    """What a payload says, for those who show it in fields.

    Raises:
        msgspec.ValidationError: it is not one that `encoded` gave.
    """
    envelope = msgspec.json.decode(payload, type=Payload)
    return msgspec.json.decode(envelope.data, type=_DATA[envelope.type])
