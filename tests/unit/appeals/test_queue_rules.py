"""Which rule an appeal comes under, and which rules are refused."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.appeals.contract.desk_rules import QueueCondition, QueueRule, QueueRules
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.words import Verdict
from services.appeals.desk.domain.checking import MOST_RULES, checked_rules
from services.appeals.desk.domain.facts import QueueFacts, looked_at_again
from services.appeals.desk.domain.matching import first_that_holds, holds, unreachable
from services.appeals.desk.domain.placing import placed
from services.appeals.desk.domain.shipped import SHIPPED
from services.appeals.domain.decide import decide
from services.appeals.domain.queues.queueing import OVER, QueuePlace, Weight
from services.membership.contract.appellants import Appellant
from services.membership.contract.words import CaseReason, Cause, HoldKind, RemedyKind
from services.shared.callers import SYSTEM
from tests.unit.appeals.people import ANNA, HOUR, NOON, an_appeal, decision, opened


def rule(name: str = "one", queue: AppealQueue = AppealQueue.PROTECTION, **when: Any) -> QueueRule:
    return QueueRule(name=name, queue=queue, when=QueueCondition(**when))


REST = rule("rest", AppealQueue.STANDARD)


@pytest.mark.parametrize(
    ("when", "facts", "met"),
    [
        ({}, {}, True),
        ({"causes": (Cause.LAPSED,)}, {"cause": Cause.LAPSED}, True),
        ({"causes": (Cause.LAPSED,)}, {"cause": None}, False),
        ({"opened_because": (CaseReason.RECORDS_DISAGREE,)}, {}, False),
        ({"security": True}, {"security": True}, True),
        ({"escalated": False}, {"escalated": True}, False),
        ({"paid_at_least": 500}, {"paid": 500}, True),
        ({"paid_at_least": 500}, {"paid": 499}, False),
        ({"paid_at_least": 500}, {"paid": None}, False),
        ({"age_at_least": 24}, {"age": 24.0}, True),
        ({"left_at_most": 0}, {"left": 0.0}, True),
        ({"left_at_most": 60}, {"left": 60.1}, False),
        ({"left_at_most": 60}, {"left": None}, False),
        ({"security": True, "paid_at_least": 5}, {"security": True, "paid": 4}, False),
    ],
)
def test_a_condition_holds_where_all_that_it_says_holds(
    when: dict[str, Any], facts: dict[str, Any], met: bool
) -> None:
    assert holds(QueueCondition(**when), QueueFacts(**facts)) is met


@pytest.mark.parametrize(
    ("facts", "queue"),
    [
        ({}, AppealQueue.STANDARD),
        ({"paid": 500_00}, AppealQueue.PROTECTION),
        ({"plan_rank": 4}, AppealQueue.PROTECTION),
        ({"plan_rank": 5, "security": True}, AppealQueue.SECURITY),
        ({"incident": True, "escalated": True}, AppealQueue.INCIDENT),
        ({"escalated": True}, AppealQueue.PROTECTION),
    ],
)
def test_the_shipped_rules(facts: dict[str, Any], queue: AppealQueue) -> None:
    assert first_that_holds(SHIPPED, QueueFacts(**facts)).queue is queue


def test_the_shipped_rules_are_in_order() -> None:
    assert checked_rules(SHIPPED) == SHIPPED


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([], "1 to 20"),
        ([rule(str(n), paid_at_least=100 - n) for n in range(MOST_RULES)] + [REST], "1 to 20"),
        ([rule(security=True)], "last rule has no condition"),
        ([rule(" ", security=True), REST], "has a name"),
        ([rule("rest", security=True), REST], "twice: rest"),
        ([rule(paid_at_least=0), REST], "paidAtLeast"),
        ([rule(left_at_most=-1), REST], "leftAtMost"),
        ([rule("a"), REST], "never decide, because rules before them always do: rest"),
        ([rule("a", paid_at_least=5), rule("b", paid_at_least=6), REST], "always do: b"),
        ([rule("a", security=True), rule("b", security=False), REST], "always do: rest"),
        (
            [
                rule("a", causes=(Cause.LAPSED,)),
                rule("b", causes=(Cause.UNKNOWN,)),
                rule("c", causes=(Cause.UNKNOWN, Cause.LAPSED)),
                REST,
            ],
            "always do: c",
        ),
    ],
)
def test_nonsense_is_refused(rules: list[QueueRule], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        checked_rules(rules)
    assert refused.value.field == "rules"


CAUSES = (Cause.LAPSED, Cause.UNKNOWN, Cause.COMPROMISE)
CONDITIONS = st.builds(
    QueueCondition,
    causes=st.lists(st.sampled_from(CAUSES), max_size=2, unique=True).map(tuple),
    security=st.sampled_from([None, True, False]),
    escalated=st.sampled_from([None, None, True]),
    paid_at_least=st.sampled_from([None, 1, 2, 3]),
    left_at_most=st.sampled_from([None, 0, 60]),
)
EVERYTHING = [
    QueueFacts(cause=cause, security=danger, escalated=again, paid=paid, left=left)
    for cause, danger, again, paid, left in itertools.product(
        (None, *CAUSES), (True, False), (True, False), (None, 0, 1, 2, 3), (None, 0.0, 60.0, 61.0)
    )
]


@given(conditions=st.lists(CONDITIONS, max_size=5))
def test_a_rule_is_unreachable_where_nothing_ever_comes_under_it(
    conditions: list[QueueCondition],
) -> None:
    rules = [
        *(
            QueueRule(name=str(n), queue=AppealQueue.STANDARD, when=one)
            for n, one in enumerate(conditions)
        ),
        REST,
    ]
    decided = {first_that_holds(rules, facts).name for facts in EVERYTHING}
    assert {one.name for one in unreachable(rules)} == {one.name for one in rules} - decided


def rules_of(*rules: QueueRule) -> QueueRules:
    return QueueRules(version=7, rules=(*rules, REST), by=SYSTEM, at=NOON, reason="")


def test_what_the_membership_said_decides_the_place() -> None:
    held = Appellant(paid=5, plan_rank=1, holds=(HoldKind.PAYMENT_REVIEW,))
    before = QueuePlace(weight=Weight(appellant=held, claimed=3))
    place = placed(
        an_appeal(), before, rules_of(rule("danger", AppealQueue.SECURITY, security=True)), NOON
    )
    assert (place.queue, place.rule, place.rules_version) == (AppealQueue.SECURITY, "danger", 7)
    assert place.weight == before.weight


def test_what_is_over_waits_nowhere() -> None:
    over = decide(
        opened().appeal, decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING), ANNA, NOON
    ).appeal
    assert placed(over, QueuePlace(), rules_of(), NOON).rules_version == OVER
    assert looked_at_again(over, [rule(age_at_least=1)], NOON) is None


@given(minutes=st.integers(0, 30 * 60), hours=st.integers(1, 30), left=st.integers(0, 30 * 60))
def test_time_changes_a_place_only_when_it_is_looked_at_again(
    minutes: int, hours: int, left: int
) -> None:
    """The first answer is due 24 hours after it was submitted."""
    appeal = an_appeal()
    rules = rules_of(
        rule("late", AppealQueue.SECURITY, left_at_most=left), rule("old", age_at_least=hours)
    )
    now = NOON + timedelta(minutes=minutes)
    place = placed(appeal, QueuePlace(), rules, now)
    turns = {NOON + hours * HOUR, NOON + 24 * HOUR - timedelta(minutes=left)}
    again = looked_at_again(appeal, rules.rules, now)
    assert again == min((at for at in turns if at > now), default=None)
    last = again - timedelta(milliseconds=1) if again else now + 1_000 * HOUR
    assert placed(appeal, place, rules, last) == place
    if again:
        assert looked_at_again(appeal, rules.rules, again) != again
