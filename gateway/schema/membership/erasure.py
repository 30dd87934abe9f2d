"""A member's data are erased, on demand."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.basics.member import CODE_OR_STEP_UP, me, proven
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.permissions import mutation
from services.membership.contract import erasure_views as views
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.queries import GetErasure
from services.notify.contract.words import CodePurpose


@strawberry.type(description="What stays without the person, because a law wants it kept.")
class KeptRecord:
    what: LocalText
    why: LocalText = strawberry.field(description="Which law, and for how long.")

    @classmethod
    def of(cls, view: views.KeptRecord) -> "KeptRecord":
        return cls(what=LocalText.of(view.what), why=LocalText.of(view.why))


@strawberry.type(description="What erasing a member's data takes, and how far it is.")
class Erasure:
    asked_at: datetime | None = strawberry.field(description="None while nobody asked for it.")
    erase_at: datetime | None = strawberry.field(
        description="When it is done, or would be if it were asked for now; until then "
        "withdrawErasure takes it back."
    )
    erased_at: datetime | None
    lost: list[LocalText] = strawberry.field(description="What goes with the data.")
    kept: list[KeptRecord]
    open: list[LocalText] = strawberry.field(description="What has to end before it.")

    @classmethod
    def of(cls, view: views.ErasureView) -> "Erasure":
        return mapped(
            cls,
            view,
            lost=[LocalText.of(one) for one in view.lost],
            kept=[KeptRecord.of(one) for one in view.kept],
            open=[LocalText.of(one) for one in view.open_ones],
        )


async def erasure_of(context: Context, member_id: str) -> Erasure | None:
    asked = GetErasure(member_id=member_id)
    view = await context.readers.membership.find(asked, views.ErasureView)
    return Erasure.of(view) if view else None


@strawberry.input
class AskErasureInput(Input):
    code: str | None = CODE_OR_STEP_UP


@strawberry.type
class ErasureMutations:
    @mutation(
        Role.MEMBER,
        description="Asks that everything that is kept of you be erased: debits and reminders stop "
        "now; until it is done withdrawErasure takes it back. See erasure for what is lost and "
        "what a law keeps.",
    )
    async def ask_erasure(self, info: Info, input: AskErasureInput) -> MembershipResult:
        key = input.idempotency_key
        proof = await proven(info, CodePurpose.ERASE_DATA, input.code, key)
        command = AskErasure(member_id=me(info))
        return await change_membership(info, command, key, **proof)

    @mutation(
        Role.MEMBER,
        description="Takes an erasure back that was asked for; everything stays as it was.",
    )
    async def withdraw_erasure(self, info: Info, input: PlainInput) -> MembershipResult:
        command = WithdrawErasure(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)
