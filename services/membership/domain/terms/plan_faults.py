"""What is wrong with a plan, by itself and beside the others: a catalogue that contradicts itself
is never published."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from infra.kernel.text import LocalText
from services.membership.contract.catalogue_views import PlanFault
from services.membership.contract.plans import Benefit, BenefitKind, Plan
from services.membership.contract.rules import MEMBER_ID

_MOST_PRICE = 10**12


def faults_among(plans: Iterable[Plan]) -> list[PlanFault]:
    """Everything that is wrong with plans that are on offer together."""
    plans = list(plans)
    by_code = {plan.code: plan for plan in plans}
    found = [fault for plan in plans for fault in faults_of(plan, by_code)]
    codes = [plan.code for plan in plans]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        found.append(_fault(code, "code", "两个套餐代码相同", "two plans have the same code"))
    return found


def faults_of(plan: Plan, beside: Mapping[str, Plan]) -> Iterator[PlanFault]:
    """`beside`: the plans on offer with it, by code."""
    yield from _of_terms(plan)
    yield from _of_place(plan, beside)
    yield from _of_benefits(plan)


def _of_terms(plan: Plan) -> Iterator[PlanFault]:
    if not plan.code.isidentifier() or not MEMBER_ID.fullmatch(plan.code):
        yield _fault(
            plan.code,
            "code",
            "代码只含字母、数字和下划线，至多 64 个",
            "a code is made of at most 64 letters, digits and underscores",
        )
    if not plan.name.zh.strip() or not plan.name.en.strip():
        yield _fault(
            plan.code, "name", "须有中文和英文名称", "it needs a Chinese and an English name"
        )
    if not 0 <= plan.price <= _MOST_PRICE:
        yield _fault(
            plan.code,
            "price",
            "价格不能为负，也不能过大",
            "the price must not be negative, or too high",
        )
    if plan.grace_hours < 0:
        yield _fault(plan.code, "grace_hours", "宽限期不能为负", "grace_hours must not be negative")
    if not _is_rate(plan.discount):
        yield _fault(
            plan.code,
            "discount",
            f"折扣 {plan.discount!r} 不在 0 与 1 之间",
            f"discount {plan.discount!r} is not between 0 and 1",
        )


def _of_place(plan: Plan, beside: Mapping[str, Plan]) -> Iterator[PlanFault]:
    lower = beside.get(plan.falls_to or "")
    if plan.falls_to is not None and (lower is None or lower.rank >= plan.rank):
        yield _fault(
            plan.code,
            "falls_to",
            f"falls_to {plan.falls_to!r} 不是等级更低的现有套餐",
            f"falls_to {plan.falls_to!r} is not a plan of lower rank",
        )
    for other in beside.values():
        if other.code > plan.code and other.rank == plan.rank:
            yield _fault(
                plan.code,
                "rank",
                f"与 {other.code} 的等级（rank）相同",
                f"{other.code} has the same rank",
            )


def _of_benefits(plan: Plan) -> Iterator[PlanFault]:
    codes = [benefit.code for benefit in plan.benefits]
    for benefit in plan.benefits:
        if codes.count(benefit.code) > 1:
            yield _fault(
                plan.code,
                "benefits",
                f"权益 {benefit.code} 出现两次",
                f"benefit {benefit.code} is there twice",
            )
        if not _fits(benefit):
            yield _fault(
                plan.code,
                "benefits",
                f"权益 {benefit.code} 的取值不是 {benefit.kind.value}",
                f"benefit {benefit.code} has no {benefit.kind.value} value",
            )


def _fits(benefit: Benefit) -> bool:
    value = benefit.value
    if benefit.kind is BenefitKind.BOOLEAN:
        return isinstance(value, bool)
    if benefit.kind is BenefitKind.QUOTA:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and _is_rate(value)


def _is_rate(text: str) -> bool:
    try:
        return Decimal(0) <= Decimal(text) <= Decimal(1)
    except InvalidOperation:
        return False


def _fault(plan: str, field: str, zh: str, en: str) -> PlanFault:
    return PlanFault(plan=plan, field=field, says=LocalText(zh=zh, en=en))
