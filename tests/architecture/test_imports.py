"""Every boundary bites: each planted violation breaks the contract that is meant to catch it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = [
    ("gateway above services above infra", "infra/wakeup.py", "import services.compose"),
    ("gateway above services above infra", "services/compose.py", "import gateway.app"),
    ("inside a service", "services/membership/domain/state.py", "import services.membership.handlers"),
    ("inside a service", "services/appeals/handlers/__init__.py", "import services.appeals.component"),
    ("inside a service", "services/notify/ports.py", "import services.notify.handlers"),
    ("inside a service", "services/notify/stray.py", "STRAY = True"),
    ("gateway sees contracts only", "gateway/app.py", "import services.membership.domain.state"),
    ("gateway sees contracts only", "gateway/loaders.py", "import services.compose"),
    ("services meet only through contracts", "services/appeals/handlers/__init__.py", "import services.membership.queries"),
    ("services meet only through contracts", "services/notify/handlers.py", "import services.membership.domain.state"),
    ("contracts: appeals may speak", "services/membership/contract/words.py", "import services.appeals.contract.words"),
    ("contracts of membership and notify", "services/notify/contract/words.py", "import services.membership.contract.words"),
    ("appeals' contract does not know", "services/appeals/contract/words.py", "import services.notify.contract.words"),
    ("domain, contract and kernel do no I/O", "services/membership/domain/state.py", "import motor"),
    ("domain, contract and kernel do no I/O", "services/appeals/contract/views.py", "import starlette"),
    ("domain, contract and kernel do no I/O", "infra/kernel/money.py", "import infra.settings"),
    ("only services.compose builds", "services/importing/cli.py", "import services.notify.component"),
    ("the importer is a client", "services/importing/run.py", "import services.membership.handlers"),
    ("motor only behind infra.mongo", "services/membership/handlers/__init__.py", "import motor"),
    ("motor only behind infra.mongo", "infra/lease.py", "import motor"),
]  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, to plant in."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("infra", "services", "gateway"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def broken_contracts(tree: Path) -> list[str]:
    done = subprocess.run(
        [LINT, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+?) BROKEN", done.stdout, re.MULTILINE)


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    assert broken_contracts(tree) == []


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_a_planted_violation_is_caught(tree: Path, contract: str, file: str, line: str) -> None:
    path = tree / file
    original = path.read_text() if path.exists() else None
    try:
        path.write_text(f"{original or ''}\n{line}\n")
        assert any(name.startswith(contract) for name in broken_contracts(tree))
    finally:
        path.write_text(original) if original is not None else path.unlink()
