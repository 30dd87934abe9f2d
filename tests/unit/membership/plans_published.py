"""One member and a catalogue in which plans are published and retired, as staff would do it."""

from datetime import datetime
from typing import Any

import msgspec

from services.membership.catalogue.domain.publishing import publish, retire
from services.membership.contract.catalogue_commands import PublishPlan, RetirePlan
from services.membership.contract.plans import Benefit, Plan
from services.membership.domain.aggregate.catalog import PlanVersion, Retirement
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms import terms
from services.membership.domain.tick import pass_time
from services.shared.callers import SYSTEM
from tests.unit.membership.world import DAY, World


class Shop(World):
    def latest(self, code: str = "gold") -> Plan:
        return self.catalog.plans.versions[code][-1].plan

    def publish_plan(
        self, at: datetime | None = None, code: str = "gold", *, adverse: bool = False, **terms: Any
    ) -> PlanVersion:
        """The next version, with these fields other than in the last; the member is woken."""
        draft = msgspec.structs.replace(self.latest(code), **terms)
        command = PublishPlan(
            code=code, revision=1, effective_at=at or self.now + 30 * DAY, adverse=adverse
        )
        event = publish(draft, command, self.catalog.plans, self.now)
        plans, known = self.catalog.plans, self.catalog.plans.versions.get(code, ())
        version = PlanVersion(
            plan=event.plan,
            version=event.plan_version,
            published_at=self.now,
            effective_at=event.effective_at,
            adverse=event.adverse,
            declared_adverse=event.declared_adverse,
        )
        versions = {**plans.versions, code: (*known, version)}
        self._see(msgspec.structs.replace(plans, versions=versions))
        return version

    def retire_plan(self, code: str, moves_to: str, at: datetime | None = None) -> None:
        command = RetirePlan(code=code, moves_to=moves_to, effective_at=at or self.now + 30 * DAY)
        event = retire(command, self.catalog.plans, self.now)
        plans = self.catalog.plans
        ends = Retirement(moves_to=event.moves_to, effective_at=event.effective_at)
        self._see(msgspec.structs.replace(plans, retired={**plans.retired, code: ends}))

    def _see(self, plans: Any) -> None:
        self.catalog = msgspec.structs.replace(self.catalog, plans=plans)
        self.wake(self.now)

    def receive(self) -> list[str]:
        """The member receives the last announcement now."""
        recorder = Recorder(self.state, self.catalog, self.now)
        pass_time(recorder)
        terms.received(recorder, self.last("TermsAnnounced").id, "SMS", self.now)
        pass_time(recorder)
        return self._keep(recorder, SYSTEM)

    def bind_anyhow(self, version: PlanVersion) -> None:
        """As no rule would: the terms are applied, whoever was told of them."""
        recorder = Recorder(self.state, self.catalog, self.now)
        new = terms.Terms(plan=version.plan, version=version.version, effective_at=self.now)
        terms.bind(recorder, new)
        self._keep(recorder, SYSTEM)

    @property
    def held(self) -> tuple[str, int, int]:
        return self.state.plan, self.state.plan_version, self.state.price


def quota(plan: Plan, code: str, value: int) -> dict[str, tuple[Benefit, ...]]:
    """The field `benefits` with another value of one."""
    benefits = (
        msgspec.structs.replace(one, value=value) if one.code == code else one
        for one in plan.benefits
    )
    return {"benefits": tuple(benefits)}
