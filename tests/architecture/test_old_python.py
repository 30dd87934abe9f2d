"""What strangers run, to verify what we gave them, needs no newer Python than it says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "services/shared/packing/scripts").glob("*.py"))
SAID, OLDEST = "Python 3.8 or newer", (3, 8)
MODULES = frozenset({"hashlib", "json", "os", "sys", "zipfile", "zlib"})
"""Of the standard library, as old as that; each may use the others of its folder besides."""
NEWER = frozenset(
    {
        *("removeprefix", "removesuffix", "bit_count", "file_digest", "strict", "mkdir"),
        *("usedforsecurity", "orig_argv", "stdlib_module_names", "waitstatus_to_exitcode"),
        *("splitroot", "listdrives", "process_cpu_count", "add_note", "exception"),
    }
)
"""Names of these modules, of built-in types and of their arguments, that came after it."""


def newer(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source, feature_version=OLDEST)
    except SyntaxError as error:
        yield str(error)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name not in _known())
        elif isinstance(node, ast.ImportFrom):
            yield from [node.module or "."] if node.module not in _known() else []
        elif isinstance(node, ast.Attribute | ast.keyword):
            name = node.attr if isinstance(node, ast.Attribute) else node.arg
            yield from [name] if name in NEWER else []
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.BitOr):
            yield "|, which dicts did not have"


def _known() -> frozenset[str]:
    return MODULES | {path.stem for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_of_a_package_runs_where_it_says(script: Path) -> None:
    source = script.read_text()
    assert SAID in (ast.get_docstring(ast.parse(source)) or "")
    assert list(newer(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "match x:\n case 1: pass",
        "with (open(a) as b, open(c) as d): pass",
        "import tomllib",
        "from infra.kernel import events",
        "name.removeprefix('a')",
        "zip(a, b, strict=True)",
        "a | b",
        "try:\n pass\nexcept* ValueError:\n pass",
    ],
)
def test_what_is_newer_is_found(source: str) -> None:
    assert list(newer(source))
