"""Losses that are alike are grouped by points, each with its reason; how many are suspicious is the
operator's to say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.appeals.contract.incident_facts import Likeness, LossTraits
from services.appeals.contract.incident_words import AlikeIn
from services.appeals.incidents.assembly import rules_of
from services.appeals.incidents.domain.adverse import SeenLoss
from services.appeals.incidents.domain.grouping import (
    Attracting,
    LossBucket,
    attracted,
    bucket_of,
    likeness,
    points_of,
    suspicion,
    with_loss,
)
from services.appeals.settings import AppealsSettings
from services.membership.contract.words import Cause
from tests.unit.appeals.people import DAY, HOUR, NOON

RULES = rules_of(Path("services/appeals/incident_rules.json"))
MINUTE = timedelta(minutes=1)
FAULT = LossTraits(cause=Cause.DATA_FAULT, source="SYSTEM", plan="gold", plan_version=3)
A = AlikeIn


def like(**changes: Any) -> LossTraits:
    return msgspec.structs.replace(FAULT, **changes)


def bucket(losses: int, *, at: Any = NOON, incident: str = "", **changes: Any) -> LossBucket:
    """So many at one instant."""
    loss = SeenLoss(member_id="m", event_id="m:1", at=at, traits=like(**changes))
    one = with_loss(None, loss)
    return msgspec.structs.replace(one, losses=losses, incident=incident)


def why(other: LossTraits, apart: timedelta = MINUTE) -> dict[AlikeIn, int]:
    return {one.alike_in: one.points for one in likeness(FAULT, other, apart, RULES)}


def test_the_shipped_rules_are_the_settings_own() -> None:
    assert AppealsSettings().incident_rules_file == Path("services/appeals/incident_rules.json")


def test_every_reason_brings_its_points() -> None:
    assert why(FAULT) == {A.CAUSE: 40, A.SOURCE: 20, A.PLAN_VERSION: 15, A.TIME: 20}
    assert why(like(plan_version=4)) == {A.CAUSE: 40, A.SOURCE: 20, A.PLAN: 5, A.TIME: 20}
    assert why(like(plan="silver")) == {A.CAUSE: 40, A.SOURCE: 20, A.TIME: 20}
    assert why(like(cause=Cause.UNKNOWN, source="HOST")) == {A.PLAN_VERSION: 15, A.TIME: 20}
    with_release = like(release="7.1")
    both = likeness(with_release, with_release, MINUTE, RULES)
    assert Likeness(alike_in=A.RELEASE, points=15) in both


def test_what_nobody_knows_is_like_nothing() -> None:
    unknown = like(source="", plan="", plan_version=0)
    assert likeness(unknown, unknown, MINUTE, RULES) == (
        Likeness(alike_in=A.CAUSE, points=40),
        Likeness(alike_in=A.TIME, points=20),
    )


def test_the_nearer_the_more_and_beyond_the_horizon_nothing_counts() -> None:
    assert [points_of(likeness(FAULT, FAULT, apart, RULES)) for apart in (HOUR, 6 * HOUR)] == [
        95,
        85,
    ]
    assert why(FAULT, 12 * HOUR) == {A.CAUSE: 40, A.SOURCE: 20, A.PLAN_VERSION: 15}
    assert why(FAULT, 12 * HOUR + MINUTE) == {}


def test_enough_that_are_alike_are_a_suspicion_and_one_less_is_none() -> None:
    assert suspicion(bucket(4), [], RULES) is None
    found = suspicion(bucket(5), [], RULES)
    assert found is not None
    assert (found.losses, found.least, points_of(found.why)) == (5, 5, 95)


def test_other_plans_of_the_same_source_count_and_unlike_ones_do_not() -> None:
    silver, unlike = bucket(3, plan="silver"), bucket(50, cause=Cause.NEW_DEVICE, source="HOST")
    found = suspicion(bucket(2), [silver, unlike], RULES)
    assert found is not None
    assert {one.traits.plan for one in found.buckets} == {"gold", "silver"}
    assert (found.losses, points_of(found.why)) == (5, 80)


def test_what_belongs_to_an_incident_or_comes_from_a_quiet_source_is_no_news() -> None:
    assert suspicion(bucket(50, incident="IN-1"), [], RULES) is None
    for quiet in ("MASS_LOSS:i-1", "IMPORT", "MEMBER"):
        assert suspicion(bucket(50, source=quiet), [], RULES) is None
    assert suspicion(bucket(2), [bucket(50, plan="silver", incident="IN-1")], RULES) is None


def test_by_who_is_responsible_more_or_less_is_suspicious_and_own_doing_never() -> None:
    assert suspicion(bucket(19, cause=Cause.STAFF_ACTION), [], RULES) is None
    assert suspicion(bucket(20, cause=Cause.STAFF_ACTION), [], RULES) is not None
    assert suspicion(bucket(10_000, cause=Cause.LAPSED), [], RULES) is None
    failing = msgspec.structs.replace(RULES, least_of={Cause.PAYMENT_FAILED: 200})
    assert suspicion(bucket(200, cause=Cause.PAYMENT_FAILED), [], failing) is not None


def incident(**changes: Any) -> Attracting:
    fields: dict[str, Any] = {
        "incident": "IN-1", "traits": FAULT, "since": NOON, "last_at": NOON + HOUR,
    }  # fmt: skip
    return Attracting(**(fields | changes))


def test_further_losses_belong_to_the_incident_that_they_are_most_like() -> None:
    other = incident(incident="IN-2", traits=like(plan="silver", plan_version=3))
    best = attracted(bucket(1, at=NOON + 2 * HOUR), [other, incident()], RULES)
    assert best is not None
    assert best.incident == "IN-1"
    assert attracted(bucket(1, at=NOON + DAY), [incident()], RULES) is None


def test_after_it_was_confirmed_nothing_more_does() -> None:
    confirmed = incident(until=NOON + HOUR)
    assert attracted(bucket(1, at=NOON + HOUR), [confirmed], RULES) is not None
    assert attracted(bucket(1, at=NOON + HOUR + MINUTE), [confirmed], RULES) is None


def test_what_staff_named_counts_whatever_the_points_say() -> None:
    named = incident(named=True, traits=like(source="", plan="", plan_version=0), until=NOON + DAY)
    assert attracted(bucket(1, at=NOON + 20 * HOUR, source="HOST"), [named], RULES) is named
    assert attracted(bucket(1, cause=Cause.UNKNOWN), [named], RULES) is None
    only_silver = incident(named=True, traits=like(source="", plan="silver"))
    assert attracted(bucket(1), [only_silver], RULES) is None


@given(st.lists(st.integers(min_value=0, max_value=59), min_size=1, max_size=30))
def test_a_bucket_counts_each_loss_in_whatever_order(minutes: list[int]) -> None:
    found: LossBucket | None = None
    for number, minute in enumerate(minutes):
        at = NOON + minute * MINUTE
        loss = SeenLoss(member_id=f"m-{number}", event_id=f"m-{number}:1", at=at, traits=FAULT)
        found = with_loss(found, loss)
        assert found.id == bucket_of(loss)
    assert found is not None
    assert found.losses == len(minutes)
    assert found.first_at == NOON + min(minutes) * MINUTE
    assert found.last_at == NOON + max(minutes) * MINUTE
