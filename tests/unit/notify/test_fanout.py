"""Who hears of what, where, and which rule kept something back."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from infra.kernel.events import EventEnvelope
from services.appeals.contract import event_types as appeals
from services.appeals.contract.incident_events import INCIDENT_EVENTS
from services.membership.contract import clause_events, event_types
from services.membership.contract import events as membership
from services.membership.contract.accounts import event_types as accounts
from services.membership.contract.accounts.events import AccountOpened
from services.membership.contract.accounts.words import AccountKind, Opening
from services.membership.contract.export_events import EXPORT_EVENT_TYPES
from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import alert_for
from services.notify.core.alerts.fanout import AlertPlan, planned
from services.notify.core.deliveries.job import JobKind
from services.notify.core.deliveries.journal import NO_ADDRESS
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import operators_quiet_hours
from services.notify.core.rules.alert_rules import ALERTS, HELPS_UNTIL, SAID_BY, member_of, told_of
from services.notify.core.rules.campaign import ANNOUNCEMENT
from services.notify.core.rules.facts import OWN_TYPES
from services.notify.core.rules.reasons import NOT_BY_THIS_CHANNEL, PREFERENCE, REASONS, TOO_LATE
from services.notify.core.truth.overtaking import standing_of
from services.settings import Settings
from tests.unit.notify.samples import LATER, NOW, SAMPLES, SOON, envelope, other, recipient

SILENT = {
    "MemberErased",
    "RectificationWithdrawn",
    "AppealGivenBack",
    "AppealTriaged",  # the decision tells it, or the person who answers
    "CaseFileRefreshed",
    "BreachNear",
    "AppealLinked",
    "AppealUnlinked",
    "DecidedByIncident",  # what the member is told of the incident says it
    "IncidentSuspected",
    "IncidentOpened",
    "RemedyPreviewed",
    "RemedyTriedOut",
    "IncidentProposed",
    "IncidentConfirmed",
    "IncidentPaused",
    "IncidentResumed",
    "IncidentCancelled",
    "IncidentDismissed",
    "IncidentSettled",
    "RefusedRetried",
    "StatusPublished",
    "RestoredForNow",
    "NotRestoredForNow",
    "RestorationEnded",
    "MembershipImported",
    "WentLive",
    "BalanceDebited",
    "ChargeRequested",
    "ClauseAcknowledged",
    "ChargeClosed",
    "SpendingCounted",
    "SpendingTakenBack",
    "BalanceCredited",
    "AutoRenewSet",
    "UndoWindowClosed",
    "OutageNoted",
    "ChangeDeferred",
    "DeferredChangeReleased",  # what then happens tells it
    "ActivitySeen",
    "CoverPassedOn",
    "ReachNoted",
    "LapseRiskEased",
    "BenefitUsed",
    "BenefitReturned",
    "TakeoverReported",
    "ExportRequested",
    "ExportDownloaded",
    "ExportExpired",
    "MonthlyExportSet",
    "VerificationNoticed",
    "NoticeFailed",
    "CaseWanted",
    "CaseOpened",
    "NoticeDelivered",
    "WarningReceived",
    "TermsReceived",
    "PlanPublished",
    "PlanRetired",
    "CaseFileAttached",
    "EvidenceAdded",
    "WebhookRecovered",
    *("AccountOpened", "HandleAdded", "HandleRemoved", "HandleHeldByAnother", "FactorPutBack"),
    *("AccountBackAsked", "AccountBackBegun"),
    "SessionsEnded",  # what ended them tells it
    *(
        "StaffInvited",
        "StaffJoined",
        "StaffKindChanged",
        "StaffSignInReset",
        "StaffLeft",
        "StaffRightsSet",
    ),
}


POLICY = Policy(ladders(Settings().ladders), operators_quiet_hours("off"))


def plan(name: str, now: datetime = NOW, **who: Any) -> AlertPlan:
    return plan_of(envelope(SAMPLES[name]), now, **who)


def plan_of(event: EventEnvelope, now: datetime = NOW, **who: Any) -> AlertPlan:
    member = recipient(**who)
    return planned(alert_for(event, member, now), member, POLICY)


def rules_of(name: str, **who: Any) -> dict[str, str]:
    return {d.channel.value: d.rule for d in plan(name, **who).alert.deliveries}


def test_every_event_is_either_told_or_silent_on_purpose() -> None:
    own = set(OWN_TYPES) | {ANNOUNCEMENT}
    of_services = (event_types, accounts, appeals)
    known = {name for one in of_services for name in one.EVENT_TYPES} | set(INCIDENT_EVENTS) | own
    known |= set(EXPORT_EVENT_TYPES)
    assert set(ALERTS) | SILENT == known
    assert not set(ALERTS) & SILENT


def test_an_alert_goes_everywhere_unless_a_named_rule_says_no() -> None:
    assert rules_of("GraceStarted") == {"SMS": "", "EMAIL": "", "IN_APP": ""}
    assert rules_of("BalanceToppedUp")["SMS"] == NOT_BY_THIS_CHANNEL
    assert rules_of("GraceStarted", phone="")["SMS"] == NO_ADDRESS
    only_mail = {Topic.STATUS: (Channel.EMAIL,)}
    assert rules_of("GraceStarted", preferences=only_mail) == {
        "SMS": PREFERENCE,
        "EMAIL": "",
        "IN_APP": PREFERENCE,
    }


def test_what_a_thief_might_do_is_confirmed_on_a_second_channel_whatever_is_preferred() -> None:
    only_inbox = {Topic.STATUS: (Channel.IN_APP,)}
    assert rules_of("MembershipCancelled", preferences=only_inbox) == {
        "SMS": "",
        "EMAIL": "",
        "IN_APP": "",
    }


def test_a_mandatory_alert_always_goes_somewhere() -> None:
    for name in SAMPLES:
        topic = ALERTS[name].topic
        rules = rules_of(name, phone="", preferences={topic: (Channel.SMS,)})
        assert ("" in rules.values()) is (topic in MANDATORY), name


def test_it_is_the_same_however_often_it_is_planned() -> None:
    assert plan("GraceStarted") == plan("GraceStarted")


def test_a_loss_goes_by_sms_and_mail_at_once_and_the_inbox_needs_no_sending() -> None:
    found = plan("GraceStarted")
    states = {d.channel: d.state for d in found.alert.deliveries}
    assert states == {"SMS": "PLANNED", "EMAIL": "PLANNED", "IN_APP": "ACCEPTED"}
    sent = {f.channel: f.due for f in found.follow_ups if f.kind is JobKind.SEND}
    assert sent == {Channel.SMS: NOW, Channel.EMAIL: NOW}


def test_other_mail_waits_for_a_receipt_of_the_sms() -> None:
    found = plan("MembershipRenewed")
    states = {d.channel: d.state for d in found.alert.deliveries}
    assert states == {"SMS": "PLANNED", "EMAIL": "WAITING", "IN_APP": "ACCEPTED"}
    [climbing] = [f for f in found.follow_ups if f.kind is JobKind.CLIMB]
    assert climbing.due == NOW + timedelta(minutes=10)
    without_phone = plan("MembershipRenewed", phone="").alert.deliveries
    assert {d.channel: d.state for d in without_phone}[Channel.EMAIL] is DeliveryState.PLANNED


def test_whatever_is_adverse_ends_with_a_person() -> None:
    """A loss that nobody can be told of must not stay silent."""
    for name in SAMPLES:
        adverse = ALERTS[name].adverse
        assert POLICY.ladders.of(ALERTS[name].topic, adverse=adverse).staff is adverse, name
        follow_ups = plan(name, phone="", email="").follow_ups
        assert JobKind.CLIMB in {one.kind for one in follow_ups} or not adverse, name


OVER = {
    "RenewalComing": LATER,
    "BalanceLow": LATER,
    "MethodRemoved": SOON,
    "MethodExpiring": LATER,
    "LapseRiskWarned": SOON,
    "InactivityWarned": LATER,
    "PointsWarned": LATER,
    "VerificationAsked": LATER,
    "ErasureNearing": LATER,
    "GraceStarted": SOON,
    "AutoRenewFailed": SOON,
    "AnswerReminded": LATER,
    "AccountBackAccepted": SOON,
}


@pytest.mark.parametrize("name", sorted(HELPS_UNTIL))
def test_a_reminder_goes_out_only_while_it_helps_and_says_so(name: str) -> None:
    in_time = plan(name, OVER[name] - timedelta(seconds=1))
    assert {d.rule for d in in_time.alert.deliveries} - {NOT_BY_THIS_CHANNEL} == {""}
    assert in_time.alert.useless_at == OVER[name]
    late = plan(name, OVER[name])
    assert late.follow_ups == ()
    for delivery in late.alert.deliveries:
        assert (delivery.state, delivery.rule) == (DeliveryState.FILTERED, TOO_LATE)
    assert "passed already" in REASONS[TOO_LATE]


def test_the_last_failed_charge_helps_until_grace_is_over() -> None:
    last = envelope(other("AutoRenewFailed", attempt=4, next_attempt_at=None))
    found = plan_of(last, SOON)
    assert {delivery.rule for delivery in found.alert.deliveries} == {""}
    assert found.alert.useless_at == LATER


def test_a_change_is_told_however_late_it_is() -> None:
    for name in set(SAMPLES) - set(HELPS_UNTIL):
        found = plan(name, LATER + timedelta(days=400))
        assert TOO_LATE not in {delivery.rule for delivery in found.alert.deliveries}, name


@pytest.mark.parametrize("name", sorted(SAID_BY))
def test_what_another_event_of_the_same_commit_tells_is_not_told_twice(name: str) -> None:
    assert told_of(envelope(SAMPLES[name]))
    opened = AccountOpened(member_id="m-1", kind=AccountKind.MEMBER, how=Opening.SIGNED_UP)
    for better in SAID_BY[name]:
        said = SAMPLES.get(better, opened)
        assert not told_of(envelope(SAMPLES[name]), [envelope(said)])


def test_a_first_password_is_told_unless_it_is_chosen_by_who_opens_the_account() -> None:
    """It signs others out, and signs in from then on: whoever did it, the owner has to hear of."""
    assert told_of(changed("PasswordSet", how="FIRST"))


def test_a_hold_that_a_remedy_ends_is_told_by_whatever_gave_it() -> None:
    for by in ("", "AP-20261220-0042", "IN-20261220-0001"):
        remedy = changed("RemedyApplied", appeal_number=by)
        assert not told_of(envelope(SAMPLES["HoldReleased"]), [remedy])


def changed(name: str, **fields: Any) -> EventEnvelope:
    return envelope(other(name, **fields))


def test_the_first_failed_charge_is_told_by_the_grace_alert() -> None:
    assert not told_of(changed("AutoRenewFailed", attempt=1))
    assert told_of(changed("AutoRenewFailed", attempt=2))


def test_a_remedy_of_an_appeal_is_told_once_by_the_appeal() -> None:
    assert not told_of(changed("RemedyApplied", appeal_number="AP-1"))
    assert told_of(changed("RemedyApplied", appeal_number=""))


def test_money_that_came_with_a_renewal_is_one_alert() -> None:
    top_up, renewal = envelope(SAMPLES["BalanceToppedUp"]), envelope(SAMPLES["MembershipRenewed"])
    debit = envelope(membership.BalanceDebited(amount=1, balance_after=0, purpose="", reference=""))
    assert [e.type for e in standing_of([top_up, debit, renewal])] == ["MembershipRenewed"]
    assert [e.type for e in standing_of([top_up])] == ["BalanceToppedUp"]


def test_clauses_that_begin_to_bind_together_are_one_alert() -> None:
    """The last one's; an older version of the same clause is not worth a word."""
    events = [
        clause_events.ClauseBound(clause=code, clause_version=version, version_before=1)
        for code, version in (("renewal", 2), ("changes", 2), ("changes", 3))
    ]
    bound = [
        msgspec.structs.replace(envelope(event), id=f"e-{number}", version=number)
        for number, event in enumerate(events, start=7)
    ]
    [alert] = standing_of(bound)
    assert alert.id == bound[-1].id
    assert alert.body["also"] == [{"clause": "renewal", "clause_version": 2}]
    assert [one.id for one in standing_of(bound[:1])] == [bound[0].id]


def test_members_are_found_in_both_kinds_of_events() -> None:
    assert member_of(envelope(SAMPLES["AppealTaken"])) == "m-1"
    assert member_of(envelope(SAMPLES["GraceStarted"], member="m-7")) == "m-7"


@pytest.mark.parametrize("name", ["DiscountCredited", "RenewalOffered"])
def test_what_an_incident_gives_is_told_by_the_incident_alone(name: str) -> None:
    assert told_of(changed(name, appeal_number="AP-20261120-0007"))
    assert not told_of(changed(name, appeal_number="IN-20261120-01"))
