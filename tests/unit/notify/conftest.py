"""What scenarios of notification in memory begin with."""

import pytest

from tests.fakes.notify.memory_house import MemoryHouse


@pytest.fixture
def notify() -> MemoryHouse:
    """Some modules build it otherwise under the same name."""
    return MemoryHouse()
