"""Names that code gives: of modules, classes, functions, arguments, variables and fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("services", "gateway", "infra")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+")


def modules() -> list[Path]:
    return [path for room in CODE for path in sorted((ROOT / room).rglob("*.py"))]


def names_in(source: str) -> Iterator[tuple[str, int]]:
    """Each name that the source gives, with its line; names that it only uses are others'."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name, node.lineno
            case ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, 0


def words_of(name: str) -> tuple[str, ...]:
    """`FirstAnswerMissed` and `first_answer_missed` alike: first, answer, missed."""
    return tuple(word.lower() for word in _WORD.findall(name))


def speaks(name: str, phrase: tuple[str, ...]) -> bool:
    """Whether the phrase, or its plural, is among the words of the name, one after the other."""
    words, length = words_of(name), len(phrase)
    plural = (*phrase[:-1], f"{phrase[-1]}s")
    parts = {words[at : at + length] for at in range(len(words) - length + 1)}
    return not parts.isdisjoint({phrase, plural})
