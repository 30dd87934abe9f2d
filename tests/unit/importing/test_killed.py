"""A real process, really stopped while it reads and sends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.importing.cli import ALL_IN, STOPPED
from services.importing.generate.command import generate
from tests.waiting import PATIENCE

MEMBERS = 1_500


def started(folder: Path, **env: str) -> "subprocess.Popen[str]":
    module, file = "tests.unit.importing.slow_import", folder / "members.csv"
    return subprocess.Popen(
        [sys.executable, "-m", module, str(file), "--batch", "100"],
        env={**os.environ, "VAR_DIR": str(folder / "var"), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def in_the_middle(process: "subprocess.Popen[str]", folder: Path) -> None:
    """Returns once a few batches were acknowledged."""
    deadline = time.monotonic() + PATIENCE
    while _acknowledged(folder) < 300:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)


def _acknowledged(folder: Path) -> int:
    states = list((folder / "var").glob("imports/*.json"))
    return json.loads(states[0].read_bytes())["tally"]["created"] if states else 0


@pytest.fixture
def members(tmp_path: Path) -> Path:
    assert generate([str(tmp_path), "--members", str(MEMBERS)]) == 0
    return tmp_path


def test_ctrl_c_ends_in_words(members: Path) -> None:
    process = started(members, STALLS_AFTER="10")
    in_the_middle(process, members)
    process.send_signal(signal.SIGINT)
    said, failed = process.communicate(timeout=PATIENCE)
    assert (process.returncode, failed) == (STOPPED, "")
    assert "Stopped. What was imported is kept" in said


def test_after_a_kill_the_next_start_goes_on(members: Path) -> None:
    process = started(members, STALLS_AFTER="10")
    in_the_middle(process, members)
    process.kill()
    process.communicate(timeout=PATIENCE)

    again = started(members)
    said, failed = again.communicate(timeout=PATIENCE)
    assert (again.returncode, failed) == (ALL_IN, "")
    assert "going on after" in said
    assert f"members.csv: {MEMBERS:,} rows" in said
