"""What the ways in answer."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.schema.accounts.words import Proof
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from services.membership.contract.accounts.views import AccountOutcome, Tokens, WayInView


@strawberry.type(
    description="Signed in. The client keeps the refresh token and the device id; neither is told "
    "again."
)
class SignInSuccess:
    member_id: strawberry.ID = strawberry.field(
        description="The id of the account, which is the member's own."
    )
    session_id: strawberry.ID
    device_id: str = strawberry.field(description="Send it when the session is refreshed.")
    access_token: str = strawberry.field(description="Send it as 'Authorization: Bearer …'.")
    expires_in: int = strawberry.field(description="Seconds until the access token ends.")
    refresh_token: str = strawberry.field(description="Good once: see refreshSession.")
    known_before: bool = strawberry.field(
        description="Signing up with what finds an account signs in to that one; nothing of it is "
        "changed."
    )

    @classmethod
    def of(cls, tokens: Tokens, *, known_before: bool = False) -> "SignInSuccess":
        return cls(
            member_id=strawberry.ID(tokens.account_id),
            session_id=strawberry.ID(tokens.session_id),
            device_id=tokens.device_id,
            access_token=tokens.access_token,
            expires_in=tokens.expires_in,
            refresh_token=tokens.refresh_token,
            known_before=known_before,
        )


@strawberry.type(
    description="One more step, which confirmSignIn, confirmSignUp or confirmPasswordReset takes. "
    "The same is answered where there is no such account."
)
class SignInStep:
    attempt_id: strawberry.ID
    proofs: list[Proof] = strawberry.field(description="What the step may be taken with.")
    sent_to: str = strawberry.field(
        description="Where a code goes if there is an account, masked; empty where none is sent."
    )
    expires_at: datetime

    @classmethod
    def of(cls, view: WayInView) -> "SignInStep":
        return cls(
            attempt_id=strawberry.ID(view.attempt_id),
            proofs=list(view.proofs),
            sent_to=view.sent_to,
            expires_at=view.expires_at,
        )


@strawberry.type(description="Sessions were ended.")
class SessionsEnded:
    ended: int = strawberry.field(description="How many sessions were ended.")
    repeated: bool = strawberry.field(description=REPEATED)


SignInResult = Annotated[
    SignInSuccess | SignInStep | AnyProblem, answers("SignInResult", "A step on the way in.")
]


@strawberry.type(description="A device has the name.")
class DeviceNamed:
    device_id: str


DeviceNameResult = Annotated[
    DeviceNamed | AnyProblem, answers("DeviceNameResult", "A device that was named.")
]
SessionResult = Annotated[
    SignInSuccess | AnyProblem, answers("SessionResult", "A session that goes on.")
]
EndResult = Annotated[SessionsEnded | AnyProblem, answers("EndResult", "Ended sessions.")]
ResetResult = Annotated[
    SignInStep | AnyProblem, answers("ResetResult", "A password that is to be reset.")
]


def way_in(outcome: AccountOutcome) -> SignInSuccess | SignInStep:
    if outcome.tokens is not None:
        return SignInSuccess.of(outcome.tokens, known_before=outcome.known_before)
    if outcome.attempt is None:
        raise TypeError("a way in ends in tokens or in a next step")
    return SignInStep.of(outcome.attempt)
