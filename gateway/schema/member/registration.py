"""How the operator's shop brings a member."""

from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.reports.joining import HostMember
from gateway.reports.taking import take
from gateway.request.context import Info
from gateway.schema.basics.inputs import MemberInput
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.basics.scalars import Language
from gateway.schema.member.member import Member
from gateway.schema.permissions import mutation


@strawberry.input
class RegisterMemberInput(MemberInput):
    name: str | None = None
    phone: str | None = strawberry.field(default=None, description="E.164, e.g. +8613800138000.")
    email: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    plan: str | None = strawberry.field(
        default=None, description="Enrols in it, paid from the balance; none: contacts only."
    )
    auto_renew: bool = True


@strawberry.type(description="The member as registered.")
class MemberSuccess:
    member: Member


MemberResult = Annotated[
    MemberSuccess | AnyProblem, answers("MemberResult", "A registered member.")
]


@strawberry.type
class RegistrationMutations:
    @mutation(
        Role.HOST,
        description="Takes over a member's contacts, by which the account is found, and, with a "
        "plan, enrols. Contacts stay when enrolling is refused.",
    )
    async def register_member(self, info: Info, input: RegisterMemberInput) -> MemberResult:
        joined = HostMember(
            member_id=input.member_id,
            name=input.name,
            phone=input.phone,
            email=input.email,
            language=input.language.tag if input.language else None,
            time_zone=input.time_zone,
            plan=input.plan,
            auto_renew=input.auto_renew,
        )
        await take(info.context.apis, joined, info.context.caller(input.idempotency_key))
        return MemberSuccess(member=Member.of(input.member_id))
