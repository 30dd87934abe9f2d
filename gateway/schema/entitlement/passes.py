"""Signed answers, which the shop checks without asking."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.errors import problem_of
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.entitlement.entitlement import entitlements_of
from gateway.schema.permissions import query
from infra.kernel.errors import AppError, InvalidInput
from infra.kernel.sentences import both
from services.membership.contract import entitlement as contract

MOST_PASSES = 100
"""At once: each is signed."""


@strawberry.type(
    description="A JWT (EdDSA) that says what the member is entitled to. The keys to check it with "
    "are at /.well-known/jwks.json."
)
class EntitlementPass:
    member_id: strawberry.ID
    token: str
    version: int = strawberry.field(description="As of the entitlement.")
    expires_at: datetime = strawberry.field(description="Ask for another one after it.")
    stale_until: datetime = strawberry.field(
        description="Honour the pass until then where you cannot ask."
    )


EntitlementPassResult = Annotated[
    EntitlementPass | AnyProblem,
    answers("EntitlementPassResult", "A pass; none is made for who is under protection."),
]


@strawberry.type
class PassQueries:
    @query(
        Role.HOST,
        Role.MEMBER,
        typed=True,
        description="A pass of a member: the member's own; the host names the memberId.",
    )
    async def entitlement_pass(
        self, info: Info, member_id: strawberry.ID | None = None
    ) -> EntitlementPassResult:
        subject = strawberry.ID(info.context.subject(member_id))
        view = await entitlements_of(info.context, [subject])
        return _issued(info.context, view.entitlements[0], view.at)

    @query(
        Role.HOST,
        description="Passes of these members, at most 100, in this order.",
    )
    async def entitlement_passes(
        self, info: Info, member_ids: list[strawberry.ID]
    ) -> list[EntitlementPassResult] | None:
        if len(member_ids) > MOST_PASSES:
            raise _too_many()
        view = await entitlements_of(info.context, member_ids)
        return [await _answer(info.context, one, view.at) for one in view.entitlements]


def _issued(context: Context, one: contract.Entitlement, at: datetime) -> EntitlementPass:
    issued = context.passes.issue(one, at)
    return EntitlementPass(
        member_id=strawberry.ID(one.member_id),
        token=issued.token,
        version=one.version,
        expires_at=issued.validity.fresh_until,
        stale_until=issued.validity.stale_until,
    )


async def _answer(context: Context, one: contract.Entitlement, at: datetime) -> Any:
    """The pass, or the problem that `EntitlementPassResult` has for its refusal."""
    try:
        return _issued(context, one, at)
    except AppError as refused:
        return problem_of(refused, await context.locale(refused.sentence))


def _too_many() -> InvalidInput:
    return InvalidInput(
        both(
            "一次最多签发 {most} 个凭证；请分批获取。",
            "At most {most} passes at once; send several questions.",
            most=MOST_PASSES,
        ),
        field="memberIds",
    )
