"""Which of the processes that share the tests runs which: those on one system stay together, and
those that prepare the same dear thing.

pytest-xdist's own groups travel in the ids of tests, which pytest 9.2 no longer lets it change.
"""

import re

from xdist.scheduler import LoadScopeScheduling

SYSTEMS = ("separate", "one", "nights", "abroad")
"""Kinds of running system, as in the ids of tests: `tests/flows/test_x.py::test_y[one-...]`."""
_CODE = "the code"
DEAR = {
    "tests/architecture/test_imports.py": "its graph",
    "tests/architecture/test_dependencies.py": _CODE,
    "tests/architecture/test_glossary.py": _CODE,
    "tests/architecture/test_refusals.py": _CODE,
    "tests/architecture/test_settings.py": _CODE,
    "tests/deploy/test_as_shipped.py": "its processes",
    "tests/unit/importing/test_generator.py": "its members",
}
"""Files that look at what takes seconds to prepare, and what that is: once is enough."""
_ON = re.compile(rf"^tests/flows/.*\[({'|'.join(SYSTEMS)})\b")


class TogetherOnASystem(LoadScopeScheduling):  # type: ignore[misc]  # untyped package
    """Everything else goes test by test to whichever process has nothing to do."""

    def _split_scope(self, nodeid: str) -> str:
        return system_of(nodeid) or dear_to(nodeid) or nodeid

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """Lets go of what is done: at the end of each test all that was handed out is counted."""
        for scope in [scope for scope, tests in workload.items() if all(tests.values())]:
            del workload[scope]
        return int(super()._pending_of(workload))


def system_of(nodeid: str) -> str:
    """The kind of running system that the test is on; empty for all others."""
    found = _ON.match(nodeid)
    return found[1] if found else ""


def dear_to(nodeid: str) -> str:
    """What the file of the test prepares, where that is dear; empty for all others."""
    return DEAR.get(nodeid.partition("::")[0], "")
