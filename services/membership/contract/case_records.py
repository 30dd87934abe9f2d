"""What a case file is made of beside events: records of which each proves itself. Amounts in minor
units, times in UTC."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.explanations import Evidence

Facts = Mapping[str, Any]


def sha256_of(facts: Facts) -> str:
    """Hexadecimal, of the facts as JSON with sorted keys, without spaces, in UTF-8."""
    return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()


class CaseRecord(Evidence, frozen=True, kw_only=True):
    """`kind`: PAYMENT, ORDER, REFUND, LOGIN, NOTICE, CLAUSE or PLAN. `hash`: `sha256_of` the
    `facts`, so that whoever has the file can work it out again. Files from before have no facts."""

    facts: dict[str, Any] = msgspec.field(default_factory=dict)


class OrderMatch(StrEnum):
    """How an order that the member names stands to the record. ANOTHER_TIME: it is the member's,
    but from before the time around the loss. NEARLY: none has this number, one is close to it.
    NOT_ON_RECORD: this member has none such."""

    FOUND = "FOUND"
    ANOTHER_TIME = "ANOTHER_TIME"
    NEARLY = "NEARLY"
    NOT_ON_RECORD = "NOT_ON_RECORD"


class NearBy(StrEnum):
    """In what a named order is close to one on record: a character of its number, its amount, the
    day, or both of these."""

    CHARACTER = "CHARACTER"
    AMOUNT = "AMOUNT"
    DAY = "DAY"
    AMOUNT_AND_DAY = "AMOUNT_AND_DAY"


class NamedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`named`: as the member wrote it. `kind`, `id`, `at` and `hash`: of the record that it is, or
    is close to (`near`); empty where there is none. `kind`: PAYMENT, ORDER, REFUND, or EVENT of a
    top-up."""

    named: str
    match: OrderMatch
    says: LocalText
    kind: str = ""
    id: str = ""
    at: datetime | None = None
    hash: str = ""
    near: NearBy | None = None


class CutReason(StrEnum):
    """EARLIER: from before the time around the loss. TOO_MANY: further from the loss than as many
    as a case file holds."""

    EARLIER = "EARLIER"
    TOO_MANY = "TOO_MANY"


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """`left_out`: so many of a kind are on record and not in the file."""

    kind: str
    left_out: int
    why: CutReason
    says: LocalText
