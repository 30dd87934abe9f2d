"""What mutations answer: a success, or one of the problems."""

from typing import TYPE_CHECKING, Any

import strawberry

from gateway.request.context import Info
from gateway.schema.appeals import Appeal
from gateway.schema.campaigns import Campaign
from gateway.schema.clauses import ClauseVersion
from gateway.schema.errors import AnyProblem, result
from gateway.schema.member import Member
from gateway.schema.membership import Membership
from gateway.schema.notify import Profile, Suppression
from gateway.schema.scalars import Money
from gateway.schema.templates import Template
from gateway.schema.undelivered import ReplaySuccess, StaffTask
from services.appeals.contract.views import Outcome as AppealOutcome
from services.membership.contract.commands import Command
from services.membership.contract.views import Outcome
from services.notify.contract.commands import Command as NotifyCommand
from services.notify.contract.queries import GetSuppressions
from services.notify.contract.views import Outcome as NotifyOutcome
from services.notify.contract.views import SuppressionsView

REPEATED = "It had been done before, under the same idempotencyKey."


@strawberry.type(description="The membership after the change.")
class MembershipSuccess:
    membership: Membership | None
    version: int = strawberry.field(description="The member's version after the change.")
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: Outcome) -> "MembershipSuccess":
        view = outcome.membership
        return cls(
            membership=Membership.of(view) if view else None,
            version=outcome.version,
            repeated=outcome.repeated,
        )


@strawberry.type(description="The payment is kept; whether it renewed, and what still lacks.")
class PaymentSuccess:
    renewed: bool
    missing: Money
    membership: Membership | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: Outcome) -> "PaymentSuccess":
        view = outcome.membership
        return cls(
            renewed=outcome.renewed,
            missing=Money.of(outcome.missing),
            membership=Membership.of(view) if view else None,
            repeated=outcome.repeated,
        )


@strawberry.type(description="The profile after the change.")
class ProfileSuccess:
    profile: Profile | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: NotifyOutcome) -> "ProfileSuccess":
        profile = Profile.of(outcome.profile) if outcome.profile else None
        return cls(profile=profile, repeated=outcome.repeated)


@strawberry.type(description="A code is on its way.")
class CodeSent:
    sent_to: str = strawberry.field(description="Where to, masked, e.g. +86…4417.")


@strawberry.type(description="These alerts count as received.")
class AlertsShown:
    alert_ids: list[strawberry.ID]


@strawberry.type(description="What keeps messages from the member's addresses, after the change.")
class SuppressionsSuccess:
    suppressions: list[Suppression]


@strawberry.type(description="The task after the change.")
class TaskSuccess:
    task: StaffTask | None
    repeated: bool = strawberry.field(description="It had been done before.")


@strawberry.type(description="The appeal after the change.")
class AppealSuccess:
    appeal: Appeal
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: AppealOutcome) -> "AppealSuccess":
        return cls(appeal=Appeal.of(outcome.appeal), repeated=outcome.repeated)


@strawberry.type(description="The clause version as published.")
class ClauseSuccess:
    clause: ClauseVersion | None
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="The template after the change.")
class TemplateSuccess:
    template: Template | None
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="The announcement after the change.")
class CampaignSuccess:
    campaign: Campaign | None
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="The member as registered.")
class MemberSuccess:
    member: Member


if TYPE_CHECKING:  # a type checker cannot follow unions that are made by a function
    MembershipResult = MembershipSuccess | AnyProblem
    PaymentResult = PaymentSuccess | AnyProblem
    ProfileResult = ProfileSuccess | AnyProblem
    CodeResult = CodeSent | AnyProblem
    AlertsResult = AlertsShown | AnyProblem
    SuppressionsResult = SuppressionsSuccess | AnyProblem
    AppealResult = AppealSuccess | AnyProblem
    ClauseResult = ClauseSuccess | AnyProblem
    MemberResult = MemberSuccess | AnyProblem
    TemplateResult = TemplateSuccess | AnyProblem
    TaskResult = TaskSuccess | AnyProblem
    ReplayResult = ReplaySuccess | AnyProblem
    CampaignResult = CampaignSuccess | AnyProblem
else:
    MembershipResult = result("MembershipResult", MembershipSuccess, "A changed membership.")
    PaymentResult = result("PaymentResult", PaymentSuccess, "A payment that was kept.")
    ProfileResult = result("ProfileResult", ProfileSuccess, "A changed profile.")
    CodeResult = result("CodeResult", CodeSent, "A code that was sent.")
    AlertsResult = result("AlertsResult", AlertsShown, "Alerts that were shown.")
    SuppressionsResult = result("SuppressionsResult", SuppressionsSuccess, "Changed suppressions.")
    AppealResult = result("AppealResult", AppealSuccess, "A changed appeal.")
    ClauseResult = result("ClauseResult", ClauseSuccess, "A published clause.")
    MemberResult = result("MemberResult", MemberSuccess, "A registered member.")
    TemplateResult = result("TemplateResult", TemplateSuccess, "A changed template.")
    TaskResult = result("TaskResult", TaskSuccess, "A changed task.")
    ReplayResult = result("ReplayResult", ReplaySuccess, "What was sent again.")
    CampaignResult = result("CampaignResult", CampaignSuccess, "A changed announcement.")


async def change_membership(
    info: Info, command: Command, key: str | None, **more: Any
) -> MembershipSuccess:
    """Carries out a command for the caller of this request."""
    caller = info.context.caller(key, **more)
    return MembershipSuccess.of(await info.context.apis.membership.execute(command, caller))


async def change_profile(
    info: Info, command: NotifyCommand, key: str | None, **more: Any
) -> ProfileSuccess:
    caller = info.context.caller(key, **more)
    info.context.acts()
    return ProfileSuccess.of(await info.context.apis.notify.execute(command, caller))


async def change_template(info: Info, command: NotifyCommand, key: str | None) -> TemplateSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    template = Template.of(outcome.template) if outcome.template else None
    return TemplateSuccess(template=template, repeated=outcome.repeated)


async def change_task(info: Info, command: NotifyCommand, key: str | None) -> TaskSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    task = StaffTask.of(outcome.task) if outcome.task else None
    return TaskSuccess(task=task, repeated=outcome.repeated)


async def change_campaign(info: Info, command: NotifyCommand, key: str | None) -> CampaignSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    campaign = Campaign.of(outcome.campaign) if outcome.campaign else None
    return CampaignSuccess(campaign=campaign, repeated=outcome.repeated)


async def change_suppressions(info: Info, command: Any, key: str | None) -> SuppressionsSuccess:
    """Carries out a command, and reads how things stand after it."""
    await info.context.apis.notify.execute(command, info.context.caller(key))
    asked = GetSuppressions(member_id=command.member_id)
    view = await info.context.readers.notify.ask(asked, SuppressionsView)
    return SuppressionsSuccess(suppressions=[Suppression.of(one) for one in view.suppressions])


async def change_appeal(info: Info, command: Any, key: str | None) -> AppealSuccess:
    caller = info.context.caller(key)
    info.context.acts()
    return AppealSuccess.of(await info.context.apis.appeals.execute(command, caller))
