"""No adverse clause binds without its notice and 30 days."""

from typing import Any

import pytest

from infra.kernel.errors import InvalidInput
from services.membership.contract.events import NoticeDelivered
from services.membership.domain.clauses import binding, stricter
from services.membership.domain.standing import standings
from tests.unit.membership.world import DAY, START, World

STRICTER = {"inactivity_days": 14, "warn_days": 7}
MILDER = {"inactivity_days": 60, "warn_days": 7}


def told(world: World, version: int) -> None:
    world.record(
        NoticeDelivered(
            clause="inactivity",
            clause_version=version,
            notice_id="n-1",
            delivered_at=world.now,
            binds_at=world.now + 30 * DAY,
        )
    )


def bound_version(world: World) -> int:
    found = binding(world.state, world.catalog, "inactivity")
    return found.version if found else 0


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"inactivity_days": 30}, {"inactivity_days": 14}, True),
        ({"inactivity_days": 30}, {"inactivity_days": 31}, False),
        ({"points_threshold": 10}, {"points_threshold": 11}, True),
        ({"points_threshold": 10}, {"points_threshold": 9}, False),
        ({}, {"inactivity_days": 400}, True),
        ({"warn_days": 7}, {}, True),
        ({"colour": 1}, {"colour": 0}, True),
        ({"warn_days": 7}, {"warn_days": 7}, False),
    ],
)
def test_strictness_is_known_by_the_parameters_name(
    before: dict[str, Any], after: dict[str, Any], expected: bool
) -> None:
    assert stricter(before, after) is expected


def test_an_adverse_version_needs_thirty_days() -> None:
    world = World()
    with pytest.raises(InvalidInput, match="30 days"):
        world.publish("inactivity", STRICTER, effective_at=START + 29 * DAY)
    with pytest.raises(InvalidInput, match="30 days"):
        world.publish("inactivity", MILDER, effective_at=START + 29 * DAY, adverse=True)
    assert world.publish("inactivity", STRICTER).adverse
    with pytest.raises(InvalidInput, match="past"):
        world.publish("inactivity", MILDER, effective_at=START - DAY)
    with pytest.raises(InvalidInput, match="warn_days"):
        world.publish("inactivity", {"inactivity_days": 90})


def test_it_binds_thirty_days_after_the_members_own_notice() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(days=1)
    world.publish("inactivity", STRICTER)
    world.login()
    world.pass_time(days=20)
    told(world, 2)
    world.login()
    world.pass_time(days=29)
    assert bound_version(world) == 1
    world.login()
    assert "ClauseBound" in world.pass_time(days=1)
    assert world.last("ClauseBound").happened_at == START + 51 * DAY
    assert bound_version(world) == 2


def test_without_a_notice_the_old_clause_stays() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(days=1)
    version = world.publish("inactivity", STRICTER)
    world.pass_time(days=300)
    assert bound_version(world) == 1
    views = {
        v.version: v
        for v in standings(world.state, world.catalog, {})
        if v.clause == version.clause
    }
    assert views[2].binds_at is None
    assert [d.stricter for d in views[2].differences] == [True]


def test_a_milder_version_binds_from_its_date_without_a_notice() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(days=1)
    world.publish("inactivity", MILDER, effective_at=world.now + 2 * DAY)
    world.pass_time(days=2)
    assert bound_version(world) == 2


def test_whoever_enrols_after_publishing_has_accepted_it() -> None:
    world = World()
    world.publish("inactivity", STRICTER)
    world.pass_time(days=1)
    world.enrol("diamond", left=100_000)
    assert bound_version(world) == 1
    world.pass_time(days=29)
    assert bound_version(world) == 2


def test_harmless_for_most_is_measured_against_what_binds_the_member() -> None:
    """Version 3 is milder than 2, which never reached this member, but stricter than 1."""
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(days=1)
    world.publish("inactivity", STRICTER)
    world.pass_time(days=1)
    assert not world.publish("inactivity", {"inactivity_days": 20, "warn_days": 7}).adverse
    world.pass_time(days=200)
    assert bound_version(world) == 1


def test_a_stricter_version_warns_anew_and_gives_the_whole_week() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.login()
    world.pass_time(hours=1)
    world.publish("inactivity", STRICTER)
    told(world, 2)
    world.pass_time(days=25)
    assert world.types().count("InactivityWarned") == 1
    world.login()
    world.pass_time(days=5)
    assert "InactivityWarned" in world.pass_time(days=2)
    downgrade_at = world.state.warned.downgrade_at if world.state.warned else START
    assert downgrade_at >= world.last("InactivityWarned").recorded_at + 7 * DAY


@pytest.mark.parametrize(
    "parameters",
    [
        {"inactivity_days": 1e300, "warn_days": 7},
        {"inactivity_days": float("nan"), "warn_days": 7},
        {"inactivity_days": "30", "warn_days": 7},
        {"inactivity_days": 30, "warn_days": 7, "other": 2**31},
        {"inactivity_days": 30, "warn_days": 7, "other": {"a": [1]}},
        {"inactivity_days": 30, "warn_days": 7, "other\0": 1},
        {"inactivity_days": 30, "warn_days": 7, "a.b": 1},
    ],
)
def test_parameters_that_nobody_could_reckon_with_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        World().publish("inactivity", parameters)
    assert refused.value.field == "parameters"
