"""Whether it is the member who appeals, and how that was proven."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.mutations import AppealInput
from gateway.schema.appeals.results import AppealResult, AppealSuccess
from gateway.schema.basics.member import confirmed
from gateway.schema.permissions import mutation
from services.appeals.contract.identity import ProveIdentity
from services.notify.contract.words import CodePurpose


@strawberry.input
class ProveIdentityInput(AppealInput):
    digits: str | None = strawberry.field(
        default=None, description="The last four of the bound phone; five tries a day."
    )
    code: str | None = strawberry.field(
        default=None, description="Or a code: requestCode for PROVE_IDENTITY."
    )


@strawberry.type
class IdentityMutations:
    @mutation(
        Role.MEMBER,
        description="Proves that it is the member who appeals: by the last four digits of the "
        "bound phone, by a code, or by a sign-in with a second factor.",
    )
    async def prove_identity(self, info: Info, input: ProveIdentityInput) -> AppealResult:
        key, digits = input.idempotency_key, input.digits or ""
        proof = await confirmed(info, CodePurpose.PROVE_IDENTITY, input.code, key)
        command = ProveIdentity(number=input.number, digits="" if input.code else digits)
        info.context.acts()
        caller = info.context.caller(key, **proof)
        return AppealSuccess.of(await info.context.apis.appeals.prove_identity(command, caller))
