"""Tests of one running system go to one process, and those of one file."""

from pathlib import Path

import pytest

from tests.flows.conftest import SETTINGS, WAYS
from tests.sharing import ROOMS, SYSTEMS, THE_CODE, together

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("nodeid", "belongs_to"),
    [
        ("tests/flows/test_late.py::test_paid[one]", "one"),
        ("tests/flows/test_late.py::test_paid[separate]", "separate"),
        ("tests/flows/test_proven.py::test_falls[nights-no contact]", "nights"),
        ("tests/flows/test_chaos.py::test_under_fire", "tests/flows/test_chaos.py"),
        ("tests/unit/test_small.py::test_small[one]", "tests/unit/test_small.py"),
        ("tests/unit/test_small.py::TestAny::runTest", "tests/unit/test_small.py"),
        ("tests/architecture/test_glossary.py::test_a_word[x]", "the code"),
        ("tests/architecture/test_settings.py::test_it", "the code"),
    ],
)
def test_what_a_test_belongs_to_is_read_from_its_id(nodeid: str, belongs_to: str) -> None:
    assert together(nodeid) == belongs_to


def test_every_system_is_known_by_name() -> None:
    assert set(SYSTEMS) == {*WAYS, *SETTINGS}


@pytest.mark.parametrize("file", THE_CODE)
def test_what_looks_through_the_code_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_every_folder_of_tests_has_its_turn() -> None:
    folders = {file.relative_to(ROOT).parts[1] for file in (ROOT / "tests").glob("*/**/test_*.py")}
    assert folders - {"browser", "clients"} == set(ROOMS)  # these hold the packages of others
