"""What mutations take. `idempotencyKey`: the same key does the same thing once."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.schema.scalars import Language
from gateway.schema.undelivered import DeadLetterFilter
from gateway.schema.words import (
    Cause,
    Channel,
    CodePurpose,
    DigestEvery,
    HoldKind,
    PaymentPurpose,
    RemedyKind,
    Topic,
    Verdict,
)


@strawberry.input
class Input:
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Chosen by the client, at most 128 characters. Sent again with the same "
        "input, the command is done once and answers the same.",
    )


@strawberry.input(description="Nothing to say but the key.")
class PlainInput(Input):
    pass


@strawberry.input
class EnrolInput(Input):
    plan: str
    auto_renew: bool = True


@strawberry.input
class RenewInput(Input):
    expected_price: int | None = strawberry.field(
        default=None, description="In minor units; refused when the price is another one."
    )


@strawberry.input
class SetAutoRenewInput(Input):
    on: bool


@strawberry.input
class PlanInput(Input):
    plan: str = strawberry.field(description="The code of the plan to change to.")


@strawberry.input
class FreezeInput(Input):
    hours: int = 72


@strawberry.input
class ExtendFreezeInput(Input):
    hours: int


@strawberry.input
class RequestCodeInput(Input):
    purpose: CodePurpose


@strawberry.input
class ReleaseHoldInput(Input):
    kind: HoldKind
    code: str = strawberry.field(description="The one-time code; see requestCode.")


@strawberry.input
class SetPreferenceInput(Input):
    topic: Topic
    channels: list[Channel]


@strawberry.input
class SetQuietHoursInput(Input):
    begins: str = strawberry.field(default="", description="E.g. 22:00, by the member's clock.")
    ends: str = strawberry.field(default="", description="E.g. 08:00.")
    off: bool = strawberry.field(default=False, description="Never quiet.")


@strawberry.input
class SetDigestInput(Input):
    every: DigestEvery
    hour: int = strawberry.field(default=9, description="0 to 23, by the member's clock.")


@strawberry.input
class VerifyContactInput(Input):
    channel: Channel = strawberry.field(description="SMS for the phone, EMAIL for the address.")
    code: str = strawberry.field(description="As sent there; see requestCode.")


@strawberry.input
class SetContactsInput(Input):
    language: Language | None = None
    time_zone: str | None = strawberry.field(default=None, description="E.g. Asia/Shanghai.")
    phone: str | None = strawberry.field(
        default=None,
        description="E.164. Used when verifyContact has proven it; until then the old one is. "
        "Empty removes it.",
    )
    email: str | None = strawberry.field(default=None, description="As for the phone.")
    code: str | None = strawberry.field(
        default=None,
        description="Where a phone or an e-mail address is in use, naming another one takes a "
        "code from there: requestCode for CHANGE_CONTACT.",
    )


@strawberry.input
class MarkAlertsShownInput(Input):
    alert_ids: list[strawberry.ID]


@strawberry.input
class OpenAppealInput(Input):
    text: str
    orders: list[str] = strawberry.field(default_factory=list, description="Order numbers.")
    lost_at: datetime | None = strawberry.field(
        default=None,
        description="Names a loss, to the day; refused where none was. None: the latest.",
    )


@strawberry.input
class AppealInput(Input):
    number: str


@strawberry.input
class TakeAppealInput(AppealInput):
    take_over: bool = strawberry.field(
        default=False, description="Also from the colleague who has it."
    )


@strawberry.input
class ReplyToAppealInput(AppealInput):
    text: str
    orders: list[str] = strawberry.field(default_factory=list, description="Order numbers.")


@strawberry.input
class PlaceHoldInput(Input):
    member_id: strawberry.ID
    reason: str = strawberry.field(description="The member reads it.")
    until: datetime | None = None


@strawberry.input
class ReleaseMemberHoldInput(Input):
    member_id: strawberry.ID
    kind: HoldKind
    reason: str


@strawberry.input
class AskInformationInput(AppealInput):
    question: str
    answer_until: datetime | None = None


@strawberry.input
class AppealTextInput(AppealInput):
    text: str


@strawberry.input
class DecideAppealInput(AppealInput):
    verdict: Verdict
    cause: Cause
    reason: str = strawberry.field(description="The member reads it.")
    remedy: RemedyKind
    days: int | None = strawberry.field(default=None, description="None: as many as were lost.")


@strawberry.input
class LocalTextInput:
    zh: str
    en: str


@strawberry.input
class PublishClauseInput(Input):
    clause: str
    title: LocalTextInput
    text: LocalTextInput
    parameters: JSON
    effective_at: datetime
    adverse: bool = strawberry.field(
        default=False, description="Say so where the parameters do not show it."
    )


@strawberry.input(
    description="Jinja source for each phrase; see `template` for the variables and filters."
)
class SaveTemplateDraftInput(Input):
    event_type: str
    language: Language
    title: str
    what: str
    why: str
    next: str
    detail: str = ""


@strawberry.input
class PublishTemplateInput(Input):
    event_type: str
    language: Language
    version: int | None = strawberry.field(
        default=None, description="An earlier version to use again; 0: as shipped."
    )
    draft: int | None = strawberry.field(
        default=None, description="The draft's number; refused when it changed meanwhile."
    )


@strawberry.input
class MemberInput(Input):
    member_id: strawberry.ID


@strawberry.input
class TopUpBalanceInput(MemberInput):
    amount: int = strawberry.field(description="In minor units.")
    reference: str = strawberry.field(description="The host's id of the payment; counted once.")


@strawberry.input
class ReportPaymentInput(MemberInput):
    order_id: str = strawberry.field(description="Counted once.")
    amount: int = strawberry.field(description="In minor units.")
    paid_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL


@strawberry.input
class ReportLoginInput(MemberInput):
    login_id: str = strawberry.field(description="Counted once.")
    at: datetime
    device_id: str
    device_label: str = ""
    ip: str = ""
    passed_second_factor: bool = False


@strawberry.input
class ReportOrderInput(MemberInput):
    order_id: str = strawberry.field(description="Counted once.")
    at: datetime
    full_price: int = strawberry.field(description="In minor units.")
    paid_price: int = strawberry.field(description="In minor units.")


@strawberry.input
class RegisterMemberInput(MemberInput):
    name: str | None = None
    phone: str | None = strawberry.field(default=None, description="E.164, e.g. +8613800138000.")
    email: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    plan: str | None = strawberry.field(
        default=None, description="Enrols in it, paid from the balance; none: contacts only."
    )
    auto_renew: bool = True


@strawberry.input
class SuppressionInput(Input):
    member_id: strawberry.ID
    channel: Channel
    reason: str = strawberry.field(description="Why, for the record.")


@strawberry.input
class TaskInput(Input):
    task_id: strawberry.ID


@strawberry.input
class TakeTaskInput(TaskInput):
    take_over: bool = strawberry.field(
        default=False, description="Also from the colleague who has it."
    )


@strawberry.input
class FinishTaskInput(TaskInput):
    note: str = strawberry.field(description="What came of it.")


@strawberry.input(
    description="Either `ids`, or `filter` (an empty one means all) with `limit` and `after`."
)
class ReplayDeliveriesInput(Input):
    ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    filter: DeadLetterFilter | None = None
    limit: int = strawberry.field(
        default=100, description="How many to look at, newest first; at most 500."
    )
    after: str | None = strawberry.field(
        default=None, description="The `end` of the call before, or a cursor of deadLetters."
    )
    dry_run: bool = strawberry.field(default=False, description="Only counts.")
