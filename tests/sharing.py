"""Which of the processes that share the tests runs which: those on one system stay together, those
of a file, and those that prepare the same dear thing.

pytest-xdist's own groups travel in the ids of tests, which pytest 9.2 no longer lets it change.
"""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SYSTEMS = ("separate", "one", "nights", "abroad")
"""Kinds of running system, as in the ids of tests: `tests/flows/test_x.py::test_y[one-...]`."""
THE_CODE = (
    "tests/architecture/test_dependencies.py",
    "tests/architecture/test_glossary.py",
    "tests/architecture/test_refusals.py",
    "tests/architecture/test_settings.py",
)
"""Files that look through all of the code, which takes seconds to parse: once is enough."""
ROOMS = (
    "flows", "deploy", "contract", "gateway", "infra", "dev", "architecture", "unit",
)  # fmt: skip
"""Folders of tests, by how long what belongs together in them takes."""
_ON = re.compile(rf"^tests/flows/.*\[({'|'.join(SYSTEMS)})\b")


class TogetherOnASystem(LoadScopeScheduling):  # type: ignore[misc]  # untyped package
    """What belongs together is handed out at once, to whichever process has nothing to do: a
    message for each test would keep both waiting."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # they come in the order of `longest_first`

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        super().add_node_collection(node, collection)
        if node in self.registered_collections:
            self.registered_collections[node] = _Placed(collection)

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """Lets go of what is done: at the end of each test all that was handed out is counted."""
        for scope in [scope for scope, tests in workload.items() if all(tests.values())]:
            del workload[scope]
        return int(super()._pending_of(workload))


class _Placed(list[str]):
    """Knows where each test stands, without looking through the ten thousand before it."""

    def __init__(self, collection: Sequence[str]) -> None:
        super().__init__(collection)
        self._places = {nodeid: place for place, nodeid in enumerate(collection)}

    def index(self, nodeid: str, *_range: Any) -> int:
        return self._places[nodeid]


def longest_first(items: list[pytest.Item]) -> None:
    """So that no process ends long before the other."""
    items.sort(key=lambda item: ROOMS.index(item.nodeid.split("/")[1]))


def together(nodeid: str) -> str:
    """The kind of running system that the test is on, else its file, or what that prepares with
    others."""
    if found := _ON.match(nodeid):
        return found[1]
    file = nodeid.partition("::")[0]
    return "the code" if file in THE_CODE else file
