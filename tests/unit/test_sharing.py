"""Tests of one running system go to one process; whatever else, to any."""

from pathlib import Path

import pytest

from tests.flows.conftest import SETTINGS, WAYS
from tests.sharing import DEAR, SYSTEMS, dear_to, system_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("nodeid", "kind"),
    [
        ("tests/flows/test_late.py::test_paid[one]", "one"),
        ("tests/flows/test_late.py::test_paid[separate]", "separate"),
        ("tests/flows/test_proven.py::test_falls[nights-no contact]", "nights"),
        ("tests/flows/test_chaos.py::test_under_fire", ""),
        ("tests/unit/test_small.py::test_small[one]", ""),
    ],
)
def test_the_system_of_a_test_is_read_from_its_id(nodeid: str, kind: str) -> None:
    assert system_of(nodeid) == kind


def test_every_system_is_known_by_name() -> None:
    assert set(SYSTEMS) == {*WAYS, *SETTINGS}


@pytest.mark.parametrize("file", DEAR)
def test_what_prepares_something_dear_stays_together(file: str) -> None:
    assert (ROOT / file).is_file()
    assert dear_to(f"{file}::test_it[1]") == DEAR[file]
    assert dear_to("tests/unit/test_small.py::test_small") == ""
