"""Which Python the first `make` takes, and what it says where there is none that will do."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path("infra/dev/install.sh").resolve()
REMEDY = "install one (e.g. apt install python3.13-venv), or name it: make PYTHON=/path/to/python3"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with a folder of programs that has no Python."""
    (tmp_path / "requirements.lock").write_text("aiohttp==1.0\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "grep").symlink_to(str(shutil.which("grep")))
    return tmp_path


def interpreter(machine: Path, name: str, version: str, *, will_do: bool) -> None:
    """One that answers what it is asked for, and makes no environment."""
    file = machine / "bin" / name
    file.write_text(
        "#!/bin/sh\n"
        f'case "$1" in --version) echo Python {version};; -c) exit {0 if will_do else 1};;'
        " *) exit 3;; esac\n"
    )
    file.chmod(0o755)


def install(machine: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)],
        cwd=machine,
        env={"PATH": str(machine / "bin"), **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("version", "found"), [("3.14.2", "Python 3.14.2"), ("", "none")])
def test_without_a_python_that_will_do_there_is_one_clear_line(
    machine: Path, version: str, found: str
) -> None:
    if version:
        interpreter(machine, "python3", version, will_do=False)
    refused = install(machine)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        f"Reinstate needs Python 3.11, 3.12 or 3.13 with its venv module, found {found}: {REMEDY}\n"
    )


def test_an_older_python_beside_one_that_is_too_new_is_taken(machine: Path) -> None:
    interpreter(machine, "python3", "3.14.2", will_do=False)
    interpreter(machine, "python3.12", "3.12.9", will_do=True)
    said = install(machine).stdout
    assert said == "Installing the 1 packages of requirements.lock into .venv, with Python 3.12.9\n"


def test_a_python_that_was_named_and_will_not_do_is_not_replaced(machine: Path) -> None:
    interpreter(machine, "python3", "3.12.9", will_do=True)
    interpreter(machine, "python3.14", "3.14.2", will_do=False)
    refused = install(machine, PYTHON="python3.14")
    assert "found Python 3.14.2" in refused.stderr
