"""Starts what a process runs, keeps it running, drains it and stops it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pymongo.errors import PyMongoError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from infra.concurrency.finishing import ended, finished
from infra.log import logger
from infra.process.component import Component, Loop
from infra.storage.lease import LeaseLost

READY_WITHIN = 5.0
"""Seconds that what a process needs may take to answer."""
_RESTART_SECONDS = 0.5
_PREPARE_TRIES = 40

Check = Callable[[], Awaitable[None]]


class Listener(Protocol):
    """What others reach the process by, beside HTTP."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class Runner:
    """Runs components: prepares them, then their loops while their lease is held."""

    components: Sequence[Component]
    checks: Sequence[Check] = ()
    listeners: Sequence[Listener] = ()
    ready: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        for component in self.components:
            await _insist(component)
            self._tasks.append(asyncio.create_task(_lead(component)))
            for loop in component.loops:
                if loop.everywhere:
                    self._tasks.append(asyncio.create_task(_keep_running(loop, 0)))
        for listener in self.listeners:
            await listener.start()
        self.ready = True

    async def stop(self) -> None:
        self.ready = False
        await asyncio.gather(*(listener.stop() for listener in self.listeners))
        await ended(self._tasks)
        for component in self.components:
            await component.close()

    def routes(self) -> list[BaseRoute]:
        """Health and readiness."""
        return [
            Route("/healthz", _healthy),
            Route("/readyz", self._readiness),
        ]

    async def _readiness(self, _request: Request) -> Response:
        if not self.ready:
            return PlainTextResponse("starting", 503)
        try:
            async with asyncio.timeout(READY_WITHIN):
                await asyncio.gather(*(check() for check in self.checks))
                notes = [await component.note() for component in self.components]
        except Exception as error:
            return PlainTextResponse(f"not ready: {type(error).__name__}", 503)
        return PlainTextResponse("\n".join(["ready", *filter(None, notes)]))

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await self.start()
        try:
            yield
        finally:
            await self.stop()


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _insist(component: Component) -> None:
    """Prepares a component, waiting for a database that is still starting."""
    for _ in range(_PREPARE_TRIES):
        try:
            return await component.prepare()
        except (PyMongoError, OSError) as error:
            logger.warning("not prepared yet", service=component.name, error=type(error).__name__)
            await asyncio.sleep(_RESTART_SECONDS)
    return await component.prepare()


async def _lead(component: Component) -> None:
    """Runs the loops whenever the lease is ours, for ever."""

    async def run_all(epoch: int) -> None:
        leased = [loop for loop in component.loops if not loop.everywhere]
        tasks = [asyncio.create_task(_keep_running(loop, epoch)) for loop in leased]
        try:
            await asyncio.wait(tasks)  # `gather` would not wait for all of them to end
        finally:
            await finished(ended(tasks))

    while True:
        try:
            await component.lease.while_held(run_all)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(1):
                    await component.lease.release()
            raise
        except LeaseLost:
            logger.info("another process took over", service=component.name)
        except Exception:
            logger.exception("loops stopped", service=component.name)
            await asyncio.sleep(_RESTART_SECONDS)


async def _keep_running(loop: Loop, epoch: int) -> None:
    while True:
        try:
            await loop.run(epoch)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("loop restarts", loop=loop.name)
        await asyncio.sleep(_RESTART_SECONDS)
