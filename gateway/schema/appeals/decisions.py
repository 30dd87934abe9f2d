"""What a decision stands on, and the rules that decide without a person."""

import strawberry

from gateway.compiled.shows import Shows, from_view
from gateway.schema.basics.scalars import LocalText
from infra.kernel.text import LocalText as Text
from services.appeals.contract import decisions as d


@strawberry.type(description="What a decision cites of its case.")
class Citations(Shows[d.Citations]):
    clause: str = strawberry.field(description="Empty where no clause matters.")
    clause_version: int | None
    plan: str = strawberry.field(description="As it was held; empty where that is not known.")
    plan_version: int | None
    evidence: list[str] = strawberry.field(
        description="Ids out of the case file, of messages, and of files of the case."
    )


_RULES: dict[str, Text] = {
    "PLATFORM_FAULT": Text(
        zh="记录表明是平台的责任：自动恢复，不需要人工判断。",
        en="The record shows that the platform was at fault: it is put right at once.",
    ),
    "HONEST_LAPSE": Text(
        zh="宽限期结束后 72 小时内提出，十二个月内首次：按原价续费，时间不中断。",
        en="Asked for within 72 hours after grace, once in twelve months: renewed at the original "
        "price, without a gap.",
    ),
    "PERSON_ASKED_FOR": Text(
        zh="会员要求人工处理：由工作人员决定。", en="The member asked for a person: staff decide."
    ),
    "SECURITY": Text(
        zh="涉及账号安全：由工作人员决定。", en="It has to do with security: staff decide."
    ),
    "TO_A_PERSON": Text(
        zh="没有可自动适用的规则：由工作人员决定。", en="No rule settles it: staff decide."
    ),
}


@strawberry.type(description="A rule that says how an appeal is settled.")
class DecisionRule(Shows[d.DecisionRule]):
    id: str
    version: int = strawberry.field(description="Higher where it came to ask for something else.")
    says: LocalText = from_view(
        lambda rule: _RULES.get(rule.id, Text(zh=rule.id, en=rule.id)),
    )


@strawberry.input(description="What a decision cites; clause and plan default to the case file's.")
class CitationsInput:
    clause: str = ""
    clause_version: int | None = None
    plan: str = ""
    plan_version: int | None = None
    evidence: list[str] = strawberry.field(
        default_factory=list,
        description="Ids out of the case file, of messages, and of files of the case.",
    )

    @classmethod
    def said(cls, given: "CitationsInput | None") -> d.Citations:
        if given is None:
            return d.Citations()
        return d.Citations(
            clause=given.clause,
            clause_version=given.clause_version,
            plan=given.plan,
            plan_version=given.plan_version,
            evidence=tuple(given.evidence),
        )
