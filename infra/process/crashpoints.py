"""Named places at which a process can be made to die, for tests of what happens then.

`CRASH_AT=order.after_payment` kills the process with SIGKILL when it gets there.
Only in development; anywhere else the variable means nothing.
"""

import os
import signal
from collections.abc import Callable

from infra.settings import PlatformSettings


def crash_points(settings: PlatformSettings) -> Callable[[str], None]:
    """Tell it each step; it does not return from the one that is named."""
    chosen = settings.crash_at if settings.development else ""

    def at(step: str) -> None:
        if chosen and step == chosen:
            os.kill(os.getpid(), signal.SIGKILL)

    return at
