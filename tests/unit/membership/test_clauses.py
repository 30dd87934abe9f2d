"""No adverse clause binds without its notice and 30 days."""

from typing import Any

import pytest

from infra.kernel.errors import InvalidInput
from infra.kernel.text import LocalText
from services.membership.contract import commands as c
from services.membership.contract.clause_events import ClausePublished, NoticeDelivered
from services.membership.domain.terms.binding import binding
from services.membership.domain.terms.clause_parameters import stricter
from services.membership.domain.terms.publishing import publish
from services.membership.domain.terms.standing import standings
from tests.unit.membership.world import DAY, HOUR, START, World

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
        ({"threshold_gold": 10}, {"threshold_gold": 11}, True),
        ({"threshold_gold": 10}, {"threshold_gold": 9}, False),
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


def test_whoever_joins_before_it_takes_effect_is_bound_by_the_own_notice_only() -> None:
    world = World()
    world.publish("inactivity", STRICTER)
    world.pass_time(days=1)
    world.enrol("diamond", left=100_000)
    assert world.last("MembershipEnrolled").body["clauses"]["inactivity"] == 1
    assert coming(world) == [{"clause": "inactivity", "clause_version": 2}]
    world.login()
    world.pass_time(days=29)
    assert bound_version(world) == 1, "in force for others, and nobody had told this member"
    told(world, 2)
    world.login()
    world.pass_time(days=29)
    assert bound_version(world) == 1
    world.login()
    world.pass_time(days=1)
    assert bound_version(world) == 2
    assert world.last("ClauseBound").body["notified_at"] == "2026-01-31T12:00:00Z"


def test_whoever_joins_when_it_is_in_force_accepts_it_with_joining() -> None:
    world = World()
    world.publish("inactivity", STRICTER)
    world.pass_time(days=30)
    world.enrol("diamond", left=100_000)
    assert bound_version(world) == 2
    assert coming(world) == []


def test_who_was_told_as_a_member_is_not_told_again_on_coming_back() -> None:
    world = World()
    world.enrol("gold", left=100_000, auto_renew=False)
    world.pass_time(days=29)
    world.publish("inactivity", STRICTER, effective_at=world.now + 40 * DAY)
    told(world, 2)
    world.pass_time(days=10)
    world.do(c.Enrol(member_id="m-1", plan="gold"))
    assert coming(world) == []


def coming(world: World) -> list[dict[str, Any]]:
    return list(world.last("MembershipEnrolled").body["coming"])


PAUSE_90, PAUSE_60 = {"pause_days": 90}, {"pause_days": 60}


def test_what_is_only_published_is_no_measure() -> None:
    """In force: pauses of 90 days. 60 days are announced, then asked for at once."""
    world = World()
    world.publish("pause", PAUSE_60)
    with pytest.raises(InvalidInput, match="30 days"):
        world.publish("pause", PAUSE_60, effective_at=world.now)
    again = world.publish("pause", PAUSE_60, effective_at=world.now + 35 * DAY)
    assert (again.adverse, again.parameters_before) == (True, PAUSE_90)


def test_what_takes_effect_before_it_is_a_measure() -> None:
    """Members are promised 48 hours from the tenth day; 36 from the twentieth take some away."""
    world = World()
    world.publish("changes", {"undo_hours": 48}, effective_at=START + 10 * DAY)
    with pytest.raises(InvalidInput, match="30 days"):
        world.publish("changes", {"undo_hours": 36}, effective_at=START + 20 * DAY)
    assert not world.publish("changes", {"undo_hours": 36}, effective_at=START + 5 * DAY).adverse, (
        "nobody was to have the 48 hours by then"
    )


def test_a_rule_that_is_new_asks_more_of_everybody() -> None:
    world = World()
    with pytest.raises(InvalidInput, match="30 days"):
        world.publish("conduct", {"strikes": 3}, effective_at=START)
    assert world.publish("conduct", {"strikes": 3}).adverse


def test_milder_than_what_is_in_force_may_still_ask_more_of_who_was_never_told() -> None:
    world = World()
    world.publish("inactivity", STRICTER)
    world.now = START + 30 * DAY
    milder = publication(world, {"inactivity_days": 20, "warn_days": 7})
    assert (milder.adverse, milder.asks_more_of_some) == (False, True)
    mildest = publication(world, MILDER)
    assert (mildest.adverse, mildest.asks_more_of_some) == (False, False)


def publication(world: World, parameters: dict[str, Any]) -> ClausePublished:
    text = LocalText(zh="a", en="a")
    command = c.PublishClause(
        clause="inactivity", title=text, text=text, parameters=parameters, effective_at=world.now
    )
    return publish(command, world.catalog, world.now)


def test_a_coming_version_is_shown_against_what_binds_the_member() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(days=1)
    world.publish("inactivity", STRICTER)
    world.pass_time(days=31)
    world.publish("inactivity", {"inactivity_days": 20, "warn_days": 7}, effective_at=world.now)
    shown = [
        view for view in standings(world.state, world.catalog, {}) if view.clause == "inactivity"
    ]
    [difference] = shown[2].differences
    assert (difference.before, difference.after, difference.stricter) == (30, 20, True)


def test_what_was_announced_within_an_hour_begins_to_bind_together() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.pass_time(minutes=5)
    world.publish("inactivity", STRICTER)
    world.publish("pause", PAUSE_60)
    told(world, 2)
    world.pass_time(minutes=20)
    world.notice(2, "pause")
    world.login()
    world.pass_time(days=29, hours=23)
    new = world.pass_time(hours=2)
    assert new.count("ClauseBound") == 2
    bound = [event for event in world.history if event.type == "ClauseBound"]
    assert {event.happened_at for event in bound} == {START + 30 * DAY + HOUR}


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


@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        ("changes", {"undo_hours": 0}),
        ("changes", {"undo_hours": 23}),
        ("changes", {}),
        ("renewal", {"reminder_days": 0, "late_payment_days": 7}),
        ("inactivity", {"inactivity_days": 0, "warn_days": 7}),
        ("inactivity", {"inactivity_days": 30}),
    ],
)
def test_what_is_promised_is_not_published_away(code: str, parameters: dict[str, int]) -> None:
    with pytest.raises(InvalidInput, match="at least") as refused:
        World().publish(code, parameters)
    assert refused.value.field == "parameters"
