"""What proves who somebody is, beside a password."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from gateway.request.context import Info
from gateway.schema.accounts.words import Proof
from gateway.schema.basics.results import AnyProblem, answers
from services.membership.contract.accounts import factor_views as views
from services.membership.contract.accounts.queries import GetFactors
from services.membership.contract.accounts.views import FactorsView


@strawberry.type(description="A second factor of the account.")
class Factor:
    id: strawberry.ID
    kind: Proof
    label: str = strawberry.field(description="As its owner calls it.")
    added_at: datetime
    last_used_at: datetime | None
    synced: bool = strawberry.field(
        description="Of a passkey: it may be on several devices, kept in its maker's cloud."
    )
    left: int = strawberry.field(description="Of recovery codes: how many are good still.")

    @classmethod
    def of(cls, view: views.FactorView) -> "Factor":
        return cls(
            id=strawberry.ID(view.factor_id),
            kind=view.kind,
            label=view.label,
            added_at=view.added_at,
            last_used_at=view.last_used_at,
            synced=view.synced,
            left=view.left,
        )


async def factors_of(info: Info, account_id: str) -> list[Factor]:
    found = await info.context.readers.accounts.ask(GetFactors(account_id=account_id), FactorsView)
    return [Factor.of(one) for one in found.factors]


@strawberry.type(description="What an authenticator app needs; confirmTotp makes it count.")
class TotpSetup:
    uri: str = strawberry.field(description="For the app to scan: otpauth://totp/…")
    secret: str = strawberry.field(description="To type in where nothing can be scanned.")
    continuation: str = strawberry.field(description="For confirmTotp.")
    expires_at: datetime

    @classmethod
    def of(cls, view: views.TotpSetup) -> "TotpSetup":
        return cls(
            uri=view.uri,
            secret=view.secret,
            continuation=view.continuation,
            expires_at=view.expires_at,
        )


@strawberry.type(description="What the browser is asked, good for five minutes.")
class PasskeyOptions:
    options: JSON = strawberry.field(
        description="For PublicKeyCredential.parseCreationOptionsFromJSON (REGISTER), else "
        "parseRequestOptionsFromJSON."
    )


@strawberry.type(description="The factors after the change.")
class FactorsSuccess:
    factors: list[Factor]
    factor_id: strawberry.ID | None = strawberry.field(description="What was added or removed.")


@strawberry.type(description="New recovery codes, shown this once. Those before are void.")
class RecoveryCodes:
    codes: list[str]


@strawberry.type(
    description="You are proven to be you. The token says so; what is sensitive takes it for a few "
    "minutes, in place of a code."
)
class SteppedUp:
    access_token: str
    expires_in: int = strawberry.field(description="Seconds until the access token ends.")


TotpResult = Annotated[TotpSetup | AnyProblem, answers("TotpResult", "An app to set up.")]
PasskeyOptionsResult = Annotated[
    PasskeyOptions | AnyProblem, answers("PasskeyOptionsResult", "A question to the browser.")
]
FactorsResult = Annotated[
    FactorsSuccess | AnyProblem, answers("FactorsResult", "Factors that were changed.")
]
RecoveryCodesResult = Annotated[
    RecoveryCodes | AnyProblem, answers("RecoveryCodesResult", "Codes to keep.")
]
StepUpResult = Annotated[SteppedUp | AnyProblem, answers("StepUpResult", "A fresh proof.")]
