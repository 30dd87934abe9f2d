"""How many lines each caller has open: one caller cannot take the room of all."""

from collections import Counter

from gateway.edge.refusals import too_many_connections
from gateway.rates.callers import caller_of
from gateway.request.context import Context


class Callers:
    """`most`: lines of one caller at a time, WebSockets and streams together."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def enter(self, context: Context) -> None:
        """Raises:
        TooManyRequests: there is no room for one more.
        """
        caller = caller_of(context.viewer, context.connection)
        if self._open[caller] >= self.most:
            raise too_many_connections(self.most)
        self._open[caller] += 1
        context.counted_for = caller

    def leave(self, context: Context) -> None:
        """Nothing where it was not counted, or has left."""
        caller, context.counted_for = context.counted_for, ""
        if not caller:
            return
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]
