"""What tries a running system asks it as its users do; whoever opens its databases has a reason."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("tests/chaos", "tests/demo", "tests/flows", "tests/pictures")
FILES = ("tests/client.py", "tests/count.py")
WAYS_IN = ("bson", "infra.storage", "motor", "pymongo")
REASONS = {
    "tests/chaos/audit.py": "counts an announcement to more members than can be asked one by one",
    "tests/chaos/database.py": "kills the database alone, with no service before it",
    "tests/flows/test_privacy.py": "plants what the search has to find",
    "tests/flows/test_record.py": "tampers with a history, which no contract allows",
    "tests/flows/test_takeover.py": "counts rows that no contract lists",
    "tests/flows/traces.py": "searches all that is stored for personal data",
}


def opens_databases(source: str) -> bool:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return any(name == way or name.startswith(f"{way}.") for name in imported for way in WAYS_IN)


def test_who_opens_a_database_of_a_running_system_has_a_reason() -> None:
    files = [*(ROOT / file for file in FILES)]
    files += [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    found = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if opens_databases(file.read_text(encoding="utf-8"))
    }
    assert found == set(REASONS)


@pytest.mark.parametrize(
    ("source", "opens"),
    [
        ("from pymongo import MongoClient", True),
        ("import motor.motor_asyncio", True),
        ("def later():\n    from infra.storage.mongo import connect", True),
        ("from infra import storage", True),
        ("import aiohttp", False),
        ("from pymongolike import MongoClient", False),
    ],
)
def test_a_way_in_is_noticed(source: str, opens: bool) -> None:
    assert opens_databases(source) is opens
