"""Passwords: chosen, changed, and reset."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.results import EndResult, ResetResult, SessionsEnded, SignInStep
from gateway.schema.accounts.sessions import ended
from gateway.schema.accounts.signing import ANYBODY
from gateway.schema.basics.inputs import Input
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation
from services.membership.contract.accounts import signing_commands as c

_PASSWORD = "8 to 128 characters; common ones, and those made of the own address, are refused."  # noqa: S105 (a description)


@strawberry.input
class SetPasswordInput(Input):
    password: str = strawberry.field(description=_PASSWORD)
    current: str = strawberry.field(
        default="", description="The one until now; empty where there is none."
    )


@strawberry.input
class ResetPasswordInput(Input):
    handle: str = strawberry.field(description="Phone number or e-mail address.")


@strawberry.input
class ConfirmPasswordResetInput(Input):
    attempt_id: strawberry.ID
    code: str = strawberry.field(description="The one-time code, as it was sent.")
    password: str = strawberry.field(description=_PASSWORD)


@strawberry.input
class ResetPasswordOfInput(Input):
    account_id: strawberry.ID = strawberry.field(
        description="The `id` of the Account: the member's own id."
    )
    reason: str = strawberry.field(description="At most 500 characters; the member reads it.")


@strawberry.type
class PasswordMutations:
    @mutation(
        Role.MEMBER,
        *ANY_STAFF,
        description="Chooses or changes the password. All other sessions end, and the owner is "
        "told on every channel.",
    )
    async def set_password(self, info: Info, input: SetPasswordInput) -> EndResult:
        viewer = info.context.viewer
        command = c.SetPassword(
            account_id=viewer.id,
            session_id=viewer.session,
            password=input.password,
            current=input.current,
        )
        return await _changed(info, command, input)

    @mutation(
        *ANYBODY,
        description="Sends a code by which the password is reset, if there is such an account.",
    )
    async def reset_password(self, info: Info, input: ResetPasswordInput) -> ResetResult:
        caller = info.context.caller(input.idempotency_key)
        command = c.BeginReset(handle=input.handle)
        outcome = await info.context.apis.accounts.execute(command, caller)
        if outcome.attempt is None:
            raise TypeError("a reset begins with an attempt")
        return SignInStep.of(outcome.attempt)

    @mutation(
        *ANYBODY,
        description="Sets another password by the code. All sessions end; sign in with it.",
    )
    async def confirm_password_reset(
        self, info: Info, input: ConfirmPasswordResetInput
    ) -> EndResult:
        command = c.FinishReset(
            attempt_id=input.attempt_id, code=input.code, password=input.password
        )
        return await _changed(info, command, input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Takes a member's password away: all sessions end, and the member, who is told "
        "with the reason, chooses another one by a code. Second factors stay. For one of the staff "
        "see resetStaffSignIn.",
    )
    async def reset_password_of(self, info: Info, input: ResetPasswordOfInput) -> EndResult:
        command = c.ResetPasswordOf(account_id=input.account_id, reason=input.reason)
        return await _changed(info, command, input)


async def _changed(
    info: Info, command: c.SetPassword | c.FinishReset | c.ResetPasswordOf, input: Input
) -> SessionsEnded:
    caller = info.context.caller(input.idempotency_key)
    return ended(await info.context.apis.accounts.execute(command, caller))
