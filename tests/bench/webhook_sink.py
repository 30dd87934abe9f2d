"""A process that takes every webhook: `python -m tests.bench.webhook_sink` prints its port."""

import asyncio
import sys

from aiohttp import web


async def _take(request: web.BaseRequest) -> web.StreamResponse:
    await request.read()
    return web.Response(status=204)


async def main() -> None:
    runner = web.ServerRunner(web.Server(_take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
