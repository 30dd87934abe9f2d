"""A body of a webhook, or a line of a bulk, becomes a report: both are

    {"type": "payment.made", "data": {"memberId": "m-1", "orderId": "o-1", …}}

with `timestamp` and `id` where the shop gives them.
"""

from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Final, NamedTuple

import msgspec

from gateway.reports.faults import fault_of
from gateway.reports.types import TYPES, AnyReport
from infra.kernel.clock import whole_milliseconds
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

LONGEST: Final = 64 * 1024
"""Bytes of one report."""
YEARS: Final = range(1970, 2200)
"""Times outside them are mistakes, as in the graph."""


class ReportBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`id`: the shop's own of this report, by which it counts once. `timestamp` is not used: what
    was when stands in `data`."""

    type: str
    data: msgspec.Raw
    id: str = ""
    timestamp: datetime | None = None


class Decoded(NamedTuple):
    """`id`: empty where the shop gave none."""

    report: AnyReport
    type: str
    id: str


_BODIES: Final = msgspec.json.Decoder(ReportBody)
_REPORTS: Final = {name: msgspec.json.Decoder(kind) for name, kind in TYPES.items()}


def decoded(text: bytes) -> Decoded:
    """
    Raises:
        InvalidInput: it is not a report; names the field where one is wrong.
    """
    try:
        body = _BODIES.decode(text)
        report = _decoder_of(body.type).decode(body.data)
    except msgspec.DecodeError as error:
        raise fault_of(error) from None
    except (UnicodeError, RecursionError):
        raise fault_of(msgspec.DecodeError()) from None
    return Decoded(in_our_time(report), body.type, body.id)


def in_our_time(report: AnyReport) -> AnyReport:
    """With its times in UTC and whole milliseconds, as they are kept.

    Raises:
        InvalidInput: a time has no zone, or is a mistake.
    """
    times = {
        field.name: _instant(field.encode_name, value)
        for field in msgspec.structs.fields(report)
        if isinstance(value := getattr(report, field.name), datetime)
    }
    return msgspec.structs.replace(report, **times) if times else report


def _instant(field: str, value: datetime) -> datetime:
    if value.tzinfo is None or value.year not in YEARS:
        raise InvalidInput(
            both(
                "{field} 须为带时区的时间，例如 2026-11-21T08:30:00Z，"
                "且在 {first} 年至 {last} 年之间。",
                "{field} has to be a time with its zone, as in 2026-11-21T08:30:00Z, "
                "from {first} to {last}.",
                field=field,
                first=YEARS.start,
                last=YEARS.stop - 1,
            ),
            field=field,
        )
    return whole_milliseconds(value.astimezone(UTC))


def _decoder_of(type: str) -> msgspec.json.Decoder[AnyReport]:
    found = _REPORTS.get(type)
    if found is None:
        meant = get_close_matches(type, TYPES, n=1) or ["payment.made"]
        raise InvalidInput(
            both(
                "没有这种报告（type）；例如可用 {meant}，全部类型见文档。",
                "There is no such type of report; {meant} is one, the documentation lists all.",
                meant=meant[0],
            ),
            field="type",
        )
    return found
