"""What the stories of the pages show, photographed while they are told."""

import asyncio
import sys
from pathlib import Path

from tests.pictures.pages import PICTURES

STORIES = Path(__file__).parents[1] / "browser" / "stories"


async def stories() -> None:
    """
    Raises:
        RuntimeError: a story does not go on.
    """
    files = map(str, sorted(STORIES.glob("[a-z]*.py")))
    told = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "--pictures", str(PICTURES)), *files
    )
    if await told.wait():
        raise RuntimeError("a story does not go on: see above")
