"""What those who are connected need of the endpoint."""

from typing import Protocol

from gateway.edge.callers import Callers
from gateway.identity.viewer import Viewer
from gateway.persisted.asked import AskedOperation
from gateway.push.hub import Hub
from gateway.request.context import Context
from gateway.schema.root import GatewaySchema
from infra.kernel.errors import AppError


class Desk(Protocol):
    """`most_operations`: of one WebSocket at a time."""

    schema: GatewaySchema
    hub: Hub
    callers: Callers
    most_operations: int

    async def admit(self, context: Context) -> None:
        """Finds out who is connected, and counts the connection.

        Raises:
            AppError: who asks is not let in.
        """

    async def text_of(self, asked: AskedOperation, context: Context) -> str:
        """What runs.

        Raises:
            AppError: nothing may.
        """

    async def end_of_rights(self, viewer: Viewer) -> AppError:
        """Waits until the viewer may ask no longer, and says so."""
