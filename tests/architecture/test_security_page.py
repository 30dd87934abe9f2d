"""docs/security.md: each requirement is on it once, and each test that it names is there."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from services.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
MOST = {
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
}  # fmt: skip
"""By section, the last requirement of levels 1 and 2 in ASVS 5.0.0, which come before those of
level 3."""


class Row(NamedTuple):
    number: str
    state: str
    what: str
    shown_by: str

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`(tests/[^`]+)`", self.shown_by)


ROWS = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]


def functions(file: Path) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {n.name for n in ast.parse(file.read_text("utf-8")).body if isinstance(n, kinds)}


def test_every_requirement_is_there_once() -> None:
    wanted = [f"{section}.{n}" for section, most in MOST.items() for n in range(1, most + 1)]
    assert [row.number for row in ROWS] == wanted


@pytest.mark.parametrize("row", ROWS, ids=[row.number for row in ROWS])
def test_what_is_said_is_shown(row: Row) -> None:
    assert row.state in ("yes", "not yet", "does not apply")
    assert row.what
    assert row.tests or row.state != "yes"
    assert not row.tests or row.state != "does not apply"
    for named in row.tests:
        file, _, name = named.partition("::")
        assert name in functions(ROOT / file), named


def test_the_page_counts_right() -> None:
    states = [row.state for row in ROWS]
    told = (
        f"Of {len(states)}: {states.count('yes')} yes, {states.count('not yet')} not yet, "
        f"{states.count('does not apply')} do not apply."
    )
    assert told in PAGE


def test_how_long_sessions_live_is_written_as_it_is() -> None:
    section = (ROOT / "docs/accounts.md").read_text("utf-8").partition("## Sessions")[2]
    _, _, why = section.partition("**Why so long.**")
    told = " ".join(why.partition("\n## ")[0].split())
    life, idle, public = (
        Settings.model_fields[name].default
        for name in ("session_life", "session_idle", "public_session_life")
    )
    staff, rest = (
        Settings.model_fields[name].default for name in ("staff_session_life", "staff_session_idle")
    )
    assert f"after {staff.seconds // 3600} hours, or an hour of rest" in told
    assert rest.seconds == 3600
    assert f"live for {life.days} days and {idle.days} of rest" in told
    assert f"on a public device it is {public.seconds // 60} minutes" in told
    assert "800-63B-4 suggests 30 days" in told
    assert "24 hours and an hour of rest for two (AAL2, 2.2.3)" in told
