"""Mass losses that were stopped, and what staff decide of them."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.compiled.shows import Shows
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.membership.words import Cause, LossKind, MassLossDecision, MassLossState
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation, query
from services.membership.contract import breaker_views as views
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.queries import GetMassLosses


@strawberry.type(
    description="A change for the worse that waits for a person, because unusually many members "
    "would have been affected at once. Until it is decided everything stays as it is."
)
class DeferredChange(Shows[views.DeferredChangeView]):
    kind: LossKind
    cause: Cause
    due_at: datetime = strawberry.field(description="When it would have happened.")
    since: datetime


@strawberry.type(
    description="Unusually many members would have lost something within an hour: it was stopped, "
    "and their changes wait for a decision."
)
class MassLoss:
    id: strawberry.ID
    cause: Cause
    state: MassLossState
    opened_at: datetime
    window: datetime = strawberry.field(description="When the hour began that it is about.")
    coming: int = strawberry.field(description="So many would have lost something in that hour.")
    expected: int = strawberry.field(
        description="So many of them were usual, by what was known beforehand."
    )
    allowance: int = strawberry.field(description="So many beside those are let pass.")
    deferred: int = strawberry.field(description="Changes that wait, or waited.")
    settled: int = strawberry.field(description="Those that were carried out as decided.")
    decision: MassLossDecision | None
    reason: str
    decided_by: list[str] = strawberry.field(description="Who said so first comes first.")
    decided_at: datetime | None
    pass_until: datetime | None = strawberry.field(
        description="A release covers what else of the cause falls due until then."
    )
    closed_at: datetime | None

    @classmethod
    def of(cls, view: views.MassLossView) -> "MassLoss":
        return mapped(cls, view, decided_by=list(view.decided_by))


@strawberry.input
class DecideMassLossInput(Input):
    id: strawberry.ID
    decision: MassLossDecision
    reason: str = strawberry.field(description="Members read it.")
    pass_until: datetime | None = strawberry.field(
        default=None,
        description="Of a release: what else of the cause falls due until then is let pass, too. "
        "Without it, to the end of the hour in which it is carried out.",
    )


@strawberry.type(description="The incident after the decision.")
class MassLossSuccess:
    incident: MassLoss
    repeated: bool = strawberry.field(description=REPEATED)


MassLossResult = Annotated[
    MassLossSuccess | AnyProblem, answers("MassLossResult", "A decided mass loss.")
]


@strawberry.type
class BreakerQueries:
    @query(
        *ANY_STAFF,
        description="Mass losses that were stopped, newest first; those that are not closed, or "
        "all.",
    )
    async def mass_losses(
        self, info: Info, *, only_open: bool = True, first: int = 20, after: str | None = None
    ) -> Connection[MassLoss]:
        async def fetch(start: str, count: int) -> views.MassLossPage:
            asked = GetMassLosses(only_open=only_open, after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.MassLossPage)

        return await connect(
            info.context.cursors("mass-losses"),
            first,
            after,
            fetch,
            lambda page: [MassLoss.of(one) for one in page.incidents],
        )


@strawberry.type
class BreakerMutations:
    @mutation(
        *ADMINS,
        confirmed=True,
        description="Releases the changes that wait, or discards them. Where two have to agree, "
        "the first call proposes it, and somebody else decides by saying the same.",
    )
    async def decide_mass_loss(self, info: Info, input: DecideMassLossInput) -> MassLossResult:
        command = DecideMassLoss(
            incident_id=input.id,
            decision=input.decision,
            reason=input.reason,
            pass_until=input.pass_until,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.membership.decide_mass_loss(command, caller)
        return MassLossSuccess(incident=MassLoss.of(outcome.incident), repeated=outcome.repeated)
