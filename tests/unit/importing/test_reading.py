"""Files as people save them: delimiters, quotes, line breaks, encodings, and the right lines."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing.problems import FileRefused
from services.importing.source import opened
from services.importing.tables import FileKind, MemberLine
from services.membership.contract.import_rows import (
    OrderRow,
)
from tests.unit.importing.working import AT, ORDER_HEADER, order, read, write

MEMBER_HEADER = (
    "member_id,name,phone,email,language,time_zone,plan,status,cause,"
    "period_start,period_end,auto_renew,balance,last_login_at,devices"
)

characters = st.characters(exclude_categories=("C", "Z")) | st.sampled_from("\u200c\u200d")
names = st.text(characters, min_size=1, max_size=30).filter(lambda text: "\ufffd" not in text)
spaced = st.lists(names, min_size=1, max_size=3).map(" ".join)
instants = st.integers(0, 7 * 10**12).map(
    lambda milliseconds: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)
amounts = st.integers(0, 10**10)


@given(
    name=spaced,
    start=instants,
    balance=amounts,
    delimiter=st.sampled_from(",;\t"),
    form=st.sampled_from(["csv", "csv-bom", "crlf", "jsonl", "gz"]),
)
def test_what_is_written_is_read(
    name: str, start: datetime, balance: int, delimiter: str, form: str
) -> None:
    cells = dict.fromkeys(MEMBER_HEADER.split(","), "") | {
        "member_id": "m1",
        "name": name,
        "plan": "gold",
        "status": "active",
        "period_start": start.isoformat(),
        "period_end": "2199-12-31T00:00:00Z",
        "auto_renew": "true",
        "balance": f"{balance // 100}.{balance % 100:02d}",
        "devices": "d1|d2",
    }
    with TemporaryDirectory() as folder:
        rows, refused, _ = read(_saved(Path(folder), cells, delimiter, form))
    assert refused == []
    (row,) = rows
    assert isinstance(row, MemberLine)
    assert (row.contact.name, row.member.balance) == (normalize("NFC", name), balance)
    assert (row.member.period_start, row.member.devices) == (start, ("d1", "d2"))


def _saved(folder: Path, cells: dict[str, str], delimiter: str, form: str) -> Path:
    if form == "jsonl":
        return write(folder / "m.jsonl", [json.dumps(cells, ensure_ascii=False)])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(cells), delimiter=delimiter, lineterminator="")
    writer.writeheader()
    header = text.getvalue()
    writer.writerow(cells)
    lines = [header, text.getvalue()[len(header) :]]
    suffix = ".csv.gz" if form == "gz" else ".csv"
    encoding = "utf-8-sig" if form == "csv-bom" else "utf-8"
    end = "\r\n" if form == "crlf" else "\n"
    return write(folder / f"m{suffix}", lines, encoding=encoding, end=end)


def test_lines_are_counted_through_line_breaks_in_cells(tmp_path: Path) -> None:
    header = "login_id,member_id,at,device_id,device_label"
    lines = [
        header,
        f'l1,m1,{AT},d1,"one\ntwo\nthree"',
        "",
        "l2,m1,never,d1,x",
        f"l3,m1,{AT},d1,y",
    ]
    rows, refused, _ = read(write(tmp_path / "logins.csv", lines))
    assert [(row.row, row.device_label) for row in rows] == [(2, "one two three"), (7, "y")]  # type: ignore[union-attr]  # logins
    assert [(one.line, one.field) for one in refused] == [(6, "at")]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('o2,m1,"unclosed,1,1', "quote"),
        ('o2,m1,"a"b,1,1', "quote"),
        ("o2,m1,1", "has 3 columns, but the header has 5"),
        (order(2) + ",extra", "has 6 columns, but the header has 5"),
        ('o2,m1,"' + "x" * 300_000, "quote"),
    ],
)
def test_a_broken_line_costs_only_itself(tmp_path: Path, bad: str, reason: str) -> None:
    lines = [ORDER_HEADER, order(1), bad, order(3), order(4)]
    rows, refused, _ = read(write(tmp_path / "orders.csv", lines))
    assert [row.row for row in rows if isinstance(row, OrderRow)] == [2, 4, 5]
    ((line, words),) = [(one.line, one.reason) for one in refused]
    assert line == 3
    assert reason in words


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_line_of_megabytes_is_one_refusal_and_the_next_is_read(tmp_path: Path, kind: str) -> None:
    good = json.dumps({"order_id": "o2", "member_id": "m1", "at": AT, "full_price": 1,
                       "paid_price": 1})  # fmt: skip
    huge = "x" * 5_000_000
    lines = {
        "csv": [ORDER_HEADER, order(1), f'o9,m1,"{huge}",1,1', order(2)],
        "jsonl": [
            good.replace("o2", "o1"),
            good,
            f'{{"order_id":"{huge}"}}',
            good.replace("o2", "o3"),
        ],
    }[kind]
    rows, refused, _ = read(write(tmp_path / f"orders.{kind}", lines), FileKind.ORDERS)
    assert [one.line for one in refused] == [3]
    assert [row.row for row in rows][-1] == 4  # type: ignore[union-attr]  # orders
    assert len(rows) == len(lines) - 1 - (kind == "csv")


def test_a_stray_quote_that_finds_a_partner_far_below_swallows_nothing(tmp_path: Path) -> None:
    lines = [ORDER_HEADER, 'o1,m1,"oops,1,1', *[order(n) for n in range(2, 6)], 'o6,m1,x",1,1']
    rows, refused, _ = read(write(tmp_path / "orders.csv", lines))
    assert [row.row for row in rows] == [3, 4, 5, 6]  # type: ignore[union-attr]  # orders
    assert {one.line for one in refused} == {2, 7}


def test_the_same_line_again_is_passed_and_another_with_its_key_refused(tmp_path: Path) -> None:
    lines = [ORDER_HEADER, order(1), order(1), order(1, full="99.00")]
    rows, refused, repeated = read(write(tmp_path / "orders.csv", lines))
    assert (len(rows), repeated) == (1, 1)
    assert [(one.line, one.field) for one in refused] == [(4, "order_id")]
    assert "line 2" in refused[0].reason


def test_json_numbers_keep_their_decimals(tmp_path: Path) -> None:
    line = f'{{"order_id":"o1","member_id":"m1","at":"{AT}","full_price":0.29,"paid_price":0}}'
    rows, refused, _ = read(write(tmp_path / "orders.jsonl", [line]))
    assert refused == []
    assert rows[0].full_price == 29  # type: ignore[union-attr]  # an order


def test_broken_json_lines_cost_only_themselves(tmp_path: Path) -> None:
    good = {"order_id": "o1", "member_id": "m1", "at": AT, "full_price": "1", "paid_price": 1}
    lines = [
        json.dumps(good),
        "{not json",
        "[1]",
        json.dumps(good | {"order_id": "o2", "discont": 1}),
        json.dumps(good | {"order_id": {"a": 1}}),
        '{"order_id":"o3","order_id":"o4"}',
        '{"order_id":"\\ud800","member_id":"m1"}',
        '{"\\ud800":"o6"}',
        "[" * 100_000,
        '{"order_id":"' + "x" * 3_000_000,
        json.dumps(good | {"order_id": "o5"}),
    ]
    rows, refused, _ = read(write(tmp_path / "orders.jsonl", lines), FileKind.ORDERS)
    assert [row.row for row in rows] == [1, 11]  # type: ignore[union-attr]  # orders
    assert {one.line for one in refused} == set(range(2, 11))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n \n", "empty"),
        ("order_id,member_id\n王".encode("gb18030"), "line 2 is not UTF-8"),
        ("order_id".encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x00broken", "compressed file is damaged"),
        (b"{broken", "not a JSON object"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    with pytest.raises(FileRefused, match=words), opened(str(file)):
        pass


def test_the_line_of_a_wrong_byte_far_inside_is_named(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(b"x\n" * 300_000 + b"\xff\n")
    with pytest.raises(FileRefused, match="line 300001 "), opened(str(file)):
        pass


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="No such file"), opened(str(tmp_path / "none.csv")):
        pass
