"""Histories in which every kind of event is found, and what they lead to, kept as files.

    python -m tests.unit.kept.keeping NAME

writes them, as they are today, to tests/unit/kept/NAME. To be done with each higher schema version;
what is there already is never written again.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.text import LocalText
from services.appeals.case.domain.difference import difference
from services.appeals.contract import commands as ac
from services.appeals.contract.calendar import BusinessCalendar, SpecialDay
from services.appeals.contract.case_views import CasePart
from services.appeals.contract.events import PromiseMissed
from services.appeals.contract.evidence import MediaType
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.words import AfterWait, Owed, Verdict
from services.appeals.desk.domain.assigning import assign, give_back
from services.appeals.desk.domain.colleague import Colleague
from services.appeals.domain.case.case_file import case_file_of, refresh, sealed_case_file
from services.appeals.domain.case.files import add_files
from services.appeals.domain.decide import decide
from services.appeals.domain.deciding.decision import decide_appeal
from services.appeals.domain.identity import identity
from services.appeals.domain.opening import submission
from services.appeals.domain.opening.submission import open_appeal
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.domain.remedies.remedy import confirm, refuse
from services.appeals.domain.remedies.restoration import answered, ended
from services.appeals.domain.tick import tick
from services.appeals.incidents.domain.incident import fold as fold_incident
from services.membership.accounts.core.domain.account import folded as folded_account
from services.membership.accounts.staff.domain.staff_member import folded as folded_place
from services.membership.contract import (
    clause_events,
    events,
    export_events,
    hold_events,
    partner_events,
)
from services.membership.contract import commands as c
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.provisional_commands import EndProvisional, RestoreProvisionally
from services.membership.contract.provisional_words import NotRestoredBecause, ProvisionalEnd
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RemedyKind
from services.membership.partners.domain import partner
from services.shared.callers import SYSTEM, Caller, KeyScope, StaffKind
from tests.fakes.membership import case_file
from tests.unit.appeals import people
from tests.unit.kept import (
    accounts,
    came_back,
    erasures,
    factors,
    incidents,
    put_back,
    rectifications,
    remedies,
    staff,
    taken_over,
)
from tests.unit.membership.world import DAY, ID, PROVEN, STAFF, START, World

HERE = Path(__file__).parent


class Kept(NamedTuple):
    """`state` none where nothing is folded from it."""

    history: Sequence[EventEnvelope]
    state: Any = None


def written() -> dict[str, Kept]:
    """By the names of their files."""
    world, other, gave = membership(), imported(), remedies.remedied()
    gone, righted = erasures.erased(), rectifications.rectified()
    return {
        "membership": Kept(world.history, world.state),
        "imported": Kept(other.history, other.state),
        "appeal": appeal(),
        "withdrawn": withdrawn(),
        "evidenced": evidenced(),
        "refreshed": refreshed(),
        "again": again(),
        "late": late(),
        "desk": at_the_desk(),
        "restored": restored(),
        "linked": linked(),
        "extended": extended(),
        "settled": settled(),
        "remedied": Kept(gave.history, gave.state),
        "erased": Kept(gone.history, gone.state),
        "rectified": Kept(righted.history, righted.state),
        "incident": Kept(incidents.confirmed(), fold_incident(incidents.confirmed())),
        "false_alarm": Kept(incidents.false_alarm(), fold_incident(incidents.false_alarm())),
        "incident_member": Kept(incidents.of_a_member()),
        "incident_refused": Kept(incidents.of_who_was_refused()),
        "staff": _of_staff(staff.came_and_went()),
        "staff_account": _of_a_staff_account(),
        "account": _of_account(accounts.used_and_stolen_from()),
        "signed_out": _of_account(accounts.signed_out_by_staff()),
        "factors": _of_account(factors.came_and_went()),
        "taken_over": _of_account(taken_over.given_back()),
        "staff_reset": _of_staff(staff.came_back()),
        "reset_by_staff": _of_account(accounts.reset_by_staff()),
        "put_back": _of_account(put_back.given_back()),
        "came_back": _of_account(came_back.given_back()),
        "partner": a_partner(),
        "export": Kept(_chained("export/m-1", _exported())),
        "clause": Kept(_chained("clause-inactivity", [_published()])),
    }


def membership() -> World:
    world = World()
    world.enrol("gold", left=900_00)
    world.login("d-1", passed_second_factor=True)
    world.login("d-2")
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.NEW_DEVICE), PROVEN)
    world.do(c.Freeze(member_id=ID))
    world.do(c.ExtendFreeze(member_id=ID, hours=24))
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.MEMBER_FREEZE), PROVEN)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Two people use it. 两人共用。"), STAFF)
    world.pass_time(hours=5)
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.STAFF, reason="Cleared up."), STAFF)
    world.do(c.AllowPartner(member_id=ID, partner_id="acme", partner_name="Acme",
                            scopes=(ShareScope.STATUS, ShareScope.CAUSE)))  # fmt: skip
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    world.do(c.UndoChange(member_id=ID))
    world.do(c.Cancel(member_id=ID))
    world.do(c.UndoChange(member_id=ID))
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    world.do(c.SetAutoRenew(member_id=ID, on=False))
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    world.pass_time(hours=25)
    world.do(c.WithdrawPartner(member_id=ID, partner_id="acme"))
    world.publish("inactivity", {"inactivity_days": 20, "warn_days": 5})
    world.notice(2)
    for event in _told():
        world.record(event)
    for _ in range(40):
        world.pass_time(days=1)
    world.pay("O-9", 3_00)
    world.do(_remedy(world), STAFF)
    world.outage(days=60)
    return world


def imported() -> World:
    world = World()
    event = events.MembershipImported(
        plan="gold", price=30_00, lifecycle=Lifecycle.GRACE, cause=Cause.LAPSED,
        period_start=START - 30 * DAY, period_end=START, grace_until=START + DAY,
        auto_renew=True, balance=5_00, last_login_at=START - DAY, devices=("d-1",),
        clauses={"inactivity": 1}, coming=(events.ClauseRef(clause="renewal", clause_version=1),),
    )  # fmt: skip
    world.record(event, cause=Cause.LAPSED)
    for _ in range(8):
        world.pass_time(hours=6)
    return world


def _told() -> list[events.Event]:
    """What time or notification brings about only with luck in a story."""
    later = START + 90 * DAY
    return [
        events.BalanceLow(period_end=later, price=30_00, balance=1_00, missing=29_00),
        events.RenewalComing(period_end=later, price=30_00, balance=1_00, auto_renew=True),
        events.AutoRenewFailed(
            attempt=2, price=30_00, balance=0, missing=30_00, next_attempt_at=None,
            grace_until=later,
        ),
        events.OutageNoted(since=START, until=START + DAY),
        clause_events.InactivityWarned(
            downgrade_at=later, last_login_at=START, days=30, to_plan="silver",
            clause="inactivity", clause_version=2,
        ),
        clause_events.WarningReceived(
            warning_id=f"{ID}:9", channel="SMS", received_at=later, downgrade_at=later
        ),
        clause_events.ClauseBound(
            clause="renewal", clause_version=1, version_before=0, notified_at=later,
            also=(events.ClauseRef(clause="changes", clause_version=1),),
        ),
        hold_events.HoldExtended(kind=HoldKind.MEMBER_FREEZE, latest_release=later),
    ]  # fmt: skip


def _remedy(world: World) -> c.ApplyRemedy:
    return c.ApplyRemedy(
        member_id=ID, remedy_id="r-1", appeal_number=people.NUMBER, kind=RemedyKind.RESTORE,
        loss_cause=Cause.SYNC_DELAY, lost_at=world.now, days=4,
        reason="It was our fault. 是我们的错。",
    )  # fmt: skip


def appeal() -> Kept:
    now, hour = people.NOON, people.HOUR
    story = _Appeal(people.opened(now))
    number = people.NUMBER
    story.late(now + 25 * hour)
    story.do(ac.TakeAppeal(number=number), people.ANNA, now + 26 * hour)
    story.do(ac.TakeAppeal(number=number, take_over=True), people.BO, now + 27 * hour)
    story.do(
        ac.AskInformation(number=number, question="Which card? 哪张卡？"),
        people.BO,
        now + 28 * hour,
    )
    story.do(ac.ReplyToAppeal(number=number, text="The red one."), people.MEMBER, now + 29 * hour)
    story.do(
        ac.AskInformation(number=number, question="Which red one?"), people.BO, now + 30 * hour
    )
    story.late(now + 30 * 24 * hour)
    story.do(ac.AnswerAppeal(number=number, text="We look at it."), people.BO, now + 721 * hour)
    story.do(people.decision(), people.BO, now + 722 * hour)
    story.keep(refuse(story.appeal, people.refusal(), now + 723 * hour))
    story.do(people.decision(reason="Again."), people.BO, now + 724 * hour)
    late = Recorder(story.appeal, people.ANNA, now + 725 * hour)
    late.add(PromiseMissed(**late.about, owed=Owed.REMEDY, due=now + 725 * hour))
    story.keep(late)
    story.keep(confirm(story.appeal, people.given(), now + 726 * hour))
    return Kept(story.history, story.appeal)


def withdrawn() -> Kept:
    story = _Appeal(people.opened(with_case=False))
    story.do(ac.WithdrawAppeal(number=people.NUMBER), people.MEMBER, people.NOON + people.HOUR)
    return Kept(story.history, story.appeal)


def evidenced() -> Kept:
    """With files, and a member who proved who they are."""
    story, now = _Appeal(people.opened()), people.NOON
    file = KeptFile(id="f-1", media_type=MediaType.PNG, size=67, sha256="a" * 64)
    message = NewMessage(text="What I paid.", id="msg-1")
    added, _ = add_files(story.appeal, [file], message, people.MEMBER, now + people.HOUR)
    story.keep(added)
    story.keep(identity.refused(story.appeal, people.MEMBER, now + 2 * people.HOUR))
    how = ProofKind.PHONE_DIGITS
    story.keep(identity.proven(story.appeal, how, people.MEMBER, now + 3 * people.HOUR))
    return Kept(story.history, story.appeal)


def refreshed() -> Kept:
    """With a case file that lacked a part, and again after the member named further orders."""
    bare = case_file(people.MEMBER.id, people.NOON, lost_at=people.LOST_AT)
    first = sealed_case_file(case_file_of(bare, missing=(CasePart.ALERTS,)))
    story = _Appeal(
        submission.open_appeal(people.opening(), people.NUMBER, first, people.MEMBER, people.NOON)
    )
    files = [first.file]
    for hours in (1, 3):
        at = people.NOON + hours * people.HOUR
        file = msgspec.structs.replace(case_file_of(bare), version=len(files) + 1)
        found = difference(files[-1], file)
        files.append(msgspec.structs.replace(file, difference=found))
        recorder = Recorder(story.appeal, SYSTEM, at)
        refresh(recorder, sealed_case_file(files[-1]), on_request=False)
        story.keep(recorder)
        more = ac.ReplyToAppeal(number=people.NUMBER, text="And this.", orders=("O-2",))
        story.do(more, people.MEMBER, at + people.HOUR)
    return Kept(story.history, story.appeal)


def late() -> Kept:
    """By a business calendar; the first answer is late, and then the decision is."""
    calendar = BusinessCalendar(
        zone="Asia/Shanghai", week=(*(("09:00-12:00", "13:00-18:00"),) * 5, (), ()),
        days=(SpecialDay(day=date(2026, 11, 24)), SpecialDay(day=date(2026, 11, 28),
                                                             hours=("09:00-12:00",))),
    )  # fmt: skip
    now, day = people.NOON, people.DAY
    story = _Appeal(
        open_appeal(people.opening(), people.NUMBER, None, people.MEMBER, now, calendar=calendar)
    )
    story.late(now + 3 * day)
    story.late(now + 6 * day)
    protected = NotRestoredBecause.SECURITY_HOLD
    story.keep(answered(story.appeal, protected, now + 6 * day))
    story.late(now + 9 * day)
    story.keep(answered(story.appeal, None, now + 9 * day))
    ask = ac.AskInformation(number=people.NUMBER, question="Which card?")
    story.do(ask, people.ANNA, now + 10 * day)
    reply = ac.ReplyToAppeal(number=people.NUMBER, text="This one.")
    story.do(reply, people.MEMBER, now + 11 * day)
    story.late(now + 30 * day)
    no = people.decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
    story.do(no, people.ANNA, now + 31 * day)
    story.keep(ended(story.appeal, now + 31 * day))
    return Kept(story.history, story.appeal)


def restored() -> Kept:
    """For the time being: held back at first, then given, and lifted."""
    world, system = World(), Caller(actor=SYSTEM)
    world.enrol("gold")
    world.login("d-1", passed_second_factor=True)
    world.pass_time(days=1)
    world.login("d-2")
    asked: dict[str, Any] = {"member_id": ID, "appeal_number": people.NUMBER}
    world.do(RestoreProvisionally(restoration_id="a/1", lost_at=world.now, **asked), system)
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.NEW_DEVICE), PROVEN)
    world.do(c.Cancel(member_id=ID), PROVEN)
    world.pass_time(days=2)
    world.do(RestoreProvisionally(restoration_id="a/2", lost_at=world.now, **asked), system)
    world.pass_time(days=2)
    world.do(EndProvisional(restoration_id="a/2", how=ProvisionalEnd.LIFTED, **asked), system)
    return Kept(world.history, world.state)


def at_the_desk() -> Kept:
    """Assigned, handed over, given back, and decided by two."""
    story, now, hour = _Appeal(people.opened()), people.NOON, people.HOUR
    anna = Colleague(id=people.ANNA.id, name=people.ANNA.name, kind=StaffKind.ADMIN)
    bo = Colleague(id=people.BO.id, name=people.BO.name, kind=StaffKind.REVIEWER)
    story.keep(assign(story.appeal, bo, anna, "Yours.", now + hour))
    story.keep(assign(story.appeal, anna, bo, "", now + 2 * hour))
    story.keep(give_back(story.appeal, anna, "", now + 3 * hour))
    by_two = people.decision(confirmed_by=people.ANNA)
    story.keep(decide_appeal(story.appeal, by_two, people.BO, now + 4 * hour))
    return Kept(story.history, story.appeal)


def again() -> Kept:
    """Closed for want of an answer, which came late; then decided by one, by another, and on."""
    story, now, day = _Appeal(people.opened()), people.NOON, people.DAY
    number = people.NUMBER
    question = ac.AskInformation(
        number=number, question="Which day? 哪一天？", what_follows=AfterWait.CLOSE
    )
    story.do(question, people.ANNA, now + people.HOUR)
    for late in (6, 7):
        story.late(now + late * day + people.HOUR)
    answer = ac.ReplyToAppeal(number=number, text="The 3rd.")
    story.do(answer, people.MEMBER, now + 9 * day)
    for verdict, who, hours in ((Verdict.REJECTED, people.ANNA, 1), (Verdict.PARTLY, people.BO, 3)):
        at = now + 9 * day + hours * people.HOUR
        ruling = people.decision(verdict=verdict, remedy=RemedyKind.NOTHING)
        story.do(ruling, who, at)
        if verdict is Verdict.REJECTED:
            escalation = EscalateAppeal(number=number)
            story.do(escalation, people.MEMBER, at + people.HOUR)
    new = ReopenAppeal(number=number, orders=("O-7",))
    story.do(new, people.MEMBER, now + 10 * day)
    return Kept(story.history, story.appeal)


def extended() -> Kept:
    """Over, and we were away when the time to go on with it was over; then it went on."""
    story, now, day = _Appeal(people.opened()), people.NOON, people.DAY
    no = people.decision(verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
    story.do(no, people.ANNA, now)
    story.keep(tick(story.appeal, now + 32 * day, now + 30 * day))
    more = EscalateAppeal(number=people.NUMBER)
    story.do(more, people.MEMBER, now + 32 * day + people.HOUR)
    return Kept(story.history, story.appeal)


def linked() -> Kept:
    """An incident decides it, after one could not."""
    story = _Appeal(people.opened())
    for hours, step in enumerate(incidents.LINKING, start=1):
        story.keep(step(story.appeal, people.NOON + hours * people.HOUR))
    return Kept(story.history, story.appeal)


def settled() -> Kept:
    """By rule, and given; then a person is asked for."""
    story = _Appeal(people.opened())
    for step in remedies.SETTLED:
        story.keep(step(story.appeal))
    return Kept(story.history, story.appeal)


class _Appeal:
    def __init__(self, opened: Recorder) -> None:
        self.history: list[EventEnvelope] = []
        self.keep(opened)

    def do(self, command: Any, actor: Actor, at: Any) -> None:
        self.keep(decide(self.appeal, command, actor, at))

    def late(self, at: Any) -> None:
        self.keep(tick(self.appeal, at))

    def keep(self, recorder: Recorder) -> None:
        last = self.history[-1] if self.history else None
        head = Head(version=last.version, hash=last.hash, commit=None) if last else NEW
        self.history += chain(
            head, people.NUMBER, recorder.drafts, actor=recorder.actor,
            origin=Origin(request_id="r-1"), recorded_at=recorder.now,
        )  # fmt: skip
        self.appeal = recorder.appeal


def a_partner() -> Kept:
    happened: list[partner_events.PartnerEvent] = [
        partner_events.PartnerCreated(name="Acme"),
        partner_events.PartnerRenamed(name="Acme Games"),
        partner_events.KeyIssued(
            key_id="k-1", digest="d1", scopes=(KeyScope.FEED_READ,), label="Li's laptop"
        ),
        partner_events.KeyTurned(
            key_id="k-2", digest="d2", old_key_id="k-1", old_until=START + DAY
        ),
        partner_events.KeyRevoked(key_id="k-1"),
        partner_events.PartnerCutOff(reason="Li left with the key."),
        partner_events.PartnerReadmitted(reason="Keys were changed."),
    ]
    after = partner.Partner(id="acme")
    for event in happened:
        after = partner.evolve(after, event, START)
    return Kept(_chained("partner/acme", happened), after)


def _exported() -> list[export_events.ExportEvent]:
    who: dict[str, str] = {"member_id": "m-1", "export_id": "x-1"}
    return [
        export_events.MonthlyExportSet(member_id="m-1", on=True),
        export_events.ExportRequested(**who, monthly=False),
        export_events.ExportReady(**who, expires_at=START + 3 * DAY, size=12_345),
        export_events.ExportDownloaded(**who),
        export_events.ExportExpired(**who),
    ]


def _of_staff(happened: Sequence[msgspec.Struct]) -> Kept:
    history = _chained("staff/s-1", happened)
    return Kept(history, folded_place(history))


def _of_a_staff_account() -> Kept:
    history = _chained("account/s-1", staff.of_the_account())
    return Kept(history, folded_account(history))


def _of_account(happened: Sequence[msgspec.Struct]) -> Kept:
    history = _chained("account/m-1", happened)
    return Kept(history, folded_account(history))


def _published() -> events.Event:
    text = LocalText(zh="三十天不登录降级。", en="Thirty days without signing in lower the plan.")
    return clause_events.ClausePublished(
        clause="inactivity", clause_version=1, adverse=False, effective_at=START, title=text,
        text=text, parameters={"inactivity_days": 30}, parameters_before={},
    )  # fmt: skip


def _chained(aggregate: str, happened: Sequence[msgspec.Struct]) -> list[EventEnvelope]:
    drafts = [Draft(event=event, happened_at=START) for event in happened]
    return chain(
        NEW, aggregate, drafts, actor=STAFF.actor, origin=Origin(device_id="d-1"),
        recorded_at=START + timedelta(hours=1),
    )  # fmt: skip


def keep(name: str) -> Iterator[Path]:
    folder, histories = HERE / name, written()
    folder.mkdir()
    for of, kept in histories.items():
        lines = [msgspec.json.encode(event, order="sorted") for event in kept.history]
        yield _write(folder / f"{of}.jsonl", b"\n".join(lines) + b"\n")
        if kept.state is not None:
            state = json.loads(msgspec.json.encode(kept.state))
            text = json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True)
            yield _write(folder / f"{of}.state.json", text.encode() + b"\n")


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    for path in keep(sys.argv[1]):
        sys.stdout.write(f"{path}\n")
