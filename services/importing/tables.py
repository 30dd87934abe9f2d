"""What each kind of file holds: one table of columns, from which reading, checking, the header's
refusal and the documentation follow."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from infra.kernel import values as written
from infra.kernel.time_zones import time_zone as known_time_zone
from infra.kernel.values import BadValue
from services.importing import values
from services.importing.values import Parser
from services.membership.contract.import_rows import (
    LoginRow,
    MemberRow,
    OrderRow,
    PaymentRow,
)
from services.membership.contract.words import Cause, Lifecycle, PaymentPurpose
from services.notify.contract.commands import ContactRow


class FileKind(StrEnum):
    """In the order in which they have to be imported."""

    MEMBERS = "members"
    PAYMENTS = "payments"
    ORDERS = "orders"
    LOGINS = "logins"


class Column(msgspec.Struct, frozen=True):
    """`required`: the header has to name it. A cell may be empty when there is a `default`
    (`NEEDED` means there is none). `target`: the row's field; `shown`: a refused cell may be
    repeated in the report, because it can hold no personal data."""

    name: str
    parse: Parser
    target: str
    required: bool = True
    default: Any = msgspec.UNSET
    shown: bool = False

    def empty(self) -> Any:
        """What an empty cell says.

        Raises:
            BadValue: it has to say something.
        """
        if self.default is msgspec.UNSET:
            raise BadValue("is empty")
        return self.default


class MemberLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a members' file: what membership keeps, and what notify keeps."""

    member: MemberRow
    contact: ContactRow


Row = MemberLine | PaymentRow | OrderRow | LoginRow


def member_of(row: Row) -> str:
    """Whom it is about."""
    return row.member.member_id if isinstance(row, MemberLine) else row.member_id


@dataclass(frozen=True, kw_only=True)
class Table:
    """`key`: the column that may not come twice. `dispensable`: the columns whose faulty cell costs
    only itself, and becomes None."""

    kind: FileKind
    key: str
    columns: tuple[Column, ...]
    build: Callable[[int, dict[str, Any]], Row]
    dispensable: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.names)

    @property
    def free_text(self) -> frozenset[str]:
        """The columns whose cells may hold line breaks."""
        return frozenset(one.name for one in self.columns if one.parse in _FREE_TEXT)

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.required]


_FREE_TEXT = frozenset({written.name, values.label})
_CONTACT_FIELDS = ("member_id", "name", "phone", "email", "language", "time_zone")
_CONTACT_ONLY = frozenset(_CONTACT_FIELDS) - {"member_id"}


def _member(line: int, fields: dict[str, Any], zone: str) -> MemberLine:
    if fields["period_end"] <= fields["period_start"]:
        raise BadValue("must be after period_start")
    contact = {name: fields[name] for name in _CONTACT_FIELDS}
    member = {name: value for name, value in fields.items() if name not in _CONTACT_ONLY}
    member["time_zone"] = fields["time_zone"] or zone
    return MemberLine(member=MemberRow(row=line, **member), contact=ContactRow(row=line, **contact))


def _members(currency: str, zone: str) -> Table:
    return Table(
        kind=FileKind.MEMBERS,
        key="member_id",
        build=lambda line, fields: _member(line, fields, zone),
        dispensable=_CONTACT_ONLY,
        columns=(
            Column("member_id", values.identifier, "member_id"),
            Column("name", written.name, "name", default=""),
            Column("phone", written.phone, "phone", default=""),
            Column("email", written.email, "email", default=""),
            Column("language", written.language, "language", False, "zh-CN", True),
            Column("time_zone", known_time_zone, "time_zone", False, zone, True),
            Column("plan", values.identifier, "plan", shown=True),
            Column("status", values.word(Lifecycle), "lifecycle", shown=True),
            Column("cause", values.word(Cause), "cause", False, None, True),
            Column("period_start", values.instant, "period_start", shown=True),
            Column("period_end", values.instant, "period_end", shown=True),
            Column("auto_renew", values.yes_or_no, "auto_renew", shown=True),
            Column("balance", values.money(currency), "balance", default=0, shown=True),
            Column("last_login_at", values.instant, "last_login_at", False, None, True),
            Column("devices", values.devices, "devices", False, ()),
        ),
    )


def _payments(currency: str) -> Table:
    purpose = PaymentPurpose.RENEWAL
    return Table(
        kind=FileKind.PAYMENTS,
        key="order_id",
        build=lambda line, fields: PaymentRow(row=line, **fields),
        columns=(
            Column("order_id", values.identifier, "order_id"),
            Column("member_id", values.identifier, "member_id"),
            Column("amount", values.money(currency, least=1), "amount", shown=True),
            Column("paid_at", values.instant, "paid_at", shown=True),
            Column("purpose", values.word(PaymentPurpose), "purpose", False, purpose, True),
            Column("pays_from", values.instant, "pays_from", False, None, True),
        ),
    )


def _orders(currency: str) -> Table:
    return Table(
        kind=FileKind.ORDERS,
        key="order_id",
        build=lambda line, fields: OrderRow(row=line, **fields),
        columns=(
            Column("order_id", values.identifier, "order_id"),
            Column("member_id", values.identifier, "member_id"),
            Column("at", values.instant, "at", shown=True),
            Column("full_price", values.money(currency), "full_price", shown=True),
            Column("paid_price", values.money(currency), "paid_price", shown=True),
        ),
    )


def _logins() -> Table:
    return Table(
        kind=FileKind.LOGINS,
        key="login_id",
        build=lambda line, fields: LoginRow(row=line, **fields),
        columns=(
            Column("login_id", values.identifier, "login_id"),
            Column("member_id", values.identifier, "member_id"),
            Column("at", values.instant, "at", shown=True),
            Column("device_id", values.identifier, "device_id"),
            Column("device_label", values.label, "device_label", False, ""),
            Column("ip", values.ip, "ip", False, ""),
            Column(
                "second_factor", values.yes_or_no, "passed_second_factor", False, False, True
            ),
        ),
    )  # fmt: skip


def tables(currency: str, time_zone: str) -> dict[FileKind, Table]:
    """All kinds. `time_zone` stands in where a member's file names none."""
    made = (_members(currency, time_zone), _payments(currency), _orders(currency), _logins())
    return {table.kind: table for table in made}
