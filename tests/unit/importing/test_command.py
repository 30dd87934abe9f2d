"""The command as an operator meets it: words, exit codes, files."""

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.importing.cli import ALL_IN, NOTHING_TOUCHED, SOME_REFUSED, STOPPED, main
from services.importing.deliver import Clients
from services.importing.generate.command import generate
from services.importing.generate.stories import STORIES
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.settings import Settings
from tests.unit.importing.fakes import FakeClients
from tests.unit.importing.working import ORDER_HEADER, TABLES, order, write


class Operator:
    """Runs the command in a folder, against services in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clients, self.connected = folder, FakeClients(), 0

    def __call__(self, *arguments: str) -> int:
        @asynccontextmanager
        async def connect(settings: Settings) -> AsyncIterator[Clients]:
            self.connected += 1
            yield self.clients

        return main(arguments, connect)


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return Operator(tmp_path)


def test_all_four_files_in_any_order(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    generate([str(operator.folder), "--members", "50"])
    files = [str(file) for file in sorted(operator.folder.glob("*.csv"), reverse=True)]
    assert operator(*files) == ALL_IN
    said = capsys.readouterr().out
    assert said.index("members.csv: 50 rows") < said.index("payments.csv:")
    assert "50 new, 0 unchanged, 0 refused" in said
    assert operator(*files) == ALL_IN
    assert "0 new, 50 unchanged, 0 refused" in capsys.readouterr().out
    assert [file.name for file in (operator.folder / "var/imports").iterdir()] == ["refused.csv"]


def test_refused_rows_are_in_the_report(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.clients.membership.kept["members"]["m1"] = "is there"
    lines = [ORDER_HEADER, order(1), order(2, full="free"), "o3,m9,2026-11-01T08:00:00Z,1,1"]
    file, report = write(operator.folder / "o.csv", lines), operator.folder / "refused.csv"
    assert operator(str(file), "--report", str(report)) == SOME_REFUSED
    assert str(report) in capsys.readouterr().out
    with report.open(newline="") as stream:
        rows = [(row["line"], row["field"], row["value"]) for row in csv.DictReader(stream)]
    assert rows == [("3", "full_price", "free"), ("4", "member_id", "")]


def test_one_wrong_file_and_nothing_is_touched(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(operator.folder / "good.csv", [ORDER_HEADER, order(1)])
    bad = write(operator.folder / "bad.csv", [ORDER_HEADER.replace("member_id", "member")])
    empty = write(operator.folder / "empty.csv", [])
    assert operator(str(good), str(bad), str(empty)) == NOTHING_TOUCHED
    said = capsys.readouterr().out
    assert "bad.csv: nothing was imported" in said
    assert "empty.csv: the file is empty" in said
    assert operator.connected == 0
    assert not (operator.folder / "var").exists()


def test_a_stop_says_how_to_go_on(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    generate([str(operator.folder), "--members", "30"])

    def interrupted(_: ImportBatch) -> None:
        if operator.clients.membership.calls == 5:
            raise KeyboardInterrupt

    operator.clients.membership.before = interrupted
    file = str(operator.folder / "members.csv")
    assert operator(file, "--batch", "5") == STOPPED
    assert "the same command goes on from there" in capsys.readouterr().out
    operator.clients.membership.before = lambda _: None
    assert operator(file, "--batch", "5") == ALL_IN
    assert re.search("going on after (5|10) rows", capsys.readouterr().out)
    assert len(operator.clients.notify.kept) == 30


def test_a_report_that_cannot_be_written_is_found_before_anything_is_touched(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(operator.folder / "o.csv", [ORDER_HEADER, order(1)])
    assert operator(str(file), "--report", str(file / "inside")) == NOTHING_TOUCHED
    assert "the report cannot be written" in capsys.readouterr().out
    assert operator(str(file), "--report", str(file)) == NOTHING_TOUCHED
    assert len(file.read_text().splitlines()) == 2
    assert operator.connected == 0


@pytest.mark.parametrize("size", ["0", "1001", "many"])
def test_a_batch_is_as_large_as_the_service_takes(operator: Operator, size: str) -> None:
    with pytest.raises(SystemExit):
        operator("members.csv", "--batch", size)


@pytest.mark.parametrize("compressed", [False, True])
def test_standard_input(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, *, compressed: bool
) -> None:
    operator.clients.membership.kept["members"]["m1"] = "is there"
    name = "orders.csv.gz" if compressed else "orders.csv"
    file = write(operator.folder / name, [ORDER_HEADER, order(1), order(2)])
    with file.open("rb") as stream:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
        assert operator("-") == ALL_IN
    assert len(operator.clients.membership.kept["orders"]) == 2


def test_the_documentation_names_every_column_and_exit_code() -> None:
    text = Path("docs/importing.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        for column in table.columns:
            assert f"`{column.name}`" in text
            assert (f"*`{column.name}`" in text) or column.required
    for code in (ALL_IN, SOME_REFUSED, NOTHING_TOUCHED, STOPPED):
        assert f"\n| {code} | " in text


def test_the_documentation_tells_the_distribution_as_it_is() -> None:
    text = Path("docs/importing.md").read_text(encoding="utf-8")
    table = text.split("Of a hundred members:")[1]
    shares = [int(share) for share in re.findall(r"^\| [^|]+ \| (\d+) \|$", table, re.MULTILINE)]
    assert shares == list(STORIES.values())
