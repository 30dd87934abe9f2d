"""Second factors: made, removed, and shown again before what is sensitive."""

import strawberry
from strawberry.scalars import JSON

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.commands import own
from gateway.schema.accounts.factors import (
    FactorsResult,
    FactorsSuccess,
    PasskeyOptions,
    PasskeyOptionsResult,
    RecoveryCodes,
    RecoveryCodesResult,
    SteppedUp,
    StepUpResult,
    TotpResult,
    TotpSetup,
    factors_of,
)
from gateway.schema.accounts.results import SessionResult, SignInSuccess
from gateway.schema.accounts.signing import ANYBODY, DeviceInput
from gateway.schema.accounts.words import PasskeyUse, Proof
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.permissions import ANY_STAFF, Who, mutation
from services.membership.contract.accounts import factor_commands as c
from services.membership.contract.accounts.factor_views import FactorResult

OWNERS: tuple[Who, ...] = (Role.MEMBER, *ANY_STAFF)
_SHOWN_AS = "What the app, or the browser, calls the account; its id if left out."
_LABEL = "What you call it, at most 60 characters."


@strawberry.input
class AddTotpInput(Input):
    shown_as: str = strawberry.field(default="", description=_SHOWN_AS)


@strawberry.input
class ConfirmTotpInput(Input):
    continuation: str = strawberry.field(description="As addTotp gave it.")
    code: str = strawberry.field(description="That the app shows now.")
    label: str = strawberry.field(default="", description=_LABEL)


@strawberry.input
class BeginPasskeyInput(Input):
    use: PasskeyUse
    shown_as: str = strawberry.field(default="", description=_SHOWN_AS)


@strawberry.input
class FinishPasskeyInput(Input):
    credential: str = strawberry.field(
        description="What navigator.credentials.create gave: JSON.stringify of its toJSON()."
    )
    label: str = strawberry.field(default="", description=_LABEL)


@strawberry.input
class SignInWithPasskeyInput(Input):
    credential: str = strawberry.field(
        description="What navigator.credentials.get gave: JSON.stringify of its toJSON()."
    )
    device: DeviceInput = strawberry.field(default_factory=DeviceInput)


@strawberry.input
class RemoveFactorInput(Input):
    id: strawberry.ID


@strawberry.input
class StepUpInput(Input):
    proof: Proof
    answer: str = strawberry.field(
        description="The code; of CODE, as requestCode for STEP_UP sent it. Of a passkey, what "
        "navigator.credentials.get gave: JSON.stringify of its toJSON()."
    )


@strawberry.type
class FactorMutations:
    @mutation(
        *OWNERS,
        description="Begins to set up an authenticator app. Takes a fresh proof: see stepUp.",
    )
    async def add_totp(self, info: Info, input: AddTotpInput) -> TotpResult:
        command = own(info, c.BeginTotp, shown_as=input.shown_as)
        found = (await _changed(info, command, input)).totp
        if found is None:
            raise TypeError("there is nothing to set up")
        return TotpSetup.of(found)

    @mutation(*OWNERS, description="The app counts from now on; proven by a code of it.")
    async def confirm_totp(self, info: Info, input: ConfirmTotpInput) -> FactorsResult:
        command = own(
            info, c.ConfirmTotp, continuation=input.continuation, code=input.code, label=input.label
        )
        return await _after(info, await _changed(info, command, input))

    @mutation(
        *ANYBODY,
        description="A question to the browser: to make a passkey (takes a fresh proof: see "
        "stepUp), to sign in with one, or to prove again that it is you.",
    )
    async def begin_passkey(self, info: Info, input: BeginPasskeyInput) -> PasskeyOptionsResult:
        command: c.BeginPasskeySignIn | c.BeginPasskey = c.BeginPasskeySignIn()
        if input.use is not PasskeyUse.SIGN_IN:
            command = own(info, c.BeginPasskey, use=input.use, shown_as=input.shown_as)
        found = await _changed(info, command, input)
        return PasskeyOptions(options=JSON(found.passkey_options))

    @mutation(*OWNERS, description="The passkey that the browser made counts from now on.")
    async def finish_passkey(self, info: Info, input: FinishPasskeyInput) -> FactorsResult:
        command = own(info, c.AddPasskey, answer=input.credential, label=input.label)
        return await _after(info, await _changed(info, command, input))

    @mutation(
        *ANYBODY,
        description="Signs in with a passkey, without a name: it says whose account it is. It is a "
        "second factor by itself.",
    )
    async def sign_in_with_passkey(
        self, info: Info, input: SignInWithPasskeyInput
    ) -> SessionResult:
        command = c.SignInWithPasskey(answer=input.credential, device=input.device.given)
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.accounts.execute(command, caller)
        if outcome.tokens is None:
            raise TypeError("a passkey needs no second step")
        return SignInSuccess.of(outcome.tokens)

    @mutation(*OWNERS, description="Removes a factor. Takes a fresh proof: see stepUp.")
    async def remove_factor(self, info: Info, input: RemoveFactorInput) -> FactorsResult:
        command = own(info, c.RemoveFactor, factor_id=str(input.id))
        return await _after(info, await _changed(info, command, input))

    @mutation(
        *OWNERS,
        description="Ten new recovery codes, each good once; those made before are void. Takes a "
        "fresh proof: see stepUp. The answer is the only time that they are shown: if it is lost, "
        "make others.",
    )
    async def make_recovery_codes(self, info: Info, input: PlainInput) -> RecoveryCodesResult:
        found = await _changed(info, own(info, c.MakeRecoveryCodes), input)
        return RecoveryCodes(codes=list(found.codes))

    @mutation(
        *OWNERS,
        description="Proves again that it is you. For five minutes what is sensitive then needs no "
        "code.",
    )
    async def step_up(self, info: Info, input: StepUpInput) -> StepUpResult:
        command = own(info, c.StepUp, proof=input.proof, answer=input.answer)
        found = await _changed(info, command, input)
        return SteppedUp(access_token=found.access_token, expires_in=found.expires_in)


async def _changed(info: Info, command: c.AnyFactorCommand, input: Input) -> FactorResult:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.accounts.execute(command, caller)
    if outcome.factor is None:
        raise TypeError("a command about factors says what came of it")
    return outcome.factor


async def _after(info: Info, result: FactorResult) -> FactorsSuccess:
    factors = await factors_of(info, info.context.viewer.id)
    return FactorsSuccess(factors=factors, factor_id=strawberry.ID(result.factor_id))
