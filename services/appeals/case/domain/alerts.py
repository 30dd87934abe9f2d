"""What the member was told, as a case file keeps it: of notification's view what proves something,
and a hash over all of that but the words."""

from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.appeals.contract.case_views import CaseAlert, CaseDelivery, CaseStep
from services.membership.contract.case_records import CutOff, CutReason, sha256_of
from services.notify.contract.views import AlertView, DeliveryView, StepView

_DELIVERY_FACTS = (
    "id", "channel", "state", "planned_at", "sent_at", "received_at", "attempts", "rule",
)  # fmt: skip
_STEP_FACTS = ("kind", "at", "attempt", "rule")
_ALERT_FACTS = ("id", "event_id", "event_type", "topic", "at", "received")


def case_alert(view: AlertView) -> CaseAlert:
    alert = CaseAlert(
        id=view.id,
        event_id=view.event_id,
        event_type=view.event_type,
        topic=view.topic.value,
        at=view.at,
        title=view.title,
        text=view.text,
        received=view.received,
        deliveries=tuple(_delivery(one) for one in view.deliveries),
        hash="",
    )
    return msgspec.structs.replace(alert, hash=sha256_of(facts_of(alert)))


def facts_of(alert: CaseAlert) -> dict[str, Any]:
    """What its hash covers: nothing that is words, which can be erased."""
    facts: dict[str, Any] = {name: getattr(alert, name) for name in _ALERT_FACTS}
    deliveries = [_delivery_facts(one) for one in alert.deliveries]
    plain: dict[str, Any] = msgspec.to_builtins(
        {"record": "ALERT", **facts, "deliveries": deliveries}
    )
    return plain


def _delivery_facts(delivery: CaseDelivery) -> dict[str, Any]:
    steps = [{name: getattr(one, name) for name in _STEP_FACTS} for one in delivery.steps]
    return {name: getattr(delivery, name) for name in _DELIVERY_FACTS} | {"steps": steps}


def _delivery(view: DeliveryView) -> CaseDelivery:
    return CaseDelivery(
        id=view.id,
        channel=view.channel.value,
        state=view.state.value,
        planned_at=view.planned_at,
        sent_at=view.sent_at,
        received_at=view.received_at,
        attempts=view.attempts,
        rule=view.rule,
        reason=view.reason,
        steps=tuple(_step(one) for one in view.history),
    )


def _step(view: StepView) -> CaseStep:
    return CaseStep(
        kind=view.kind.value, at=view.at, says=view.says, attempt=view.attempt, rule=view.rule
    )


def cut_off(count: int) -> tuple[CutOff, ...]:
    if not count:
        return ()
    says = LocalText(
        zh=f"另有 {count} 条通知离失去会员之时较远，未列入本案卷。",
        en=f"Further alerts, less close to the loss, that are not in this file: {count}.",
    )
    return (CutOff(kind="ALERT", left_out=count, why=CutReason.TOO_MANY, says=says),)
