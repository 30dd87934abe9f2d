"""What a member does against somebody else who uses the account."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import CODE_OR_STEP_UP, me, proven
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult, MembershipSuccess
from gateway.schema.membership.words import Disowned
from gateway.schema.permissions import mutation
from infra.kernel.errors import NotAllowed, NotFound
from services.membership.contract.accounts.session_commands import DisownSignIn
from services.membership.contract.hold_commands import ReportTakeover, VerifyContacts
from services.notify.contract.words import CodePurpose


@strawberry.input
class ThatWasNotMeInput(Input):
    what: Disowned
    id: str = strawberry.field(
        default="", description="Of the event, login or order; none for a changed contact."
    )
    at: datetime | None = strawberry.field(
        default=None, description="Of a changed contact: when you were told of it."
    )


@strawberry.input
class VerifyContactsInput(Input):
    code: str | None = CODE_OR_STEP_UP


@strawberry.type
class ProtectionMutations:
    @mutation(
        Role.MEMBER,
        description="Somebody else did it: the membership is frozen at once, and what was changed "
        "since by others is put back when releaseHold releases it with a code. A sign-in is "
        "answered by the account also where no membership is there to protect: `membership` is "
        "null then.",
    )
    async def that_was_not_me(self, info: Info, input: ThatWasNotMeInput) -> MembershipResult:
        command = ReportTakeover(member_id=me(info), what=input.what, id=input.id, at=input.at)
        try:
            return await change_membership(info, command, input.idempotency_key)
        except (NotFound, NotAllowed) as refused:
            done = await _account_alone(info, input)
            if done is None:
                raise refused from None
            return done

    @mutation(
        Role.MEMBER,
        description="Verifies contact and identity data, as the shop asked for, with a one-time "
        "code.",
    )
    async def verify_contacts(self, info: Info, input: VerifyContactsInput) -> MembershipResult:
        key = input.idempotency_key
        proof = await proven(info, CodePurpose.VERIFY_CONTACTS, input.code, key)
        command = VerifyContacts(member_id=me(info))
        return await change_membership(info, command, key, **proof)


async def _account_alone(info: Info, input: ThatWasNotMeInput) -> MembershipSuccess | None:
    """None where accounts know nothing of it, either."""
    viewer = info.context.viewer
    if input.what is not Disowned.LOGIN or not viewer.session:
        return None
    command = DisownSignIn(account_id=viewer.id, session_id=viewer.session, disowned_id=input.id)
    caller = info.context.caller(input.idempotency_key)
    try:
        outcome = await info.context.apis.accounts.execute(command, caller)
    except NotFound:
        return None
    return MembershipSuccess(membership=None, version=0, repeated=outcome.repeated)
