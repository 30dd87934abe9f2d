"""What keeps messages from a member's addresses: seen, placed and lifted by staff."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.notify.words import Channel, SuppressionReason, Topic
from gateway.schema.permissions import ANY_STAFF, SPECIALISTS, mutation, query
from services.notify.contract import commands as notify
from services.notify.contract import views
from services.notify.contract.queries import GetSuppressions
from services.notify.contract.views import SuppressionsView


@strawberry.type(description="A reason for which nothing goes to an address of a member.")
class Suppression:
    channel: Channel
    address: str = strawberry.field(description="Masked; empty for an earlier address.")
    reason: SuppressionReason
    topic: Topic | None = strawberry.field(description="None: on every topic.")
    says: str = strawberry.field(description="The reason in words.")
    since: datetime
    by: str = strawberry.field(description="The id of staff, if it was staff.")
    why: str
    lifted_at: datetime | None = strawberry.field(description="None: it is in force.")
    lifted_by: str
    lifted_why: str

    @classmethod
    def of(cls, view: views.SuppressionView) -> "Suppression":
        return mapped(cls, view)


@strawberry.input
class SuppressionInput(Input):
    member_id: strawberry.ID
    channel: Channel
    reason: str = strawberry.field(description="Why, for the record.")


@strawberry.type(description="What keeps messages from the member's addresses, after the change.")
class SuppressionsSuccess:
    suppressions: list[Suppression]


SuppressionsResult = Annotated[
    SuppressionsSuccess | AnyProblem, answers("SuppressionsResult", "Changed suppressions.")
]


@strawberry.type
class SuppressionQueries:
    @query(
        *ANY_STAFF,
        description="What keeps or kept messages from a member's addresses: STOP, bounces, "
        "complaints, numbers that do not exist.",
    )
    async def suppressions(self, info: Info, member_id: strawberry.ID) -> list[Suppression] | None:
        asked = GetSuppressions(member_id=member_id)
        view = await info.context.readers.notify.ask(asked, SuppressionsView)
        return [Suppression.of(one) for one in view.suppressions]


@strawberry.type
class SuppressionMutations:
    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Nothing more goes to a member's address on this channel.",
    )
    async def suppress_address(self, info: Info, input: SuppressionInput) -> SuppressionsResult:
        command = notify.SuppressAddress(
            member_id=input.member_id, channel=input.channel, reason=input.reason
        )
        return await change_suppressions(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="A member's address may be used again. STOP is lifted by START from the same "
        "number alone, and unsubscribing by the member's own preferences.",
    )
    async def lift_suppression(self, info: Info, input: SuppressionInput) -> SuppressionsResult:
        command = notify.LiftSuppression(
            member_id=input.member_id, channel=input.channel, reason=input.reason
        )
        return await change_suppressions(info, command, input.idempotency_key)


async def change_suppressions(info: Info, command: Any, key: str | None) -> SuppressionsSuccess:
    """Carries out a command, and reads how things stand after it."""
    await info.context.apis.notify.execute(command, info.context.caller(key))
    asked = GetSuppressions(member_id=command.member_id)
    view = await info.context.readers.notify.ask(asked, SuppressionsView)
    return SuppressionsSuccess(suppressions=[Suppression.of(one) for one in view.suppressions])
