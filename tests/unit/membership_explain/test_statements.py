"""Every adverse event has its statement of reasons, whole and proven."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings

from infra.kernel.events import EventEnvelope
from services.membership.contract import commands as c
from services.membership.contract.event_types import body_of
from services.membership.contract.events import ChangesBenefits
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.plans import Plan
from services.membership.contract.queries import GetStatements
from services.membership.contract.statements import (
    Automation,
    GroundKind,
    ReasonSource,
    RedressKind,
    Restriction,
    StatementOfReasons,
)
from services.membership.contract.words import Cause, Disowned, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.sentences import CLAIMS_NOTHING
from services.membership.domain.folding.evolve import evolve, fact_of
from services.membership.queries.gathered import Gathered
from services.membership.statements.domain.redress import ANYBODY
from services.membership.statements.reading import statements_page
from tests.unit.membership.reading import Reader
from tests.unit.membership.test_any_history import AnyHistory
from tests.unit.membership.test_provisional import LOST, cancelled, lift, restore
from tests.unit.membership.world import HOUR, ID, STAFF, START, World, on_device
from tests.unit.membership.world import PLANS as WORLDS_PLANS
from tests.unit.membership_explain.histories import MEMBER
from tests.unit.membership_explain.inputs import PLANS
from tests.unit.membership_explain.languages import assert_each_in_its_language
from tests.unit.membership_explain.test_properties import CATALOG, STEPS, Life, lived

CLAIMS_NOTHING_AT_ALL = [*ANYBODY.values(), *CLAIMS_NOTHING.values()]
IN_THE_DATABASE: dict[str, set[Any]] = {
    "decision_provision": {
        "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "DECISION_PROVISION_TOTAL_SUSPENSION",
        "DECISION_PROVISION_PARTIAL_TERMINATION",
        "DECISION_PROVISION_TOTAL_TERMINATION",
    },
    "decision_account": {None, "DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"},
    "decision_ground": {None, "DECISION_GROUND_INCOMPATIBLE_CONTENT"},
    "incompatible_content_illegal": {None, "No"},
    "category": {"STATEMENT_CATEGORY_OTHER_VIOLATION_TC"},
    "source_type": {"SOURCE_VOLUNTARY", "SOURCE_TYPE_OTHER_NOTIFICATION"},
    "automated_detection": {None, "Yes", "No"},
    "automated_decision": {
        None,
        "AUTOMATED_DECISION_FULLY",
        "AUTOMATED_DECISION_PARTIALLY",
        "AUTOMATED_DECISION_NOT_AUTOMATED",
    },
}
"""Values that the database takes, by its API documentation."""
LIVE = {Lifecycle.ACTIVE, Lifecycle.GRACE}


def gathered(life: Life) -> Gathered:
    return Gathered(
        now=life.now,
        currency="CNY",
        zone="Asia/Shanghai",
        catalog=CATALOG,
        loaded={},
        histories={MEMBER: life.history},
        payments={MEMBER: life.records["payments"]},
        orders={MEMBER: life.records["orders"]},
        logins={MEMBER: life.records["logins"]},
        places={},
    )


def statements(world: World) -> list[StatementOfReasons]:
    page = statements_page(GetStatements(member_id=ID), Reader(world).gathered)
    assert page.total == len(page.statements)
    return list(page.statements)


def took_something(
    before: Membership, after: Membership, event: Any, plans: Mapping[str, Plan]
) -> bool:
    """By the words of the promise, not by how the product finds it."""
    left = entitled(before) and not entitled(after)
    ended = before.lifecycle in LIVE and after.lifecycle not in LIVE
    both = before.lifecycle in LIVE and after.lifecycle in LIVE
    lower = both and plans[after.plan].rank < plans[before.plan].rank
    gone = isinstance(event, ChangesBenefits) and bool(
        event.benefits_before.keys() - event.benefits_after.keys()
    )
    return left or ended or lower or gone


def adverse(history: Sequence[EventEnvelope], plans: Mapping[str, Plan]) -> set[int]:
    """Versions of the events that took something."""
    found, before = set(), Membership(member_id=MEMBER)
    for envelope in history:
        after = evolve(before, fact_of(envelope))
        if took_something(before, after, body_of(envelope), plans):
            found.add(envelope.version)
        before = after
    return found


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_every_adverse_event_has_its_statement(steps: list[Any]) -> None:
    life = lived(steps)
    page = statements_page(GetStatements(member_id=MEMBER, first=100), gathered(life))
    assert {one.event_version for one in page.statements} == adverse(life.history, PLANS)
    known = {one.id for one in life.history} | {"inactivity@1"}
    known |= {one.order_id for some in ("payments", "orders") for one in life.records[some]}
    known |= {one.login_id for one in life.records["logins"]}
    for one in page.statements:
        assert_whole(one, known)


class AnyHistoryWithReasons(AnyHistory):
    def teardown(self) -> None:
        history = self.world.history
        if not history:
            return
        page = statements_page(GetStatements(member_id=ID, first=100), Reader(self.world).gathered)
        found = {one.event_version for one in page.statements}
        assert found >= adverse(history, WORLDS_PLANS)
        clauses = {f"{c}@{v}" for c in self.world.catalog.clauses for v in range(1, 9)}
        records = {str(value) for event in history for value in event.body.values()}
        for one in page.statements:
            assert_whole(
                one, {event.id for event in history} | clauses | records, in_its_language=False
            )


TestAnyHistoryWithReasons = AnyHistoryWithReasons.TestCase
TestAnyHistoryWithReasons.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None
)


def assert_whole(one: StatementOfReasons, known: set[str], *, in_its_language: bool = True) -> None:
    """`in_its_language`: not where staff gave reasons in one."""
    assert len(one.sections) == 5
    for section in one.sections:
        assert section.sentences
        assert_each_in_its_language(section.heading)
        for sentence in section.sentences:
            if in_its_language:
                assert_each_in_its_language(sentence.says)
            assert set(sentence.stands_on) <= known
            assert sentence.stands_on or sentence.says in CLAIMS_NOTHING_AT_ALL
            assert sentence.says.zh in one.text.zh
            assert sentence.says.en in one.text.en
    kinds = [redress.kind for redress in one.redress]
    assert kinds[-2:] == [RedressKind.PERSON, RedressKind.REGULATOR]
    assert one.until is None or one.until >= one.since
    assert one.ended_at is None or one.ended_at >= one.since
    needed = {"content_type", "category", "application_date", "decision_facts", "source_type"}
    assert needed | {"puid", "decision_provision"} <= one.transparency.keys()
    assert one.transparency["puid"].isalnum()
    for field, allowed in IN_THE_DATABASE.items():
        assert one.transparency.get(field) in allowed, field
    assert len(one.transparency["decision_facts"]) <= 5_000
    assert len(one.transparency.get("incompatible_content_ground", "")) <= 500
    assert len(one.transparency.get("incompatible_content_explanation", "")) <= 2_000
    grounded = "decision_ground" in one.transparency
    assert grounded == (one.ground.kind is not GroundKind.NONE)


def test_a_lapse_stands_on_the_renewal_clause_and_on_nobodys_word() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.pass_time(days=40)
    [one] = statements(world)
    assert (one.restriction, one.cause) == (Restriction.ENDED, Cause.LAPSED)
    assert (one.ground.kind, one.ground.clause, one.ground.clause_version) == (
        GroundKind.CLAUSE,
        "renewal",
        1,
    )
    assert (one.source, one.automated_detection, one.automated_decision) == (
        ReasonSource.OWN_INITIATIVE,
        True,
        Automation.FULLY,
    )
    assert one.until is None
    appeal = next(redress for redress in one.redress if redress.kind is RedressKind.APPEAL)
    assert appeal.until == one.since + timedelta(days=30)
    told = one.transparency
    assert told["decision_provision"] == "DECISION_PROVISION_TOTAL_TERMINATION"
    assert told["source_type"] == "SOURCE_VOLUNTARY"
    assert told["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert told["application_date"] == one.since.date().isoformat()
    assert "end_date_service_restriction" not in told


def test_a_hold_by_staff_says_that_a_person_decided_and_keeps_the_words_out_of_the_database() -> (
    None
):
    world = World()
    world.enrol("gold")
    world.do(c.PlaceStaffHold(member_id=ID, reason="Shared by two."), STAFF)
    [one] = statements(world)
    assert (one.restriction, one.ground.kind) == (Restriction.HELD, GroundKind.STAFF)
    assert (one.automated_detection, one.automated_decision) == (False, Automation.NOT_AUTOMATED)
    assert "Shared by two." in one.text.en
    assert "Shared" not in str(one.transparency)
    assert one.transparency["decision_provision"] == "DECISION_PROVISION_TOTAL_SUSPENSION"


def test_a_freeze_ends_by_itself_and_says_when_it_did() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.Freeze(member_id=ID, hours=72))
    [one] = statements(world)
    assert (one.since, one.until, one.ended_at) == (START, START + 72 * HOUR, None)
    assert one.ground.kind is GroundKind.OWN_ACT
    assert one.transparency["end_date_service_restriction"] == "2026-01-04"
    world.pass_time(days=4)
    [one] = statements(world)
    assert one.ended_at == START + 72 * HOUR


def test_a_downgrade_of_ones_own_can_be_undone() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    [one] = statements(world)
    assert (one.restriction, one.ground.kind) == (Restriction.LOWER_PLAN, GroundKind.OWN_ACT)
    assert (one.ground.clause, one.ground.plan) == ("changes", "gold")
    assert one.redress[0].kind is RedressKind.UNDO
    assert one.redress[0].until == START + 24 * HOUR
    assert one.automated_decision is Automation.NOT_AUTOMATED


def test_what_the_member_puts_down_to_somebody_else_has_no_ground() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1", passed_second_factor=True)
    world.do(c.Cancel(member_id=ID), on_device("d-1", second_factor=True))
    version = world.history[-1].version
    world.pass_time(hours=1)
    event = world.history[version - 1]
    asked = {"id": event.id, "at": event.happened_at, "device_id": "d-1"}
    world.do(ReportTakeover(member_id=ID, what=Disowned.EVENT, **asked))
    cancelled = next(one for one in statements(world) if one.event_version == version)
    assert (cancelled.cause, cancelled.ground.kind) == (Cause.COMPROMISE, GroundKind.NONE)
    assert "decision_ground" not in cancelled.transparency


def test_a_fall_by_a_clause_names_clause_and_version() -> None:
    world = World()
    world.enrol("gold", auto_renew=True, left=900_00)
    world.login("d-1")
    world.pass_time(days=24)
    world.receive_warning()
    world.pass_time(days=10)
    fallen = next(one for one in statements(world) if one.restriction is Restriction.LOWER_PLAN)
    assert fallen.cause is Cause.INACTIVITY
    assert (fallen.ground.kind, fallen.ground.clause) == (GroundKind.CLAUSE, "inactivity")
    assert fallen.ground.clause_hash == world.catalog.versions("inactivity")[0].hash


def test_what_was_restored_for_the_time_being_ends_with_its_appeal() -> None:
    world = cancelled()
    restore(world, LOST)
    world.pass_time(days=1)
    lift(world)
    last = statements(world)[-1]
    assert last.event_type == "ProvisionalEnded"
    assert (last.restriction, last.ground.kind) == (Restriction.ENDED, GroundKind.APPEAL)
    assert last.automated_decision is Automation.PARTIALLY
    assert_whole(last, {event.id for event in world.history})


def test_pages_and_single_events() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.Freeze(member_id=ID, hours=24))
    world.pass_time(days=2)
    world.do(c.Freeze(member_id=ID, hours=24))
    versions = [one.event_version for one in statements(world)]
    given = Reader(world).gathered
    first = statements_page(GetStatements(member_id=ID, first=1), given)
    assert ([one.event_version for one in first.statements], first.has_more) == (versions[:1], True)
    rest = statements_page(GetStatements(member_id=ID, after=versions[0]), given)
    assert [one.event_version for one in rest.statements] == versions[1:]
    one = statements_page(GetStatements(member_id=ID, versions=(1, versions[1])), given)
    assert [found.event_version for found in one.statements] == versions[1:]
