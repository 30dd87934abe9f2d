"""Who is of the staff: invited by mail, changed, let go."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.words import StaffKind, StaffState
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.permissions import ADMINS, ANY_STAFF, Who, mutation, query
from services.membership.contract.accounts import staff_commands as c
from services.membership.contract.accounts.commands import AnyAccountCommand
from services.membership.contract.accounts.queries import GetStaff
from services.membership.contract.accounts.staff_views import JoiningView, StaffMemberView
from services.membership.contract.accounts.views import AccountOutcome, StaffView

INVITED: tuple[Who, ...] = (Role.ANONYMOUS,)


@strawberry.type(description="One of the staff.")
class StaffMember:
    id: strawberry.ID
    name: str
    kind: StaffKind
    state: StaffState
    since: datetime = strawberry.field(description="Since when they are in this state.")
    invited_until: datetime | None = strawberry.field(
        description="Of an invitation that nobody has accepted, or a sign-in that was reset."
    )

    @classmethod
    def of(cls, view: StaffMemberView) -> "StaffMember":
        return mapped(cls, view, id=strawberry.ID(view.id))


@strawberry.input
class InviteStaffInput(Input):
    name: str = strawberry.field(description="As colleagues see it; members never do.")
    email: str = strawberry.field(description="Where the code goes; they sign in with it.")
    kind: StaffKind
    language: Language = strawberry.field(
        default=Language.ZH, description="The language of the mail that invites."
    )


@strawberry.input
class StaffIdInput(Input):
    staff_id: strawberry.ID


@strawberry.input
class BeginJoiningInput(Input):
    email: str = strawberry.field(description="Where the invitation came.")


@strawberry.input
class JoinStaffInput(BeginJoiningInput):
    code: str = strawberry.field(description="As it was mailed; five tries.")
    password: str = strawberry.field(description="8 to 128 characters.")
    continuation: str = strawberry.field(description="Of beginJoining.")
    totp: str = strawberry.field(description="What the app shows that was set up with it.")


@strawberry.input
class ChangeStaffKindInput(StaffIdInput):
    kind: StaffKind
    reason: str = strawberry.field(description="Kept in the history.")


@strawberry.input
class OffboardStaffInput(StaffIdInput):
    reason: str = strawberry.field(description="Kept in the history.")


@strawberry.input
class ResetStaffSignInInput(OffboardStaffInput):
    email: str = strawberry.field(description="By which they signed in; the code goes there.")
    language: Language = strawberry.field(
        default=Language.ZH, description="The language of the mail."
    )


@strawberry.type(description="One of the staff, after the change.")
class StaffSuccess:
    staff: StaffMember
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="What an authenticator app is set up with, to join.")
class StaffJoining:
    uri: str = strawberry.field(description="otpauth://…, for the app to scan.")
    secret: str = strawberry.field(description="To type in where it cannot.")
    continuation: str = strawberry.field(description="To be sent with joinStaff.")
    expires_at: datetime

    @classmethod
    def of(cls, view: JoiningView) -> "StaffJoining":
        return mapped(cls, view)


StaffResult = Annotated[StaffSuccess | AnyProblem, answers("StaffResult", "One of the staff.")]
JoiningResult = Annotated[
    StaffJoining | AnyProblem, answers("JoiningResult", "What one joins the staff with.")
]


@strawberry.type
class StaffQueries:
    @query(*ANY_STAFF, description="The directory of staff, by name; `left`: with who left.")
    async def staff(self, info: Info, *, left: bool = False) -> list[StaffMember]:
        found = await info.context.readers.accounts.ask(GetStaff(left=left), StaffView)
        return [StaffMember.of(one) for one in found.staff]


@strawberry.type
class StaffMutations:
    @mutation(
        *ADMINS,
        confirmed=True,
        description="Invites somebody by mail: a code that is good once, for 72 hours. They join "
        "with it (beginJoining, joinStaff), a password and an authenticator app.",
    )
    async def invite_staff(self, info: Info, input: InviteStaffInput) -> StaffResult:
        command = c.InviteStaff(
            name=input.name, email=input.email, kind=input.kind, language=input.language.tag
        )
        return await _changed(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Mails another code, good for 72 hours; the one before is good for nothing.",
    )
    async def renew_invitation(self, info: Info, input: StaffIdInput) -> StaffResult:
        return await _changed(info, c.RenewInvitation(staff_id=input.staff_id), input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Gives somebody another kind; they sign in anew. The last administrator stays.",
    )
    async def change_staff_kind(self, info: Info, input: ChangeStaffKindInput) -> StaffResult:
        command = c.ChangeStaffKind(staff_id=input.staff_id, kind=input.kind, reason=input.reason)
        return await _changed(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Somebody works here no more: their sessions end within seconds, their appeals "
        "and tasks go back. An invitation that nobody accepted is withdrawn.",
    )
    async def offboard_staff(self, info: Info, input: OffboardStaffInput) -> StaffResult:
        command = c.OffboardStaff(staff_id=input.staff_id, reason=input.reason)
        return await _changed(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="For a colleague who cannot sign in any more: their sessions end, password and "
        "factors are gone, and a code is mailed, good for 72 hours. With it they set both up again "
        "(beginJoining, joinStaff), and are who they were. Again: another code.",
    )
    async def reset_staff_sign_in(self, info: Info, input: ResetStaffSignInInput) -> StaffResult:
        command = c.ResetStaffSignIn(
            staff_id=input.staff_id,
            email=input.email,
            reason=input.reason,
            language=input.language.tag,
        )
        return await _changed(info, command, input)

    @mutation(
        *INVITED,
        description="For who was invited, or whose sign-in was reset: what an authenticator app is "
        "set up with. The same is answered whether there is such an invitation.",
    )
    async def begin_joining(self, info: Info, input: BeginJoiningInput) -> JoiningResult:
        outcome = await _done(info, c.BeginJoining(email=input.email), input)
        if outcome.joining is None:
            raise TypeError("joining begins with what an app is set up with")
        return StaffJoining.of(outcome.joining)

    @mutation(
        *INVITED,
        description="Joins the staff, with the code of the mail; then one signs in, by password "
        "and the app.",
    )
    async def join_staff(self, info: Info, input: JoinStaffInput) -> StaffResult:
        command = c.JoinStaff(
            email=input.email,
            code=input.code,
            password=input.password,
            continuation=input.continuation,
            totp=input.totp,
        )
        return await _changed(info, command, input)


async def _changed(info: Info, command: AnyAccountCommand, input: Input) -> StaffSuccess:
    outcome = await _done(info, command, input)
    if outcome.staff is None:
        raise TypeError("a change of staff says of whom")
    return StaffSuccess(staff=StaffMember.of(outcome.staff), repeated=outcome.repeated)


async def _done(info: Info, command: AnyAccountCommand, input: Input) -> AccountOutcome:
    caller = info.context.caller(input.idempotency_key)
    return await info.context.apis.accounts.execute(command, caller)
