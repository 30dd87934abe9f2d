"""Keeps a process's renderer up to date with what staff publish, wherever they do it."""

import asyncio
import time
from collections.abc import Iterable

from infra.log import logger
from services.notify.core.rules.template_names import SHIPPED, VersionName
from services.notify.templates.check import TemplateCheck
from services.notify.templates.renderer import Templates
from services.notify.templates.store import PublishedTemplates

POLL_SECONDS = 0.5


class TemplateFollower:
    """All versions stay in memory, a few kilobytes each: any can be asked for by its name. One
    that fits no longer, because this release knows its event in another shape, is not put in use;
    the shipped one is, and the log says so."""

    def __init__(self, published: PublishedTemplates, templates: Templates) -> None:
        self._published = published
        self._templates = templates
        self._check = TemplateCheck(templates)
        self._checked: dict[VersionName, bool] = {}
        self._looked_at = float("-inf")

    async def run(self, epoch: int) -> None:
        """Looks until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(POLL_SECONDS)

    async def fresh(self) -> None:
        """Looks, unless it was done within the last half second."""
        if time.monotonic() - self._looked_at >= POLL_SECONDS:
            await self.refresh()

    async def ensure(self, versions: Iterable[str]) -> None:
        """After this, each of these versions can be rendered, if it exists: another process may
        have used one before we heard of it. An empty one stands for the one in use."""
        wanted = set(versions)
        if "" in wanted:
            await self.fresh()
        names = {VersionName.parse(version) for version in wanted - {""}}
        if not all(self._templates.knows(name) for name in names):
            await self.refresh()

    async def refresh(self) -> None:
        began = time.monotonic()
        numbers = await self._published.numbers()
        unknown = [
            name
            for (event_type, language), (_, latest) in numbers.items()
            for number in range(SHIPPED + 1, latest + 1)
            if not self._templates.knows(name := VersionName(event_type, language, number))
        ]
        sources = await self._published.sources(unknown)
        self._templates.add(sources)
        in_use = {key: number for key, (number, _) in numbers.items()}
        self._templates.use({k: n for k, n in in_use.items() if self._fits(VersionName(*k, n))})
        self._looked_at = began

    def _fits(self, name: VersionName) -> bool:
        if name not in self._checked:
            fault = self._check.fault(name)
            self._checked[name] = fault is None
            if fault is not None:
                logger.error("template fits no longer", version=str(name), fault=fault)
        return self._checked[name]
