"""What members do with their appeals."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.commands import change_appeal
from gateway.schema.appeals.quotes import QuoteInput, references
from gateway.schema.appeals.results import AppealResult
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.permissions import mutation
from services.appeals.contract import commands as appeals
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.triage_commands import AskForPerson


@strawberry.input
class OpenAppealInput(Input):
    text: str
    orders: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of orders or payments that show it, as the member has them.",
    )
    lost_at: datetime | None = strawberry.field(
        default=None,
        description="Names a loss, to the day; refused where none was. None: the latest.",
    )


@strawberry.input
class AppealInput(Input):
    number: str


@strawberry.input
class ReplyToAppealInput(AppealInput):
    text: str
    orders: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of orders or payments that show it, as the member has them.",
    )
    quotes: list[QuoteInput] = strawberry.field(
        default_factory=list, description="Evidence of the case, to stand beside the text."
    )


@strawberry.input
class ReopenAppealInput(AppealInput):
    """At least one of the three, and something that was not there before."""

    text: str = ""
    orders: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of orders or payments that were not named before.",
    )
    evidence: list[str] = strawberry.field(
        default_factory=list, description="Ids of files added since it ended."
    )


@strawberry.input
class EscalateAppealInput(AppealInput):
    text: str = strawberry.field(default="", description="Why; may be left out.")


@strawberry.input
class AskForPersonInput(AppealInput):
    text: str = strawberry.field(default="", description="What the person should know; optional.")


@strawberry.type
class AppealMutations:
    @mutation(
        Role.MEMBER,
        description="A person decides the own appeal, instead of a rule or after one. What a rule "
        "gave is kept.",
    )
    async def ask_for_person(self, info: Info, input: AskForPersonInput) -> AppealResult:
        command = AskForPerson(number=input.number, text=input.text)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Appeals against a loss; the history around it is attached.")
    async def open_appeal(self, info: Info, input: OpenAppealInput) -> AppealResult:
        command = appeals.OpenAppeal(
            member_id=me(info),
            text=input.text,
            orders=tuple(input.orders),
            lost_at=input.lost_at,
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Adds a message to the own appeal.")
    async def reply_to_appeal(self, info: Info, input: ReplyToAppealInput) -> AppealResult:
        command = appeals.ReplyToAppeal(
            number=input.number,
            text=input.text,
            orders=tuple(input.orders),
            quotes=references(input.quotes),
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Withdraws the own appeal before it is decided.")
    async def withdraw_appeal(self, info: Info, input: AppealInput) -> AppealResult:
        command = appeals.WithdrawAppeal(number=input.number)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Opens the own appeal again on something new, within 30 days of its end.",
    )
    async def reopen_appeal(self, info: Info, input: ReopenAppealInput) -> AppealResult:
        command = ReopenAppeal(
            number=input.number,
            text=input.text,
            orders=tuple(input.orders),
            evidence=tuple(input.evidence),
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Has another person decide the own appeal, within 30 days of a decision that "
        "rejected it or upheld it in part.",
    )
    async def escalate_appeal(self, info: Info, input: EscalateAppealInput) -> AppealResult:
        command = EscalateAppeal(number=input.number, text=input.text)
        return await change_appeal(info, command, input.idempotency_key)
