"""The catalogue, with the causes of which changes for the worse wait."""

import time

import msgspec

from services.membership.breaker.incident_store import IncidentStore
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.ports import CatalogSource

_FRESH_SECONDS = 1.0


class TrippedCatalog:
    """Implements `CatalogSource` over the one of what is published. Trips come and go without
    anything being published."""

    def __init__(self, published: CatalogSource, incidents: IncidentStore) -> None:
        self._published = published
        self._incidents = incidents
        self._kept: Catalog | None = None
        self._of: Catalog | None = None
        self._read_at = 0.0

    async def current(self) -> Catalog:
        published = await self._published.current()
        fresh = time.monotonic() - self._read_at < _FRESH_SECONDS
        if self._kept is None or self._of is not published or not fresh:
            started, tripped = time.monotonic(), await self._incidents.tripped()
            self._kept = msgspec.structs.replace(published, tripped=tripped)
            self._of, self._read_at = published, started
        return self._kept

    def forget(self) -> None:
        self._read_at = 0.0
        self._published.forget()
