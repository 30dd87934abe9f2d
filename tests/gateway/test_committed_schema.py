"""The committed schema is the one that is served."""

import re
from pathlib import Path

import pytest

from gateway.schema.__main__ import COMMITTED, RIGHTS, main, sdl


def test_the_committed_schema_is_the_served_one() -> None:
    assert COMMITTED.read_text() == sdl()
    assert main(["--check"]) == 0


def test_a_difference_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "schema.graphql"
    other.write_text(sdl().replace("  me: Member\n", ""))
    monkeypatch.setattr("gateway.schema.__main__.COMMITTED", other)
    monkeypatch.setattr("gateway.schema.__main__.SUBGRAPH", tmp_path / "subgraph.graphql")
    monkeypatch.setattr("gateway.schema.__main__.RIGHTS", tmp_path / "rights.md")
    assert main(["--check"]) == 1
    assert "+  me: Member" in capsys.readouterr().out
    assert main(["--write"]) == 0
    assert main(["--check"]) == 0


def test_who_may_do_what_is_written_as_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = "| `decideAppeal` |  |  |  |  |  | factor | factor | factor |\n"
    assert row in RIGHTS.read_text()
    other = tmp_path / "rights.md"
    other.write_text(RIGHTS.read_text().replace(row, row.replace("factor", "yes")))
    monkeypatch.setattr("gateway.schema.__main__.RIGHTS", other)
    assert main(["--check"]) == 1
    assert f"+{row}" in capsys.readouterr().out


def test_single_fields_that_are_guarded_are_listed() -> None:
    section = RIGHTS.read_text().partition("## Single fields")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w.]+)` \| .+ \|$", section, re.MULTILINE)) == {
        *("Actor.id", "Actor.name"),
        *(
            f"Appeal.{name}"
            for name in (
                "excludedReviewers", "incidents", "messages", "proposed", "queue", "queueRule",
            )
        ),
        "AppealDecision.refusal",
        *(f"DeliveryStep.{name}" for name in ("by", "code", "provider", "providerId")),
        "EvidenceFile.link",
        *("Member.appealDrafts", "Member.profile", "Member.staffReads"),
        "SealedCaseFile.ofOthers",
        *("StaffRead.name", "StaffRead.staffId"),
    }  # fmt: skip
