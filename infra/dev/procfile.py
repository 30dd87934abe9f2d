"""The Procfile: which processes the product consists of, `name: command` on each line."""

import shlex
import string
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from infra.dev.child import StartError


class Program(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    command: str

    def arguments(self, env: Mapping[str, str]) -> list[str]:
        """The command with `$VARIABLES` filled in; `python` is the interpreter that runs us."""
        filled = string.Template(self.command).safe_substitute(env)
        first, *others = shlex.split(filled)
        return [sys.executable if first == "python" else first, *others]


def read_procfile(path: Path, *, one: bool = False) -> list[Program]:
    """The programs in the order of the file.

    Args:
        one: all roles in the gateway's process, with only the worker beside it.

    Raises:
        StartError: the file is missing, or a line is not `name: command`.
    """
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise StartError(f"cannot read {path}: {error.strerror}") from None
    programs = [
        _program(path, number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    return (
        [_with_all_roles(program) for program in programs if _stays(program)] if one else programs
    )


def _program(path: Path, number: int, line: str) -> Program:
    name, colon, command = line.partition(":")
    if not colon or not name.strip() or not command.strip():
        raise StartError(f"{path}, line {number}: write it as 'name: command'")
    return Program(name=name.strip(), command=command.strip())


def _stays(program: Program) -> bool:
    return program.name in ("gateway", "worker")


def _with_all_roles(program: Program) -> Program:
    if program.name != "gateway":
        return program
    return msgspec.structs.replace(program, command=f"{program.command} --role all")
