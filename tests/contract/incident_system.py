"""Appeals with members who lost something together."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain
from services.appeals.contract import incident_commands as c
from services.appeals.contract.incident_facts import IncidentRemedy, PublicText
from services.appeals.contract.incident_queries import (
    GetAffected,
    GetLossIncident,
    GetLossIncidents,
)
from services.appeals.contract.incident_views import (
    AffectedPage,
    LossIncidentsPage,
    LossIncidentView,
)
from services.appeals.contract.incident_words import AffectedState, IncidentState
from services.appeals.incidents.assembly import IncidentRoom
from services.membership.contract.events import MembershipExpired
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import SYSTEM, Caller, StaffKind
from tests.contract.appeals_system import LOST_AT, AppealsSystem
from tests.fakes.callers import staff_caller
from tests.unit.appeals.people import MEMBER

SAYS = PublicText(zh="一次导入故障误停了会员。", en="An import stopped memberships by mistake.")
REASON = "Our import was wrong."
REMEDY = IncidentRemedy(cause=Cause.DATA_FAULT, kind=RemedyKind.RESTORE)
SECOND = timedelta(seconds=1)


def lin(key: str = "") -> Caller:
    return staff_caller("s-1", "Lin", staff_kind=StaffKind.SPECIALIST, idempotency_key=key)


def wu(key: str = "") -> Caller:
    return staff_caller("s-2", "Wu", staff_kind=StaffKind.SPECIALIST, idempotency_key=key)


def lost(member_id: str, at: datetime, **changes: Any) -> EventEnvelope:
    """A membership that an import ended."""
    event = MembershipExpired(
        **{
            "plan": "gold", "price": 3_000, "period_end": at, "grace_until": at, "balance": 0,
            "auto_renew": False,
        }
        | changes
    )  # fmt: skip
    draft = Draft(event=event, happened_at=at, cause=Cause.DATA_FAULT.value)
    [sealed] = chain(NEW, member_id, [draft], actor=SYSTEM, origin=Origin(), recorded_at=at)
    return sealed


def room(system: AppealsSystem) -> IncidentRoom:
    found: IncidentRoom = system.component.api.incidents
    return found


async def lose(system: AppealsSystem, members: Iterable[str], **changes: Any) -> None:
    """They lost it within minutes, five days ago; appeals have seen it."""
    at = {member: LOST_AT + number * SECOND for number, member in enumerate(members)}
    await system.membership.lose_together(
        {id: when for id, when in at.items() if id != MEMBER.id}, Cause.DATA_FAULT
    )
    system.membership.happened += [lost(id, when, **changes) for id, when in at.items()]
    await see(system)


async def see(system: AppealsSystem) -> None:
    following = room(system).following
    while await following.step(0):
        continue


async def incidents(system: AppealsSystem, *, only_open: bool = True) -> list[LossIncidentView]:
    [page] = await system.api.read([GetLossIncidents(only_open=only_open)])
    assert isinstance(page, LossIncidentsPage)
    return list(page.incidents)


async def incident(system: AppealsSystem, id: str) -> LossIncidentView:
    [view] = await system.api.read([GetLossIncident(id=id)])
    assert isinstance(view, LossIncidentView)
    return view


async def affected(
    system: AppealsSystem, id: str, state: AffectedState | None = None
) -> AffectedPage:
    [page] = await system.api.read([GetAffected(incident=id, state=state, first=100)])
    assert isinstance(page, AffectedPage)
    return page


async def previewed(system: AppealsSystem, id: str, **remedy: Any) -> LossIncidentView:
    command = c.PreviewIncident(incident=id, remedy=IncidentRemedy(**remedy) if remedy else REMEDY)
    await system.api.manage_incident(command, lin())
    while await room(system).trying.step():
        continue
    return await incident(system, id)


async def confirmed(system: AppealsSystem, id: str) -> LossIncidentView:
    await previewed(system, id)
    command = c.ConfirmIncident(incident=id, reason=REASON, says=SAYS)
    return (await system.api.manage_incident(command, lin())).incident


async def run(system: AppealsSystem, id: str) -> LossIncidentView:
    """Until nothing is left to do."""
    while (view := await incident(system, id)).state is IncidentState.RUNNING:
        await room(system).running.step()
    return view
