"""The list of differences, as CSV: what a person reads, deletes lines from, and confirms."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from services.importing.problems import FileRefused
from services.membership.contract.reconciliation import Difference, DifferenceKind, Repair
from services.membership.contract.words import PaymentPurpose

COLUMNS = (
    "kind", "file", "line", "member_id", "ours", "theirs", "repair",
    "order_id", "amount_minor", "paid_at", "purpose",
)  # fmt: skip


class DifferenceReport:
    """Of one run, from the beginning of the file on."""

    def __init__(self, stream: IO[str]) -> None:
        self._rows = csv.writer(stream)
        self._rows.writerow(COLUMNS)

    def add(self, file: str, differences: Iterable[Difference]) -> None:
        self._rows.writerows(
            (
                one.kind, file if one.row else "", one.row or "", one.member_id, one.ours,
                one.theirs, one.repair or "", one.order_id, one.amount or "",
                one.paid_at.isoformat() if one.paid_at else "", one.purpose,
            )
            for one in differences
        )  # fmt: skip


def confirmed(path: Path) -> Iterator[tuple[int, Difference]]:
    """The differences that are left in a report and can be mended, with their lines.

    Raises:
        FileRefused: it is no such report, or a line of it was damaged.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise FileRefused(f"{path}: this is no report of differences; nothing was done.")
        for row in rows:
            if row["repair"]:
                yield rows.line_num, _difference(path, rows.line_num, row)


def _difference(path: Path, line: int, row: dict[str, Any]) -> Difference:
    try:
        return Difference(
            kind=DifferenceKind(row["kind"]),
            row=int(row["line"] or 0),
            member_id=row["member_id"],
            ours=row["ours"],
            theirs=row["theirs"],
            order_id=row["order_id"],
            repair=Repair(row["repair"]),
            amount=int(row["amount_minor"] or 0),
            paid_at=datetime.fromisoformat(row["paid_at"]) if row["paid_at"] else None,
            purpose=PaymentPurpose(row["purpose"]),
        )
    except (TypeError, ValueError) as error:
        raise FileRefused(f"{path}: line {line} cannot be read ({error}).") from None
