"""Sessions: refreshed, and ended."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.results import (
    DeviceNamed,
    DeviceNameResult,
    EndResult,
    SessionResult,
    SessionsEnded,
    SignInSuccess,
)
from gateway.schema.accounts.signing import ANYBODY
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation
from services.membership.contract.accounts import session_commands as c
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.views import AccountOutcome


@strawberry.input
class RefreshSessionInput(Input):
    refresh_token: str
    device_id: str = strawberry.field(description="As the sign-in told it.")


@strawberry.input
class EndOtherSessionsInput(Input):
    password: str = strawberry.field(
        default="", description="In place of a proof that was shown in the last five minutes."
    )


@strawberry.input
class EndSessionInput(EndOtherSessionsInput):
    session_id: strawberry.ID


@strawberry.input
class RemoveDeviceInput(EndOtherSessionsInput):
    device_id: str


@strawberry.input
class NameDeviceInput(Input):
    device_id: str
    name: str = strawberry.field(description="At most 60 characters; empty takes it away.")


@strawberry.input
class EndSessionsOfInput(Input):
    account_id: strawberry.ID = strawberry.field(description="A member's id, or of the staff.")
    reason: str = strawberry.field(description="At most 500 characters; the owner reads it.")


@strawberry.type
class SessionMutations:
    @mutation(
        *ANYBODY,
        description="Exchanges a refresh token for new tokens. Each is good once; sent again "
        "within 30 seconds from the same device it gives the same successor. One that comes later "
        "than that is stolen: the session ends, and the owner is told.",
    )
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> SessionResult:
        command = c.RefreshSession(refresh_token=input.refresh_token, device_id=input.device_id)
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.accounts.execute(command, caller)
        if outcome.tokens is None:
            raise session_over()
        return SignInSuccess.of(outcome.tokens)

    @mutation(Role.MEMBER, *ANY_STAFF, description="Ends the session that asks.")
    async def sign_out(self, info: Info, input: PlainInput) -> EndResult:
        viewer = info.context.viewer
        command = c.EndSession(
            account_id=viewer.id, session_id=viewer.session, ended_id=viewer.session
        )
        return await _end(info, command, input)

    @mutation(
        Role.MEMBER,
        *ANY_STAFF,
        description="Ends one session of the own account. Of another than the one that asks it "
        "takes the password, or to have signed in or stepped up in the last five minutes: "
        "see stepUp.",
    )
    async def end_session(self, info: Info, input: EndSessionInput) -> EndResult:
        viewer = info.context.viewer
        command = c.EndSession(
            account_id=viewer.id,
            session_id=viewer.session,
            ended_id=input.session_id,
            password=input.password,
        )
        return await _end(info, command, input)

    @mutation(Role.MEMBER, *ANY_STAFF, description="Names a device that the own account knows.")
    async def name_device(self, info: Info, input: NameDeviceInput) -> DeviceNameResult:
        viewer = info.context.viewer
        command = c.NameDevice(
            account_id=viewer.id,
            session_id=viewer.session,
            device_id=input.device_id,
            name=input.name,
        )
        caller = info.context.caller(input.idempotency_key)
        await info.context.apis.accounts.execute(command, caller)
        return DeviceNamed(device_id=input.device_id)

    @mutation(
        Role.MEMBER,
        *ANY_STAFF,
        description="Ends all sessions on a device, and the own account knows it no more: to sign "
        "in on it again takes more than a password. It takes what endSession takes.",
    )
    async def remove_device(self, info: Info, input: RemoveDeviceInput) -> EndResult:
        viewer = info.context.viewer
        command = c.RemoveDevice(
            account_id=viewer.id,
            session_id=viewer.session,
            device_id=input.device_id,
            password=input.password,
        )
        return await _end(info, command, input)

    @mutation(
        Role.MEMBER,
        *ANY_STAFF,
        description="Ends all sessions but the one that asks. It takes what endSession takes.",
    )
    async def end_other_sessions(self, info: Info, input: EndOtherSessionsInput) -> EndResult:
        viewer = info.context.viewer
        command = c.EndOtherSessions(
            account_id=viewer.id, session_id=viewer.session, password=input.password
        )
        return await _end(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Ends all sessions of somebody's account, within five seconds. Who it is, when "
        "and why is kept in its history, and its owner is told on every channel.",
    )
    async def end_sessions_of(self, info: Info, input: EndSessionsOfInput) -> EndResult:
        command = c.EndSessionsOf(account_id=input.account_id, reason=input.reason)
        return await _end(info, command, input)


async def _end(
    info: Info,
    command: c.EndSession | c.EndOtherSessions | c.EndSessionsOf | c.RemoveDevice,
    input: Input,
) -> SessionsEnded:
    caller = info.context.caller(input.idempotency_key)
    return ended(await info.context.apis.accounts.execute(command, caller))


def ended(outcome: AccountOutcome) -> SessionsEnded:
    return SessionsEnded(ended=outcome.ended, repeated=outcome.repeated)
