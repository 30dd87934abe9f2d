from pathlib import Path

import pytest

from services.importing.problems import FileRefused
from services.importing.tables import FileKind
from tests.unit.importing.working import ORDER_HEADER, TABLES, checked, write


def refusal(file: Path, header: str, kind: FileKind | None = None) -> str:
    with pytest.raises(FileRefused) as caught, checked(write(file, [header]), kind):
        pass
    return caught.value.message


@pytest.mark.parametrize("kind", list(FileKind))
def test_the_kind_follows_from_the_header_in_any_order(tmp_path: Path, kind: FileKind) -> None:
    names = TABLES[kind].names
    for header in (names, names[::-1], TABLES[kind].required):
        with checked(write(tmp_path / "file.csv", [";".join(header)])) as (_, table):
            assert table.kind is kind


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    words = refusal(tmp_path / "f.csv", "order_id,memberid,at,full_price,full_price,colour")
    assert "missing: member_id, paid_price" in words
    assert 'unknown: "memberid"; did you mean member_id?' in words
    assert '"colour"' in words
    assert 'twice: "full_price"' in words
    assert "nothing was imported" in words


def test_the_wanted_kind_decides(tmp_path: Path) -> None:
    words = refusal(tmp_path / "f.csv", ORDER_HEADER, FileKind.PAYMENTS)
    assert "missing: amount, paid_at" in words


def test_a_file_without_a_header_is_refused_without_repeating_it(tmp_path: Path) -> None:
    words = refusal(tmp_path / "f.csv", "m1,王伟,+8613800138000,wang@example.com")
    assert "names no known column" in words
    assert "13800138000" not in words


def test_a_column_without_a_name_is_refused(tmp_path: Path) -> None:
    assert "a column without a name" in refusal(tmp_path / "f.csv", ORDER_HEADER + ",")
