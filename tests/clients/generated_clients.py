"""What client teams generate from the committed schema and a folder of operations: in Python by
ariadne-codegen, in TypeScript by graphql-codegen."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.clients.node_clients import HERE, NODE, said_by
from tests.flows.conftest import System

ROOT = HERE.parents[1]
TYPED = ROOT / "tests" / "typed"
GRAPH = TYPED / "graph"
CONFIG = TYPED / "ariadne.toml"


async def ran(*command: str | Path, **env: str) -> None:
    """A program from the root of the repository, which has to go well."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*.py")}


async def test_the_committed_python_client_is_what_is_written_now(tmp_path: Path) -> None:
    """Where it is not: `make typed-client`."""
    config = tmp_path / "ariadne.toml"
    place = 'target_package_path = "tests/typed"'
    assert place in CONFIG.read_text()
    config.write_text(CONFIG.read_text().replace(place, f'target_package_path = "{tmp_path}"'))
    generate = (sys.executable, "-m", "ariadne_codegen", "client", "--config", config)
    await ran(*generate, PYTHONPATH=str(HERE / ".node"))
    assert written(tmp_path / "graph") == written(GRAPH)


@pytest.fixture(scope="session")
async def typescript() -> None:
    """The types, written, and all that is written by hand checked against them by tsc."""
    schema, operations = ROOT / "gateway" / "schema.graphql", TYPED / "operations"
    await ran(NODE, HERE / "generate.mjs", schema, operations, HERE / "graph.ts")
    tsc = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    await ran(NODE, tsc, "-p", HERE / "tsconfig.json")


@pytest.mark.usefixtures("typescript")
async def test_an_app_in_typescript_compiles_and_runs(system: System) -> None:
    async with await system.new_member() as member:
        steps = await said_by("story.ts", system.gateway, member.client.token)
    assert [(step["step"], step["what"]) for step in steps] == [
        ("before", "ACTIVE"),
        ("cancelled", "MembershipCancelled"),
        ("undone", "ACTIVE"),
        ("refused", "once"),
    ]
