"""Prometheus's own tool reads the rules and tries them on series of the test's (`make test-deploy`;
the Debian package `prometheus` has it)."""

import shutil
import subprocess

import pytest

from tests.deploy.monitoring import FOLDER

TOOL = shutil.which("promtool") or ""


@pytest.mark.parametrize(
    "command",
    [
        ("check", "rules", "rules.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "rules.test.yml"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_prometheus_takes(command: tuple[str, ...]) -> None:
    assert TOOL, "install promtool: apt-get install prometheus"
    done = subprocess.run([TOOL, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
