"""A partner that is cut off by an administrator is sent nothing more, from then on."""

from collections.abc import Sequence

import msgspec

from infra.kernel.events import NumberedEvent
from infra.outbox.record import Position
from infra.storage.unit_of_work import Commits
from services.membership.contract.partner_events import PARTNER_HISTORIES
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.waking import Waking

_CUT_OFF = {"PartnerCutOff": True, "PartnerReadmitted": False}


class CuttingOff:
    """Handles a page of membership's feed."""

    def __init__(self, uow: Commits, endpoints: Endpoints, waking: Waking) -> None:
        self._uow = uow
        self._endpoints = endpoints
        self._waking = waking

    async def handle(self, events: Sequence[NumberedEvent], position: Position) -> None:
        for one in (numbered.event for numbered in events):
            if one.type in _CUT_OFF and one.aggregate.startswith(PARTNER_HISTORIES):
                partner = one.aggregate.removeprefix(PARTNER_HISTORIES)
                await self._set(partner, cut_off=_CUT_OFF[one.type])
        await self._uow.commit(position=position)

    async def _set(self, partner_id: str, *, cut_off: bool) -> None:
        endpoints = await self._endpoints.of([partner_id])
        for one in endpoints:
            await self._endpoints.change(
                one, lambda before: msgspec.structs.replace(before, cut_off=cut_off)
            )
        if not cut_off:
            await self._waking.calls(one.id for one in endpoints)
