"""Signing up and signing in."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.results import SignInResult, SignInStep, SignInSuccess, way_in
from gateway.schema.accounts.words import Proof
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.scalars import Language
from gateway.schema.permissions import ANY_STAFF, Who, mutation
from services.membership.contract.accounts import signing_commands as c
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.commands import AnyAccountCommand

ANYBODY: tuple[Who, ...] = (Role.ANONYMOUS, Role.MEMBER, *ANY_STAFF)


@strawberry.input(description="Where somebody signs in from.")
class DeviceInput:
    id: str = strawberry.field(
        default="", description="As an earlier sign-in told it; empty: one is made."
    )
    public: bool = strawberry.field(
        default=False,
        description="Many use it: it is never trusted, and the session ends soon.",
    )

    @property
    def given(self) -> SigningDevice:
        return SigningDevice(id=self.id[:LONGEST_DEVICE], public=self.public)


LONGEST_DEVICE = 100
HANDLE = "Phone number or e-mail address; a number without + is taken for one of this country."


@strawberry.input
class SignUpInput(Input):
    handle: str = strawberry.field(description=HANDLE)
    password: str = strawberry.field(default="", description="8 to 128 characters; empty: none.")
    language: Language | None = None


@strawberry.input
class ConfirmSignUpInput(Input):
    attempt_id: strawberry.ID
    code: str = strawberry.field(description="The one-time code, as it was sent.")
    device: DeviceInput = strawberry.field(default_factory=DeviceInput)


@strawberry.input
class SignInInput(Input):
    handle: str = strawberry.field(description=HANDLE)
    password: str = strawberry.field(
        default="", description="Empty: a one-time code is sent to the handle instead."
    )
    device: DeviceInput = strawberry.field(default_factory=DeviceInput)


@strawberry.input
class ConfirmSignInInput(Input):
    attempt_id: strawberry.ID
    answer: str = strawberry.field(description="The code that was sent, or what the proof shows.")
    proof: Proof = Proof.CODE
    device: DeviceInput = strawberry.field(default_factory=DeviceInput)


@strawberry.type
class SigningMutations:
    @mutation(
        *ANYBODY,
        description="Opens an account with a phone number or an e-mail address, where a code goes; "
        "confirmSignUp takes it. The same is answered whether there is such an account or not.",
    )
    async def sign_up(self, info: Info, input: SignUpInput) -> SignInResult:
        command = c.BeginSignUp(
            handle=input.handle,
            password=input.password,
            language=input.language.tag if input.language else await spoken(info),
        )
        return await _step(info, command, input)

    @mutation(*ANYBODY, description="Proves the handle by the code: the account is there now.")
    async def confirm_sign_up(self, info: Info, input: ConfirmSignUpInput) -> SignInResult:
        command = c.ConfirmSignUp(
            attempt_id=input.attempt_id, code=input.code, device=input.device.given
        )
        return await _step(info, command, input)

    @mutation(
        *ANYBODY,
        description="Signs in with the password, or sends a one-time code. Where the account has a "
        "second factor, one more step follows. Nothing tells whether there is such an account.",
    )
    async def sign_in(self, info: Info, input: SignInInput) -> SignInResult:
        command = c.BeginSignIn(
            handle=input.handle, password=input.password, device=input.device.given
        )
        return await _step(info, command, input)

    @mutation(*ANYBODY, description="The next step of a sign-in: a code, or the second factor.")
    async def confirm_sign_in(self, info: Info, input: ConfirmSignInInput) -> SignInResult:
        command = c.ConfirmSignIn(
            attempt_id=input.attempt_id,
            answer=input.answer,
            proof=input.proof,
            device=input.device.given,
        )
        return await _step(info, command, input)


async def _step(info: Info, command: AnyAccountCommand, input: Input) -> SignInSuccess | SignInStep:
    caller = info.context.caller(input.idempotency_key)
    return way_in(await info.context.apis.accounts.execute(command, caller))


async def spoken(info: Info) -> str:
    return "en" if await info.context.language() == "en" else "zh-CN"
