"""What tells the operator how notification is, put together."""

from collections.abc import Sequence
from datetime import timedelta

from infra.process.component import Loop
from services.notify.contract.operations import GetOperations
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.core.gates.refusals import Refusals
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.operations.due_work import DueWork
from services.notify.operations.health import AlertsHealth
from services.notify.operations.incident_store import Incidents
from services.notify.operations.mass_losses import MassLosses
from services.notify.operations.operator_line import OperatorLine
from services.notify.operations.reading import OperationsReading
from services.notify.operations.records import damaged_records, losses_alike
from services.notify.operations.watch import OperatorWatch
from services.notify.settings import NotifySettings


def operations_feature(
    settings: NotifySettings,
    core: Core,
    *,
    sms: Sequence[SmsProvider],
    mail: Sequence[MailProvider],
) -> Feature:
    """`sms`, `mail`: the ways to the operator, its own."""
    due = DueWork(core.base.db, core.clock)
    late_after = timedelta(seconds=settings.alerts_late_after)
    health = AlertsHealth(due, core.gates, core.clock, late_after)
    line = OperatorLine(
        email=settings.operator_email,
        phone=settings.operator_phone,
        operator=settings.operator_name,
        mail=mail,
        sms=sms,
        clock=core.clock,
    )
    watch = _watch(core, health, due, line)

    async def close() -> None:
        await watch.close()
        await core.gates.close()

    return Feature(
        queries={GetOperations: one_by_one(_reading(core, due, late_after).read)},
        loops=[Loop(name="tell the operator", run=watch.run)],
        routes=health.routes(),
        close=close,
    )


def _reading(core: Core, due: DueWork, late_after: timedelta) -> OperationsReading:
    return OperationsReading(
        due=due,
        gates=core.gates,
        refusals=Refusals(core.base.db, core.clock),
        incidents=Incidents(core.base.db),
        late_after=late_after,
        clock=core.clock,
    )


def _watch(core: Core, health: AlertsHealth, due: DueWork, line: OperatorLine) -> OperatorWatch:
    return OperatorWatch(
        health=health,
        due=due,
        refusals=Refusals(core.base.db, core.clock),
        asked=[damaged_records(core.neighbours), losses_alike(core.neighbours)],
        incidents=Incidents(core.base.db),
        line=line,
        mass_losses=MassLosses(core.neighbours).open,
        clock=core.clock,
    )
