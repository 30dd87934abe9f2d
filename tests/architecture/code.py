"""What the files of the product say: each is read once, whoever looks through all of them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("infra", "services", "gateway")


class Said(NamedTuple):
    """Names that a source gives, with their lines (names that it only uses are others'); its
    classes; the modules that it imports; the attributes that it names; its calls of plain names."""

    names: list[tuple[str, int]]
    classes: list[str]
    imported: set[str]
    attributes: set[str]
    calls: list[tuple[str, ast.Call]]


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def said_in(file: Path) -> Said:
    return said_by(file.read_text("utf-8"))


def said_by(source: str) -> Said:
    said = Said([], [], set(), set(), [])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _GIVE_NAMES):
            said.names.extend(_names_of(node))
        if isinstance(node, ast.Attribute):
            said.attributes.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            said.classes.append(node.name)
        elif isinstance(node, ast.Import):
            said.imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            said.imported.update([node.module] if node.module and not node.level else [])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            said.calls.append((node.func.id, node))
    return said


_GIVE_NAMES = (
    ast.Name, ast.Attribute, ast.arg, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef,
    ast.alias,
)  # fmt: skip


def _names_of(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            yield name, node.lineno
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield name, node.lineno
        case ast.AsyncFunctionDef(name=name):
            yield name, node.lineno
        case ast.arg(arg=name):
            yield name, node.lineno
        case ast.alias(asname=str(name)):
            yield name, 0
