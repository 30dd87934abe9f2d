"""The way back into an account whose owner lost every contact."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.commands import own
from gateway.schema.accounts.results import SignInStep
from gateway.schema.accounts.signing import ANYBODY, HANDLE, spoken
from gateway.schema.accounts.words import AccountRequestState, HandleKind
from gateway.schema.basics.inputs import Input, PlainInput
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.permissions import ANY_STAFF, SPECIALISTS, mutation, query
from services.membership.contract.accounts import regaining_commands as c
from services.membership.contract.accounts.commands import AnyAccountCommand
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.queries import GetAccountRequests
from services.membership.contract.accounts.regaining_views import AccountRequestView
from services.membership.contract.accounts.views import AccountOutcome, AccountRequestsView


@strawberry.type(description="Somebody who lost every contact asks for an account.")
class AccountRequest:
    id: strawberry.ID
    member_id: strawberry.ID
    state: AccountRequestState
    asked_at: datetime
    words: str = strawberry.field(description="Of whoever asks.")
    new_kind: HandleKind
    new_contact: str = strawberry.field(description="Masked; they proved by a code to read it.")
    handles: list[str] = strawberry.field(description="What the account is found by, masked.")
    opened_at: datetime = strawberry.field(description="When the account was opened.")
    last_signed_in_at: datetime | None = strawberry.field(
        description="As far as sign-ins are kept; null: never."
    )
    open_sessions: int = strawberry.field(description="Sign-ins that are alive: by whom?")
    identity_proven_at: datetime | None = strawberry.field(
        description="When the member last proved in an appeal who they are."
    )
    until: datetime | None = strawberry.field(description="Accepted: it can be stopped until then.")

    @classmethod
    def of(cls, view: AccountRequestView) -> "AccountRequest":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            member_id=strawberry.ID(view.member_id),
            handles=list(view.handles),
        )


@strawberry.input
class AskAccountBackInput(Input):
    handle: str = strawberry.field(description=HANDLE)
    new_contact: str = strawberry.field(
        description="A phone number or e-mail address of yours that no account is found by."
    )
    language: Language | None = None


@strawberry.input
class ConfirmAccountBackInput(Input):
    attempt_id: strawberry.ID
    code: str = strawberry.field(description="As it was sent to the new contact.")
    words: str = strawberry.field(
        description="What shows that the account is yours; at most 2,000 characters."
    )


@strawberry.input
class DecideAccountRequestInput(Input):
    id: strawberry.ID
    accept: bool
    reason: str = strawberry.field(description="Kept in the history; at most 500 characters.")


@strawberry.input
class StopAccountRequestByCodeInput(Input):
    handle: str = strawberry.field(description=HANDLE)
    code: str = strawberry.field(description="As it came when the request was accepted.")


@strawberry.type(
    description="It was taken down. The same is answered where there is no such account, and where "
    "nothing was to be done."
)
class AccountRequestNoted:
    repeated: bool = strawberry.field(description=REPEATED)


AskBackResult = Annotated[
    SignInStep | AnyProblem, answers("AskBackResult", "A request for an account, to be proven.")
]
AccountRequestResult = Annotated[
    AccountRequestNoted | AnyProblem,
    answers("AccountRequestResult", "What came of a step on the way back into an account."),
]
Waiting = Annotated[
    bool,
    strawberry.argument(
        description="False: those, too, that were accepted and wait for their time."
    ),
]


@strawberry.type
class RegainingQueries:
    @query(
        *SPECIALISTS,
        description="Who lost every contact and wants an account back; the oldest first, at most a "
        "hundred.",
    )
    async def account_requests(self, info: Info, *, open: Waiting = True) -> list[AccountRequest]:
        asked = GetAccountRequests(waiting=open)
        found = await info.context.readers.accounts.ask(asked, AccountRequestsView)
        return [AccountRequest.of(one) for one in found.requests]


@strawberry.type
class RegainingMutations:
    @mutation(
        *ANYBODY,
        description="For who lost every contact of an account: a code goes to the new one, and "
        "confirmAccountBack takes it. The same is answered whether there is such an account.",
    )
    async def ask_account_back(self, info: Info, input: AskAccountBackInput) -> AskBackResult:
        command = c.AskAccountBack(
            handle=input.handle,
            new_contact=input.new_contact,
            language=input.language.tag if input.language else await spoken(info),
        )
        outcome = await _done(info, command, input)
        if outcome.attempt is None:
            raise wrong_code()
        return SignInStep.of(outcome.attempt)

    @mutation(
        *ANYBODY,
        description="With the code: the request waits for staff. Accepted, it waits for as long as "
        "the operator says (three days), while all contacts in use are told and can stop it.",
    )
    async def confirm_account_back(
        self, info: Info, input: ConfirmAccountBackInput
    ) -> AccountRequestResult:
        command = c.ConfirmAccountBack(
            attempt_id=input.attempt_id, code=input.code, words=input.words
        )
        return await _noted(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Accepts a request, so that the waiting time begins, or refuses it; what was "
        "accepted can be refused while it waits.",
    )
    async def decide_account_request(
        self, info: Info, input: DecideAccountRequestInput
    ) -> AccountRequestResult:
        command = c.DecideAccountRequest(
            request_id=input.id, accept=input.accept, reason=input.reason
        )
        return await _noted(info, command, input)

    @mutation(
        Role.MEMBER,
        *ANY_STAFF,
        description="Stops all requests for the own account: its owner is there.",
    )
    async def stop_account_request(self, info: Info, input: PlainInput) -> AccountRequestResult:
        return await _noted(info, own(info, c.StopAccountRequest), input)

    @mutation(
        *ANYBODY,
        description="Stops the request for an account with the code that came to its contacts.",
    )
    async def stop_account_request_by_code(
        self, info: Info, input: StopAccountRequestByCodeInput
    ) -> AccountRequestResult:
        command = c.StopAccountRequestByCode(handle=input.handle, code=input.code)
        return await _noted(info, command, input)


async def _noted(
    info: Info, command: AnyAccountCommand, input: Input | PlainInput
) -> AccountRequestNoted:
    return AccountRequestNoted(repeated=(await _done(info, command, input)).repeated)


async def _done(
    info: Info, command: AnyAccountCommand, input: Input | PlainInput
) -> AccountOutcome:
    caller = info.context.caller(input.idempotency_key)
    return await info.context.apis.accounts.execute(command, caller)
