"""Every cause: the path that produces it, the flow that walks it, and what its member reads.

`docs/causes.md` is this table, written out: `python -m tests.unit.notify.test_causes_page` does it.
A new cause gets its row here.
"""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.membership.contract.words import RESPONSIBLE, CaseReason, Cause, HoldKind, ReleaseBy
from services.notify.core.alerts.alert import alert_for
from services.notify.templates.renderer import Templates
from tests.unit.notify.samples import (
    LATER,
    NOW,
    PLANS,
    SAMPLES,
    SHORT_REASON,
    envelope,
    held,
    other,
    recipient,
)

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "causes.md"
HEAD = "| cause | responsible | path | walked by | SMS, 中文 | SMS, English |"
RENDERER = Templates("Reinstate", "CNY")
FLOWS = "test_loss_and_return"


class Row(msgspec.Struct, frozen=True):
    """`flow`: file and test of `tests/flows`. `event`: what alerts, as the templates are tried
    with."""

    path: str
    flow: tuple[str, str]
    event: Any


ROWS: dict[Cause, Row] = {
    Cause.LAPSED: Row(
        "the period ends without automatic renewal: grace, then the end",
        (FLOWS, "test_a_lapse_is_told_explained_and_mended_in_grace"),
        other("MembershipExpired", auto_renew=False),
    ),
    Cause.PAYMENT_FAILED: Row(
        "`setAutoRenew`, and a balance that is too low at each attempt; a charge of the method of "
        "payment that was refused",
        (FLOWS, "test_what_was_due_in_an_outage_happened_when_it_was_due"),
        SAMPLES["AutoRenewFailed"],
    ),
    Cause.MEMBER_CANCELLED: Row(
        "`cancel`, from a known device or confirmed by a code",
        ("test_causes", "test_from_a_strange_device_a_change_is_confirmed_before_it_happens"),
        SAMPLES["MembershipCancelled"],
    ),
    Cause.MEMBER_DOWNGRADED: Row(
        "`downgrade`, from a known device or confirmed by a code",
        ("test_causes", "test_a_downgrade_is_told_and_undone_in_one_step"),
        other("MembershipDowngraded", clause="", clause_version=0, undo_until=LATER),
    ),
    Cause.MEMBER_PAUSED: Row(
        "`pauseMembership`, until `resumeMembership` or the end that the clause sets",
        ("test_causes", "test_a_pause_stops_the_clock_and_ends_by_itself"),
        held(HoldKind.MEMBER_PAUSE, Cause.MEMBER_PAUSED, released_by=ReleaseBy.MEMBER),
    ),
    Cause.MEMBER_FROZE: Row(
        "`freeze`, until `releaseHold` with a code or its end",
        (FLOWS, "test_a_freeze_is_released_with_a_code_and_its_time_is_given_back"),
        held(HoldKind.MEMBER_FREEZE, Cause.MEMBER_FROZE),
    ),
    Cause.CONTACT_OUTDATED: Row(
        "`askVerification` by the host, a notice received, and no `verifyContacts` in time",
        ("test_causes", "test_data_that_nobody_verified_are_waited_for_after_a_notice"),
        held(
            HoldKind.CONTACT_CHECK,
            Cause.CONTACT_OUTDATED,
            latest_release=None,
            stops_period=False,
        ),
    ),
    Cause.NEW_DEVICE: Row(
        "`reportLogin` of a device that is not known, without a second factor",
        (FLOWS, "test_a_strange_device_holds_and_is_told"),
        held(HoldKind.NEW_DEVICE, Cause.NEW_DEVICE, stops_period=False),
    ),
    Cause.COMPROMISE: Row(
        "`thatWasNotMe`; a cancellation from a device that is none of the member's is explained "
        "so, too",
        ("test_causes", "test_that_was_not_me_freezes_in_one_step_and_one_code_puts_all_back"),
        held(HoldKind.COMPROMISE, Cause.COMPROMISE, latest_release=None),
    ),
    Cause.THIRD_PARTY_RENEWAL: Row(
        "`reportThirdPartyRenewal` by the host, until `reviewThirdPartyRenewal` or seven days",
        ("test_causes", "test_a_renewal_through_another_channel_is_held_and_looked_at"),
        held(HoldKind.THIRD_PARTY_RENEWAL, Cause.THIRD_PARTY_RENEWAL, released_by=ReleaseBy.STAFF),
    ),
    Cause.INACTIVITY: Row(
        "no sign of life for as long as the clause says, after a warning that was received",
        (FLOWS, "test_inactivity_is_warned_of_a_week_ahead_and_a_login_keeps_the_plan"),
        SAMPLES["MembershipDowngraded"],
    ),
    Cause.CLAUSE_CHANGED: Row(
        "`publishPlan` or `publishClause` of an adverse version, once the member's own notice has "
        "been received for 30 days",
        ("test_catalogue", "test_a_dearer_plan_binds_those_whom_its_notice_reached"),
        SAMPLES["TermsBound"],
    ),
    Cause.DATA_FAULT: Row(
        "a record that does not add up: found when it is explained, and by `python -m services "
        "verify`; `rebuild` puts it right",
        ("test_record", "test_a_changed_event_is_named"),
        SAMPLES["RecordRepaired"],
    ),
    Cause.UNNOTIFIED_CHANGE: Row(
        "the notice of grace reaches the member on no channel before grace ends",
        ("test_causes", "test_who_could_not_be_told_of_grace_has_not_lost_by_the_own_fault"),
        other("MembershipExpired", untold=True),
    ),
    Cause.SYNC_DELAY: Row(
        "`reportPayment` after grace of a payment that was made in time; a charge that the shop "
        "was asked for and never answered",
        (FLOWS, "test_a_payment_counts_once_and_a_late_one_gives_the_time_back"),
        SAMPLES["MembershipRenewed"],
    ),
    Cause.STAFF_ACTION: Row(
        "`placeHold`, `cancelMembership`, `closeMembership` or `mergeMembers` by staff, with a "
        "reason",
        (FLOWS, "test_staff_hold_with_a_reason_the_member_reads"),
        held(HoldKind.STAFF, Cause.STAFF_ACTION, reason=SHORT_REASON, released_by=ReleaseBy.STAFF),
    ),
    Cause.PAYMENT_REVERSED: Row(
        "`reportRefund` by the host of all that paid for the running period",
        ("test_refunds", "test_the_payment_of_the_running_period_goes_back_and_comes_again"),
        SAMPLES["MembershipReversed"],
    ),
    Cause.POINTS_SHORTFALL: Row(
        "orders of too few points by the clause `points`, after a warning that was received",
        ("test_points", "test_points_that_are_short_are_warned_of_lost_and_earned_again"),
        other("MembershipDowngraded", clause="points", last_login_at=None),
    ),
    Cause.UNKNOWN: Row(
        "an import of an ended membership whose former platform names no cause; a case opens by "
        "itself",
        ("test_causes", "test_a_loss_that_nobody_can_explain_opens_a_case_by_itself"),
        other("AppealSubmitted", opened_because=CaseReason.UNEXPLAINED_LOSS),
    ),
}
WITHOUT_A_PATH: frozenset[Cause] = frozenset()
"""Explained where a record names them; nothing in the system brings them about yet."""


def test_every_cause_has_its_row() -> None:
    assert set(ROWS) | WITHOUT_A_PATH == set(Cause)
    assert not set(ROWS) & WITHOUT_A_PATH


@pytest.mark.parametrize("cause", ROWS)
def test_the_flow_that_walks_it_exists(cause: Cause) -> None:
    file, test = ROWS[cause].flow
    code = (ROOT / "tests" / "flows" / f"{file}.py").read_text("utf-8")
    assert re.search(rf"^async def {test}\(", code, re.MULTILINE)


def test_the_page_has_the_table_as_it_is() -> None:
    assert _table() in PAGE.read_text("utf-8")


def _table() -> str:
    return "\n".join([HEAD, "|---|---|---|---|---|---|", *(_line(cause) for cause in Cause)])


def _line(cause: Cause) -> str:
    row = ROWS.get(cause)
    cells = [f"`{cause}`", RESPONSIBLE[cause].lower()]
    if row is None:
        return "| " + " | ".join([*cells, "no path yet", "–", "–", "–"]) + " |"
    file, test = row.flow
    cells += [row.path, f"[{test}](../tests/flows/{file}.py)"]
    return "| " + " | ".join([*cells, _sms(row, "zh-CN"), _sms(row, "en")]) + " |"


def _sms(row: Row, language: str) -> str:
    """As the shipped template says it."""
    told = alert_for(envelope(row.event), recipient(language), NOW)
    alert = msgspec.structs.replace(told, plans=PLANS)
    return RENDERER.sms(RENDERER.phrases(alert, alert.facts, language), language)


if __name__ == "__main__":
    written = PAGE.read_text("utf-8")
    PAGE.write_text(f"{written[: written.index(HEAD)]}{_table()}\n", "utf-8")
