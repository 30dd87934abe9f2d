"""The supervisor, with small stand-ins for the product's processes."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from infra.dev.child import StartError
from infra.dev.ownership import supervised
from infra.dev.parts import ROOT
from infra.dev.ports import free_port
from infra.dev.supervisor import Supervisor
from tests.waiting import PATIENCE, eventually

# Names of their own for what is not started, so that nothing embedded starts with them.
NOTHING_EMBEDDED = {
    "MONGO_URL": "mongodb://127.0.0.1:1/?replicaSet=none",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "TWILIO_BASE_URL": "http://127.0.0.1:1",
    "SMTP_HOST": "127.0.0.1",
}


def stand_ins(folder: Path, worker: str = "sleep 60") -> Path:
    """A gateway that answers /readyz, and a worker that touches its file."""
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "readyz").write_text("ready")
    server = f"python -m http.server --bind 127.0.0.1 --directory {folder}/site $GATEWAY_PORT"
    touch = f"sh -c 'touch $VAR_DIR/run/worker.ready; {worker}'"
    (folder / "Procfile").write_text(f"gateway: {server}\nworker: {touch}\n")
    return folder / "Procfile"


def system(folder: Path, **more: str) -> Supervisor:
    procfile = folder / "Procfile"
    env = NOTHING_EMBEDDED | more
    return Supervisor(
        env=env,
        var_dir=folder / "var",
        ports="auto",
        procfile=procfile if procfile.exists() else stand_ins(folder),
    )


async def status(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status


async def test_starts_serves_and_leaves_nothing_running(tmp_path: Path) -> None:
    async with system(tmp_path) as running:
        assert await status(running.urls["gateway"] + "/readyz") == 200
        assert running.env["GATEWAY_PORT"] == running.urls["gateway"].rpartition(":")[2]
        noted = json.loads((tmp_path / "var/run/processes.json").read_text())
        assert noted["processes"] == running.processes
        assert set(supervised(tmp_path / "var")) >= set(running.processes.values())
    await eventually(lambda: supervised(tmp_path / "var") == [])


async def test_a_killed_process_is_started_again(tmp_path: Path) -> None:
    async with system(tmp_path) as running:
        before = running.processes
        await running.kill("gateway")
        await running.kill("worker")
        await running.wait_ready("gateway")
        await running.wait_ready("worker")
        assert await status(running.urls["gateway"] + "/readyz") == 200
        assert all(running.processes[name] != pid for name, pid in before.items())
        noted = json.loads((tmp_path / "var/run/processes.json").read_text())
        assert noted["processes"] == running.processes


async def test_what_a_killed_process_had_started_goes_with_it(tmp_path: Path) -> None:
    stand_ins(tmp_path, worker="sleep 61 & sleep 62")
    async with system(tmp_path) as running:
        os.kill(running.processes["worker"], signal.SIGKILL)
        await eventually(lambda: running.processes["worker"] in supervised(tmp_path / "var"))
        await running.wait_ready("worker")
        await eventually(lambda: len(supervised(tmp_path / "var")) == 4)


async def test_a_taken_port_is_one_line_with_its_setting(tmp_path: Path) -> None:
    stand_ins(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        fixed = Supervisor(
            env=NOTHING_EMBEDDED | {"GATEWAY_PORT": port},
            var_dir=tmp_path / "var",
            procfile=tmp_path / "Procfile",
        )
        with pytest.raises(StartError) as refused:
            async with fixed:
                pass
    [line] = str(refused.value).splitlines()
    assert f"port {port} (gateway) is taken" in line
    assert "GATEWAY_PORT" in line


async def test_a_second_one_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with system(tmp_path) as first:
        with pytest.raises(StartError, match=f"in use by process {os.getpid()}.*VAR_DIR"):
            async with system(tmp_path):
                pass
        assert await status(first.urls["gateway"] + "/readyz") == 200
    async with system(tmp_path):
        pass


async def test_a_process_that_cannot_start_is_said_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("gateway: python -c 'raise SystemExit(\"no plans file\")'\n")
    with pytest.raises(StartError, match="gateway ended at start: no plans file"):
        async with system(tmp_path):
            pass
    assert supervised(tmp_path / "var") == []


async def test_killing_the_supervisor_leaves_no_orphans(tmp_path: Path) -> None:
    stand_ins(tmp_path)
    script = (
        "import asyncio, pathlib, sys; from infra.dev.supervisor import Supervisor\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "async def main():\n"
        "    async with Supervisor(var_dir=folder / 'var', ports='auto',\n"
        "                          procfile=folder / 'Procfile'):\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    env = {**os.environ, **NOTHING_EMBEDDED}
    supervisor = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env)
    await eventually((tmp_path / "var/run/worker.ready").exists)
    assert len(supervised(tmp_path / "var")) >= 2
    supervisor.kill()
    await supervisor.wait()
    async with system(tmp_path) as taken_over:
        ours = set(taken_over.processes.values())
        await eventually(lambda: set(supervised(tmp_path / "var")) - ours <= _sleeps(ours))


def _sleeps(parents: set[int]) -> set[int]:
    """Children of our own processes."""
    found = set()
    for pid in parents:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        found |= {int(child) for child in children.read_text().split()}
    return found


def test_command_says_what_is_wrong_without_a_trace(tmp_path: Path) -> None:
    env = {**os.environ, "VAR_DIR": str(tmp_path), "GATEWAY_PORT": "many", "MONGO_URL": "nowhere"}
    command = [sys.executable, "-m", "infra.dev", "run"]
    ended = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert ended.returncode == 1
    assert "GATEWAY_PORT: give a whole number" in ended.stderr
    assert "MONGO_URL: start it with mongodb://" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_free_port_is_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))
