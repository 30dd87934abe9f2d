"""What staff do with appeals."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.appeals.commands import change_appeal
from gateway.schema.appeals.decisions import CitationsInput
from gateway.schema.appeals.mutations import AppealInput
from gateway.schema.appeals.quotes import QuoteInput, references
from gateway.schema.appeals.remedies import RemedyPartInput
from gateway.schema.appeals.results import AppealResult
from gateway.schema.appeals.words import AfterWait, Verdict
from gateway.schema.membership.words import Cause, HoldKind, RemedyKind
from gateway.schema.permissions import REVIEWERS, mutation
from services.appeals.contract import commands as appeals


@strawberry.input
class TakeAppealInput(AppealInput):
    take_over: bool = strawberry.field(
        default=False, description="Also from the colleague who has it."
    )


@strawberry.input
class AskInformationInput(AppealInput):
    question: str = ""
    template: str = strawberry.field(
        default="", description="The code of a template of answers, in place of a text."
    )
    answer_until: datetime | None = strawberry.field(
        default=None, description="None: seven days; at most thirty."
    )
    what_follows: AfterWait = strawberry.field(
        default=AfterWait.DECIDE,
        description="If no answer comes by then; the member is told with the question.",
    )
    quotes: list[QuoteInput] = strawberry.field(
        default_factory=list, description="Evidence of the case, to stand beside the text."
    )


@strawberry.input
class AppealTextInput(AppealInput):
    text: str = ""
    template: str = strawberry.field(
        default="", description="The code of a template of answers, in place of a text."
    )
    quotes: list[QuoteInput] = strawberry.field(
        default_factory=list, description="Evidence of the case, to stand beside the text."
    )


@strawberry.input
class DecideAppealInput(AppealInput):
    verdict: Verdict
    cause: Cause
    reason: str = strawberry.field(default="", description="The member reads it.")
    template: str = strawberry.field(
        default="", description="The code of a template of answers, in place of a text."
    )
    remedy: RemedyKind = strawberry.field(description="The first part, or NOTHING or APOLOGY.")
    days: int | None = strawberry.field(default=None, description="None: as many as were lost.")
    hold: HoldKind | None = strawberry.field(
        default=None, description="Of LIFT_HOLD. None: those with the cause that was found."
    )
    order_id: str = strawberry.field(
        default="", description="Of RESTORE: the payment whose period is given."
    )
    also: list[RemedyPartInput] = strawberry.field(
        default_factory=list,
        description="Further parts, given after the first in this order: all of them or none.",
    )
    cites: CitationsInput | None = None
    difference_reason: str = strawberry.field(
        default="",
        description="Asked for where the cause is another than the explanation's; the member reads "
        "it.",
    )


@strawberry.type
class ReviewMutations:
    @mutation(
        *REVIEWERS, description="Takes an appeal; from the colleague who has it only with takeOver."
    )
    async def take_appeal(self, info: Info, input: TakeAppealInput) -> AppealResult:
        command = appeals.TakeAppeal(number=input.number, take_over=input.take_over)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Asks the member something; the appeal waits for the answer.")
    async def ask_information(self, info: Info, input: AskInformationInput) -> AppealResult:
        command = appeals.AskInformation(
            number=input.number,
            question=input.question,
            template=input.template,
            answer_until=input.answer_until,
            what_follows=input.what_follows,
            quotes=references(input.quotes),
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS, description="Writes to the member. The first answer stops the 24 h clock."
    )
    async def answer_appeal(self, info: Info, input: AppealTextInput) -> AppealResult:
        command = appeals.AnswerAppeal(
            number=input.number,
            text=input.text,
            template=input.template,
            quotes=references(input.quotes),
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Adds a note that the member never sees.")
    async def add_staff_note(self, info: Info, input: AppealTextInput) -> AppealResult:
        command = appeals.AddStaffNote(
            number=input.number,
            text=input.text,
            template=input.template,
            quotes=references(input.quotes),
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="Decides an appeal; the remedy reaches the membership once.",
    )
    async def decide_appeal(self, info: Info, input: DecideAppealInput) -> AppealResult:
        command = appeals.DecideAppeal(
            number=input.number,
            verdict=input.verdict,
            cause=input.cause,
            reason=input.reason,
            template=input.template,
            remedy=input.remedy,
            days=input.days,
            hold=input.hold,
            order_id=input.order_id,
            also=tuple(part.part() for part in input.also),
            citing=CitationsInput.said(input.cites),
            difference_reason=input.difference_reason,
        )
        return await change_appeal(info, command, input.idempotency_key)
