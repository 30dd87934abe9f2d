"""Names that code gives: of modules, classes, functions, arguments, variables and fields."""

import ast
import re
from collections.abc import Iterator
from functools import cache
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


@cache
def words_of(name: str) -> tuple[str, ...]:
    """`FirstAnswerMissed` and `first_answer_missed` alike: first, answer, missed."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def phrases_of(name: str) -> frozenset[str]:
    """What the words of the name say, each run of up to three of them."""
    words = words_of(name)
    runs = (words[at : at + length] for length in (1, 2, 3) for at in range(len(words)))
    return frozenset(" ".join(run) for run in runs)


def speaks(name: str, phrase: str) -> bool:
    """Whether the phrase, or its plural, is among the words of the name, one after the other."""
    return not phrases_of(name).isdisjoint({phrase, f"{phrase}s"})
