"""The next version of a plan, and its end: what may be published, and from when at the earliest."""

from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.sentences import Either, both, either, several
from services.membership.contract.catalogue_commands import PublishPlan, RetirePlan
from services.membership.contract.catalogue_views import PlanFault
from services.membership.contract.plan_events import PlanPublished, PlanRetired
from services.membership.contract.plans import Plan, PlanDifference
from services.membership.domain.aggregate.catalog import Plans, PlanVersion
from services.membership.domain.terms.plan_differences import plan_differences
from services.membership.domain.terms.plan_faults import faults_among
from services.membership.domain.terms.publishing import NOTICE_PERIOD, ON_THE_WAY


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A plan against what is in force until it takes effect."""

    faults: tuple[PlanFault, ...]
    differences: tuple[PlanDifference, ...]
    adverse: bool


def compared(plan: Plan, plans: Plans, now: datetime, until: datetime) -> Comparison:
    """`until`: when it is to take effect. It is adverse when it is worse than any version that is
    in force before."""
    offers = {code: offer.plan for code, offer in plans.on_offer(until).items()}
    beside = {**offers, **_coming(plans, until), plan.code: plan}
    bases = _in_force_until(plans, plan.code, now, until)
    from_each = [plan_differences(base.plan, plan) for base in bases]
    adverse = [found for found in from_each if any(one.worse for one in found)]
    return Comparison(
        faults=tuple(faults_among(beside.values())),
        differences=next(iter(adverse or from_each), ()),
        adverse=bool(adverse),
    )


def _coming(plans: Plans, until: datetime) -> dict[str, Plan]:
    """The latest version of what is published already and takes effect later."""
    latest = {code: known[-1] for code, known in plans.versions.items()}
    return {code: one.plan for code, one in latest.items() if one.effective_at > until}


def _in_force_until(plans: Plans, code: str, now: datetime, until: datetime) -> list[PlanVersion]:
    known = plans.versions.get(code, ())
    if not known:
        return []
    changes = (one.effective_at for one in known if now < one.effective_at < until)
    in_turn = [plans.current(code, at) for at in (now, *changes)]
    return list({one.version: one for one in in_turn}.values())


def publish(draft: Plan, command: PublishPlan, plans: Plans, now: datetime) -> PlanPublished:
    """
    Raises:
        InvalidInput: it contradicts itself or another plan, or takes effect too early; names the
            earliest time.
        NotAllowed: the plan is retired.
    """
    if draft.code in plans.retired:
        raise NotAllowed(
            both(
                "{plan} 已停用，不能再发布新版本；可另立新套餐代码。",
                "{plan} is retired and gets no new version; a new plan needs a code of its own.",
                plan=draft.code,
            ),
            field="code",
        )
    found = compared(draft, plans, now, command.effective_at)
    _require_no_faults(found.faults)
    adverse = found.adverse or command.adverse
    _check_effective(command.effective_at, adverse, now)
    return PlanPublished(
        plan=draft,
        plan_version=len(plans.versions.get(draft.code, ())) + 1,
        effective_at=command.effective_at,
        adverse=adverse,
        declared_adverse=command.adverse and not found.adverse,
        differences=found.differences,
    )


def _require_no_faults(faults: tuple[PlanFault, ...]) -> None:
    if not faults:
        return
    said = [Either(f"{one.plan}：{one.says.zh}", f"{one.plan}: {one.says.en}") for one in faults]
    raise InvalidInput(
        both(
            "草稿自相矛盾，不能发布：{faults}。请修改后重新保存。",
            "The draft contradicts itself and cannot be published: {faults}. Mend it and save it "
            "again.",
            faults=several(said),
        ),
        field=faults[0].field,
        details={"faults": [f"{one.plan}.{one.field}" for one in faults]},
    )


def earliest(adverse: bool, now: datetime) -> datetime:
    return now + NOTICE_PERIOD if adverse else now


def _check_effective(effective_at: datetime, adverse: bool, now: datetime) -> None:
    at = earliest(adverse, now)
    if effective_at >= at - ON_THE_WAY:
        return
    sentence = (
        both(
            "此版本更贵或权益更少，最早可于 {earliest} 生效（提前 30 天）。",
            "This version costs more or gives less; it can be effective from {earliest} (30 days), "
            "not before.",
            earliest=at,
        )
        if adverse
        else both("effectiveAt 不能在过去。", "effectiveAt must not be in the past.")
    )
    raise InvalidInput(sentence, field="effectiveAt", details={"earliest": at.isoformat()})


def retire(command: RetirePlan, plans: Plans, now: datetime) -> PlanRetired:
    """
    Raises:
        NotFound: no such plan.
        NotAllowed: it is retired already, or other plans fall or move to it.
        InvalidInput: there is no such plan to move to, or too early: who moves needs 30 days.
    """
    if command.code not in plans.versions:
        raise NotFound(
            both("没有 {code} 这个套餐。", "There is no plan {code}.", code=command.code),
            field="code",
        )
    if command.code in plans.retired:
        raise NotAllowed(
            both("{code} 已停用。", "{code} is retired already.", code=command.code), field="code"
        )
    _check_target(command, plans)
    _require_unused(command, plans)
    _check_effective(command.effective_at, True, now)
    return PlanRetired(
        plan=command.code, moves_to=command.moves_to, effective_at=command.effective_at
    )


def _check_target(command: RetirePlan, plans: Plans) -> None:
    offers = plans.on_offer(command.effective_at)
    allowed = sorted(code for code in offers if code not in {command.code, *plans.retired})
    if command.moves_to not in allowed:
        raise InvalidInput(
            both(
                "会员不能转入 {plan}；可转入：{plans}。",
                "Members cannot move to {plan}; they can move to {plans}.",
                plan=command.moves_to,
                plans=several(allowed),
            ),
            field="movesTo",
            details={"allowed": allowed},
        )


def _require_unused(command: RetirePlan, plans: Plans) -> None:
    """A plan to which another still falls stays: first that other gets a version that falls
    elsewhere."""
    falling = [
        plan
        for code, known in plans.versions.items()
        if code != command.code
        and code not in plans.retired
        and (plan := known[-1].plan).falls_to == command.code
    ]
    if falling:
        raise NotAllowed(
            both(
                "{plans} 会降至 {code}；请先发布它们降至其他套餐的版本。",
                "First publish versions of {plans} that fall elsewhere than to {code}.",
                plans=several([either(plan.name) for plan in falling]),
                code=command.code,
            ),
            field="code",
            details={"plans": [plan.code for plan in falling]},
        )
