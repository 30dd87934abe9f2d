"""The services as our gateway sees them: contracts that answer at once with what they prepared."""

from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from uvicorn import Server

from infra.http.serving import server_config
from infra.rpc.methods import Served, served
from infra.rpc.over_http import routes
from infra.rpc.socket_server import SocketServer
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.queries import GetAppealsOf
from services.appeals.contract.views import AppealsPage
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi
from services.membership.contract.queries import GetMembership
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetAlerts
from services.notify.contract.views import AlertsPage
from services.settings import Settings
from tests.bench.gateways.questions import ALERTS, APPEALS
from tests.fakes.services import FakeApis, alert, appeal, membership

CONTRACTS = {
    "membership": MembershipApi,
    "accounts": AccountsApi,
    "appeals": AppealsApi,
    "notify": NotifyApi,
}


class Prepared:
    """A contract over a fake: what was asked once is answered the same again."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._answers: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fake, name, _nobody_asks)

    async def read(self, queries: list[Any]) -> list[Any]:
        return [self._answers.get(query) or self._prepare(query) for query in queries]

    async def execute(self, command: Any, by: Any) -> Any:
        """A sign of life: nobody waits for what becomes of it."""
        return self._fake.outcome(command)

    def _prepare(self, query: Any) -> Any:
        answer = self._answers[query] = answered(self._fake, query)
        return answer


async def _nobody_asks(*_: Any) -> None:
    raise AssertionError


def answered(fake: Any, query: Any) -> Any:
    match query:
        case GetMembership():
            return membership(query.member_id)
        case GetAppealsOf():
            appeals = tuple(appeal(f"A-{n}", query.member_id) for n in range(APPEALS))
            return AppealsPage(
                appeals=appeals, cursors=_places(APPEALS), total=APPEALS, has_more=False
            )
        case GetAlerts():
            alerts = tuple(
                msgspec.structs.replace(alert(n), member_id=query.member_id) for n in range(ALERTS)
            )
            return AlertsPage(alerts=alerts, cursors=_places(ALERTS), total=ALERTS, has_more=False)
    return fake.answer(query)


def _places(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))


async def serve_services(settings: Settings, port: int, path: Path) -> None:
    """All of them, at one port and through one socket."""
    fakes = FakeApis()
    known: dict[str, Served] = {}
    for name, contract in CONTRACTS.items():
        known |= served(name, contract, Prepared(getattr(fakes, name)))
    await SocketServer(path, known, settings.rpc_secrets, 100).start()
    app = Starlette(routes=routes(known.values(), settings.rpc_secrets))
    await Server(server_config(app, "127.0.0.1", port)).serve()
