"""The log speaks of us, not of the clients."""

import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def test_neither_addresses_nor_queries_nor_messages_of_exceptions_are_logged() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.infra.log_of_clients"],
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert "the end" in done.stderr
    assert "a-secret" not in done.stderr
    assert "127.0.0.1" not in done.stderr
    assert "Exception in ASGI application" in done.stderr
    assert "RuntimeError" in done.stderr
    assert "ValueError" in done.stderr
    assert "log_of_clients.py" in done.stderr
    assert "8613800138000" not in done.stderr
    assert "members.example" not in done.stderr
