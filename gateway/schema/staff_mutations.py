"""What staff can do."""

import strawberry

from gateway.permissions import ADMINS, REVIEWERS, SPECIALISTS, mutation
from gateway.request.context import Info
from gateway.schema import inputs
from gateway.schema.clauses import ClauseVersion
from gateway.schema.results import (
    AppealResult,
    ClauseResult,
    ClauseSuccess,
    MembershipResult,
    SuppressionsResult,
    TemplateResult,
    change_appeal,
    change_membership,
    change_suppressions,
    change_template,
)
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.appeals.contract import commands as appeals
from services.membership.contract import commands as membership
from services.notify.contract import commands as notify
from services.notify.contract import templates


@strawberry.type
class StaffMutations:
    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Holds a membership, with a reason that the member reads.",
    )
    async def place_hold(self, info: Info, input: inputs.PlaceHoldInput) -> MembershipResult:
        command = membership.PlaceStaffHold(
            member_id=input.member_id, reason=input.reason, until=input.until
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(*SPECIALISTS, confirmed=True, description="Releases a member's hold, with a reason.")
    async def release_member_hold(
        self, info: Info, input: inputs.ReleaseMemberHoldInput
    ) -> MembershipResult:
        command = membership.ReleaseHold(
            member_id=input.member_id, kind=input.kind, reason=input.reason
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Nothing more goes to a member's address on this channel.",
    )
    async def suppress_address(
        self, info: Info, input: inputs.SuppressionInput
    ) -> SuppressionsResult:
        command = notify.SuppressAddress(
            member_id=input.member_id, channel=input.channel, reason=input.reason
        )
        return await change_suppressions(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="A member's address may be used again. STOP is lifted by START from the same "
        "number alone, and unsubscribing by the member's own preferences.",
    )
    async def lift_suppression(
        self, info: Info, input: inputs.SuppressionInput
    ) -> SuppressionsResult:
        command = notify.LiftSuppression(
            member_id=input.member_id, channel=input.channel, reason=input.reason
        )
        return await change_suppressions(info, command, input.idempotency_key)

    @mutation(
        *ADMINS, confirmed=True, description="Publishes a clause version; every member is told."
    )
    async def publish_clause(self, info: Info, input: inputs.PublishClauseInput) -> ClauseResult:
        if not isinstance(input.parameters, dict):
            raise InvalidInput(
                both(
                    "parameters 须为名称和值组成的对象。",
                    "parameters is an object of names and values.",
                ),
                field="parameters",
            )
        command = membership.PublishClause(
            clause=input.clause,
            title=LocalText(zh=input.title.zh, en=input.title.en),
            text=LocalText(zh=input.text.zh, en=input.text.en),
            parameters=input.parameters,
            effective_at=input.effective_at,
            adverse=input.adverse,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.membership.execute(command, caller)
        clause = ClauseVersion.of(outcome.clause) if outcome.clause else None
        return ClauseSuccess(clause=clause, repeated=outcome.repeated)


@strawberry.type
class ReviewMutations:
    @mutation(
        *REVIEWERS, description="Takes an appeal; from the colleague who has it only with takeOver."
    )
    async def take_appeal(self, info: Info, input: inputs.TakeAppealInput) -> AppealResult:
        command = appeals.TakeAppeal(number=input.number, take_over=input.take_over)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Asks the member something; the appeal waits for the answer.")
    async def ask_information(self, info: Info, input: inputs.AskInformationInput) -> AppealResult:
        command = appeals.AskInformation(
            number=input.number, question=input.question, answer_until=input.answer_until
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS, description="Writes to the member. The first answer stops the 24 h clock."
    )
    async def answer_appeal(self, info: Info, input: inputs.AppealTextInput) -> AppealResult:
        command = appeals.AnswerAppeal(number=input.number, text=input.text)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Adds a note that the member never sees.")
    async def add_staff_note(self, info: Info, input: inputs.AppealTextInput) -> AppealResult:
        command = appeals.AddStaffNote(number=input.number, text=input.text)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="Decides an appeal; the remedy reaches the membership once.",
    )
    async def decide_appeal(self, info: Info, input: inputs.DecideAppealInput) -> AppealResult:
        command = appeals.DecideAppeal(
            number=input.number,
            verdict=input.verdict,
            cause=input.cause,
            reason=input.reason,
            remedy=input.remedy,
            days=input.days,
        )
        return await change_appeal(info, command, input.idempotency_key)


@strawberry.type
class TemplateMutations:
    @mutation(
        *ADMINS,
        description="Keeps a draft. Refused, with the phrase to mend, unless it can be sent: it is "
        "tried with every sample of its event.",
    )
    async def save_template_draft(
        self, info: Info, input: inputs.SaveTemplateDraftInput
    ) -> TemplateResult:
        command = templates.SaveTemplateDraft(
            event_type=input.event_type,
            language=input.language.tag,
            phrases=templates.PhraseSources(
                title=input.title,
                what=input.what,
                why=input.why,
                next=input.next,
                detail=input.detail,
            ),
        )
        return await change_template(info, command, input.idempotency_key)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Puts the draft in use as a new version, or an earlier version again; every "
        "message from then on is made with it.",
    )
    async def publish_template(
        self, info: Info, input: inputs.PublishTemplateInput
    ) -> TemplateResult:
        command = templates.PublishTemplate(
            event_type=input.event_type,
            language=input.language.tag,
            version=input.version,
            draft=input.draft,
        )
        return await change_template(info, command, input.idempotency_key)
