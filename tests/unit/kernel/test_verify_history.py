"""docs/verify_history.py, which strangers run: it knows nothing of ours, and finds whatever is not
as it was exported."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.events import EventEnvelope, without_texts
from tests.unit.kernel.test_free_text import Said, history

SCRIPT = Path("docs/verify_history.py")
KEPT = sorted(Path("tests/unit/kept").glob("*/*.jsonl"))


def script() -> Any:
    spec = spec_from_file_location("verify_history", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPTED = script()


def exported(events: list[EventEnvelope]) -> bytes:
    return b"".join(msgspec.json.encode(event, order="sorted") + b"\n" for event in events)


def heads(data: bytes) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = SCRIPTED.verify_lines(data.splitlines(keepends=True))
    return found


def refused(data: bytes) -> bool:
    try:
        heads(data)
    except SCRIPTED.Fault:
        return True
    return False


def test_it_needs_nothing_but_python(tmp_path: Path) -> None:
    """Without site packages, with an empty environment, in another folder."""
    file = tmp_path / "history.jsonl"
    events = history(Said(words="One. 一。"), Said(words="Two"))
    file.write_bytes(exported(events))
    command = [sys.executable, "-I", "-S", str(SCRIPT.resolve()), str(file)]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=True)
    assert done.stdout.decode() == f"m1: 2 events hold, the last hash is {events[-1].hash}\n"
    file.write_bytes(exported(events[1:]))
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (
        1, "NOT GENUINE: line 1: it is event 2 where 1 should come\n",
    )  # fmt: skip


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_it_verifies_every_history_that_is_kept(file: Path) -> None:
    events = [msgspec.json.decode(line, type=EventEnvelope) for line in file.open("rb")]
    whole = {events[0].aggregate: (len(events), events[-1].hash)}
    assert heads(file.read_bytes()) == whole
    assert heads(exported([without_texts(event) for event in events])) == whole


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_it_agrees_with_us_whatever_people_write(words: list[str]) -> None:
    events = history(*(Said(words=word, code=word) for word in words))
    assert heads(exported(events)) == {"m1": (len(words), events[-1].hash)}


def test_any_flipped_byte_is_found() -> None:
    data = exported(history(Said(words="One. 一。", code="c"), Said(words="Two")))
    for place, byte in enumerate(data[:-1]):
        assert refused(data[:place] + bytes([byte ^ 1]) + data[place + 1 :]), data[place - 9 :][:20]


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_any_changed_field_is_found(file: Path) -> None:
    previous = SCRIPTED.GENESIS
    for version, line in enumerate(file.read_bytes().splitlines(), start=1):
        for path in _leaves(json.loads(line)):
            forged = json.loads(line)
            holder: Any = forged
            for name in path[:-1]:
                holder = holder[name]
            holder[path[-1]] = _other(holder[path[-1]])
            with pytest.raises((SCRIPTED.Fault, ValueError, LookupError, TypeError)):
                SCRIPTED.verify(forged, version, previous)
        previous = SCRIPTED.verify(json.loads(line), version, previous)


def test_what_is_missing_or_moved_is_found() -> None:
    lines = exported(history(*(Said(words=str(n)) for n in range(4)))).splitlines(keepends=True)
    assert not refused(b"".join(lines))
    for place in range(3):
        assert refused(b"".join(lines[:place] + lines[place + 1 :]))
        moved = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
        assert refused(b"".join(moved))
    assert refused(b"".join([*lines, lines[-1]]))
    assert refused(lines[0].replace(b'"cause":', b'"cause":"LAPSED","cause":'))


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for name, one in inner for leaf in _leaves(one, (*path, name))]
    return [path]


def _other(value: Any) -> Any:
    """Nearly the same."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return chr(ord(value[0]) ^ 1) + value[1:] if value else "x"
        case _:
            return "x"
