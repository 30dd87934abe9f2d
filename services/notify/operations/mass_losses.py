"""What the breaker of membership stopped, and nobody has decided on yet."""

from collections.abc import Sequence

from infra.kernel.errors import AppError
from services.membership.contract.breaker_views import MassLossPage, MassLossView
from services.membership.contract.queries import GetMassLosses
from services.notify.core.neighbours import Neighbours


class MassLosses:
    """While membership does not answer, as it was last: nothing is over because of that."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours
        self._last: Sequence[MassLossView] = ()

    async def open(self) -> Sequence[MassLossView]:
        try:
            [found] = await self._neighbours.membership.read([GetMassLosses(only_open=True)])
        except AppError:
            return self._last
        if isinstance(found, MassLossPage):
            self._last = found.incidents
        return self._last
