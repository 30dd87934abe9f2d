"""What is refused, and that the report says no more than it may."""

import csv
from pathlib import Path

import pytest

from services.importing.report import ReportPart, publish
from services.importing.rows import RefusedRow
from services.importing.tables import FileKind
from tests.unit.importing.working import AT, ORDER_HEADER, TABLES, order, read, write

GOOD = {
    "member_id": "m1",
    "name": "王伟",
    "phone": "+8613800138000",
    "email": "wang@example.com",
    "plan": "gold",
    "status": "ACTIVE",
    "period_start": AT,
    "period_end": "2026-12-01T08:00:00+08:00",
    "auto_renew": "true",
    "balance": "12.34",
}  # fmt: skip
ALL = dict.fromkeys(TABLES[FileKind.MEMBERS].names, "") | GOOD


def faults(folder: Path, **cells: str) -> list[RefusedRow]:
    row = ALL | cells
    lines = [",".join(row), ",".join(f'"{cell}"' for cell in row.values())]
    return read(write(folder / "members.csv", lines))[1]


@pytest.mark.parametrize(
    ("field", "cell", "reason", "shown"),
    [
        ("status", "ACTIV", "did you mean ACTIVE?", "ACTIV"),
        ("period_start", "2026-11-21 20:00", "no offset", "2026-11-21 20:00"),
        ("period_start", "yesterday", "must be a time", "yesterday"),
        ("period_end", AT, "after period_start", ""),
        ("balance", "12.345", "more decimals than CNY has", "12.345"),
        ("balance", "-1", "not be below 0", "-1"),
        ("balance", "1e3", "decimal amount", "1e3"),
        ("auto_renew", "maybe", "true or false", "maybe"),
        ("time_zone", "Asia/Shangai", "did you mean Asia/Shanghai?", "Asia/Shangai"),
        ("language", "fr", "zh-CN or en", "fr"),
        ("phone", "13800138000", "E.164", ""),
        ("phone", "+861380013800", "can exist", ""),
        ("email", "wang.example.com", "not an e-mail", ""),
        ("email", "wang@example", "not an e-mail", ""),
        ("email", "wa ng@example.com", "not an e-mail", ""),
        ("email", "wang.@example.com", "not an e-mail", ""),
        ("member_id", "", "is empty", ""),
        ("member_id", "m 1", "without spaces", ""),
        ("cause", "BECAUSE", "must be one of", "BECAUSE"),
    ],
)
def test_a_fault_names_its_field_and_what_would_be_right(
    tmp_path: Path, field: str, cell: str, reason: str, shown: str
) -> None:
    (fault,) = faults(tmp_path, **{field: cell})
    assert (fault.line, fault.field, fault.value) == (2, field, shown)
    assert reason in fault.reason


@pytest.mark.parametrize(
    "personal",
    ["+8613800138000", "138-0013-8000", "wang@example.com", "王伟", "Anna Lee", "192.0.2.7"],
)
@pytest.mark.parametrize("field", ["plan", "status", "balance", "period_end", "language"])
def test_personal_data_in_a_wrong_column_is_not_repeated(
    tmp_path: Path, field: str, personal: str
) -> None:
    for fault in faults(tmp_path, **{field: personal}):
        assert fault.value == ""
        assert personal not in fault.reason


def test_every_fault_of_a_row_is_listed(tmp_path: Path) -> None:
    found = faults(tmp_path, phone="no", status="no", balance="no")
    assert [fault.field for fault in found] == ["phone", "status", "balance"]


def test_the_report_goes_on_at_its_checkpoint_and_is_safe_to_open(tmp_path: Path) -> None:
    part = ReportPart(tmp_path / "part", "a.csv", 0)
    part.add([RefusedRow(line=2, field="balance", reason="must not be below 0", value="-1")])
    size = part.size
    part.add([RefusedRow(line=3, field="x", reason="lost in a kill")])
    part.close()

    again = ReportPart(tmp_path / "part", "a.csv", size)
    again.add([RefusedRow(line=4, field="name", reason='says, "so"')])
    again.close()
    publish([tmp_path / "part", tmp_path / "none"], tmp_path / "refused.csv")
    with (tmp_path / "refused.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["line"], row["value"]) for row in rows] == [("2", "'-1"), ("4", "")]
    assert rows[1]["reason"] == 'says, "so"'


def test_one_bad_row_does_not_stop_the_others(tmp_path: Path) -> None:
    lines = [ORDER_HEADER, order(1), order(2, full="x", paid="y"), order(3)]
    rows, refused, _ = read(write(tmp_path / "orders.csv", lines))
    assert len(rows) == 2
    assert [(one.line, one.field) for one in refused] == [(3, "full_price"), (3, "paid_price")]
