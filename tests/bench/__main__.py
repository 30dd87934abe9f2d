"""`make bench`: measures one thing after the other and prints what it found."""

import asyncio
import sys

from tests.bench import commits, latency


async def main() -> None:
    for part in (commits, latency):
        for line in await part.measure():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
