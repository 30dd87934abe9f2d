"""A second process of a service says in one line why it does not start."""

import socket
import tempfile
from pathlib import Path

import pytest

from services.serve import main


def test_a_taken_socket_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as other:
        path = Path(folder) / "membership.sock"
        other.bind(str(path))
        other.listen()
        monkeypatch.setenv("MEMBERSHIP_URL", f"unix:{path}")
        assert main(["--role", "membership"]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith(f"another process serves at {path}: stop it, or ")
