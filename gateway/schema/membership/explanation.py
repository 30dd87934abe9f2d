"""Why a member is, or is not, entitled."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import LocalText, Money, mapped
from gateway.schema.membership.plans import Benefit
from gateway.schema.membership.proven import Said
from gateway.schema.membership.statements import StatementOfReasons, statement_about
from gateway.schema.membership.words import Cause, Certainty, Responsible
from services.membership.contract import explanations


@strawberry.type(description="A record that the explanation rests on.")
class Evidence:
    kind: str = strawberry.field(description="EVENT, PAYMENT, ORDER, LOGIN, CLAUSE or NOTICE.")
    id: strawberry.ID
    at: datetime
    says: LocalText
    hash: str = strawberry.field(description="SHA-256 of the record, over documented fields.")

    @classmethod
    def of(cls, view: explanations.Evidence) -> "Evidence":
        return mapped(cls, view, id=strawberry.ID(view.id), says=LocalText.of(view.says))


@strawberry.type(description="Something that still keeps the member out.")
class Blocker:
    code: str = strawberry.field(description="A kind of hold, or a lifecycle.")
    owner: str
    says: LocalText
    released_by: LocalText
    latest: datetime | None = strawberry.field(description="When it ends at the latest.")

    @classmethod
    def of(cls, view: explanations.Blocker) -> "Blocker":
        texts = {"says": LocalText.of(view.says), "released_by": LocalText.of(view.released_by)}
        return mapped(cls, view, **texts)


@strawberry.type(description="Something that the member can do now.")
class NextStep:
    action: str = strawberry.field(
        description="RENEW, PAY, TOP_UP, ENROL, UNDO, RELEASE_HOLD, RESUME, VERIFY, "
        "SET_CONTACTS, NOT_ME, UPGRADE, LOG_IN, SPEND, APPEAL or ASK_A_PERSON."
    )
    says: LocalText
    amount: Money | None = strawberry.field(description="What it costs; for TOP_UP, what lacks.")
    until: datetime | None

    @classmethod
    def of(cls, view: explanations.NextStep) -> "NextStep":
        amount = Money.maybe(view.amount)
        return mapped(cls, view, says=LocalText.of(view.says), amount=amount)


@strawberry.type(description="Why a member is or is not entitled, by named rules.")
class Explanation:
    at: datetime
    entitled: bool
    cause: Cause | None = strawberry.field(description="None when nothing was lost.")
    responsible: Responsible | None
    certainty: Certainty
    summary: LocalText
    lost_at: datetime | None
    evidence: list[Evidence]
    clause: str | None
    clause_version: int | None
    benefits_lost: list[Benefit]
    money_lost: Money = strawberry.field(
        description="Discounts missed on orders made without the benefits, also in earlier times "
        "where nothing is lost now, and what was paid ahead for a plan that a clause took."
    )
    blockers: list[Blocker]
    next_steps: list[NextStep]
    prevention: LocalText = strawberry.field(description="What would have prevented it.")
    rules: list[str] = strawberry.field(description="The rules that fired, in order.")
    sentences: list[Said] = strawberry.field(description="All that is said, each with its proof.")
    began_by: strawberry.Private[str] = ""

    @computed("The statement of reasons for what began the loss; none where nothing is lost.")
    async def statement(self, info: Info) -> StatementOfReasons | None:
        return await statement_about(info.context, self.began_by)

    @classmethod
    def of(cls, view: explanations.Explanation) -> "Explanation":
        return mapped(
            cls,
            view,
            summary=LocalText.of(view.summary),
            evidence=[Evidence.of(one) for one in view.evidence],
            benefits_lost=[Benefit.of(one) for one in view.benefits_lost],
            money_lost=Money.of(view.money_lost),
            blockers=[Blocker.of(one) for one in view.blockers],
            next_steps=[NextStep.of(one) for one in view.next_steps],
            prevention=LocalText.of(view.prevention),
            rules=list(view.rules),
            sentences=[Said.of(one) for one in view.sentences],
        )
