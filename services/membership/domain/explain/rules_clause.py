"""Falls to a lower plan under a clause: rightly, or without the notice that was promised."""

from datetime import timedelta

from infra.kernel.text import LocalText
from services.membership.contract import events
from services.membership.contract.views import ClauseVersionView, Evidence
from services.membership.contract.words import Cause
from services.membership.domain.clauses import stricter
from services.membership.domain.explain.facts import Entry, Facts
from services.membership.domain.explain.inputs import LoginRecord
from services.membership.domain.explain.losses import SECONDS_A_DAY, cause_of
from services.membership.domain.explain.sentences import Sentence, claim, plain
from services.membership.domain.explain.verdict import Verdict
from services.membership.domain.inactivity import WARN_DAYS
from services.membership.domain.wording.speech import say

Fall = Entry[events.MembershipDowngraded]


def login_was_not_counted(facts: Facts) -> Verdict | None:
    """Inactive by the record, although a sign-in is on file."""
    fall = _fall_by_clause(facts, Cause.INACTIVITY)
    login = _overlooked_login(facts, fall) if fall else None
    if fall is None or login is None:
        return None
    return Verdict(
        cause=Cause.DATA_FAULT,
        summary=(
            claim(
                "您在 {login} 登录过，但系统漏记了这次登录，误以为您长期没有登录。",
                "You signed in on {login}, but our record missed it and took you for inactive.",
                on=(facts.of_login(login), *facts.proof(fall)),
                login=facts.words.when(login.at),
            ),
            _fell(facts, fall),
            _our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=(facts.of_login(login), *_evidence(facts, fall)),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def no_activity_was_known(facts: Facts) -> Verdict | None:
    """Where nothing is ever heard of members signing in, silence is no sign of anything."""
    fall = _fall_by_clause(facts, Cause.INACTIVITY)
    if fall is None or fall.body.last_login_at is not None:
        return None
    return Verdict(
        cause=Cause.DATA_FAULT,
        summary=(
            claim(
                "这是按“长期没有登录”处理的，但我们这里从来没有收到过您的登录记录，"
                "无法据此判断您没有登录。",
                "That was done for inactivity, but no sign-in of yours was ever reported to us, so "
                "nothing could be told from there being none.",
                on=facts.proof(fall),
            ),
            _fell(facts, fall),
            _our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=_evidence(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def applied_without_notice(facts: Facts) -> Verdict | None:
    """The version did not bind this member, or the warning that must come before was not received
    in time."""
    fall = _fall_by_clause(facts)
    fault = _binding_fault(facts, fall) or _warning_fault(facts, fall) if fall else None
    if fall is None or fault is None:
        return None
    return Verdict(
        cause=Cause.UNNOTIFIED_CHANGE,
        summary=(
            _fell(facts, fall),
            claim(
                "依据的是条款《{title}》第 {version} 版，但{fault}，所以不该用在您身上。",
                "That was done under the clause “{title}”, version {version}, but {fault}, so it "
                "should not have been applied to you.",
                on=(*_clause(facts, fall), *facts.proof(fall)),
                title=_title(facts, fall),
                version=fall.body.clause_version,
                fault=fault,
            ),
            _our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=_evidence(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def inactive(facts: Facts) -> Verdict | None:
    fall = _fall_by_clause(facts, Cause.INACTIVITY)
    warning = _warning(facts, fall) if fall else None
    receipt = _receipt(facts, fall, warning) if fall and warning else None
    if fall is None or warning is None or receipt is None:
        return None
    return Verdict(
        cause=Cause.INACTIVITY,
        summary=(
            _last_seen(facts, fall),
            claim(
                "条款《{title}》第 {version} 版约定，连续 {days} 天没有登录会降一级；"
                "我们的提醒在 {warned} 送达了您。",
                "Under the clause “{title}”, version {version}, {days} days without a sign-in mean "
                "one plan lower; our warning reached you on {warned}.",
                on=(*_clause(facts, fall), *facts.proof(warning, receipt)),
                title=_title(facts, fall),
                version=fall.body.clause_version,
                days=warning.body.days,
                warned=facts.words.when(receipt.body.received_at),
            ),
            _fell(facts, fall),
        ),
        prevention=claim(
            "{at} 前登录一次，等级就不会变。",
            "Signing in once before {at} would have kept your plan.",
            on=facts.proof(fall),
            at=facts.words.when(fall.envelope.happened_at),
        ),
        evidence=(*_last_login(facts, fall), *_evidence(facts, fall)),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def terms_changed(facts: Facts) -> Verdict | None:
    fall = _fall_by_clause(facts)
    if fall is None or cause_of(fall.envelope, fall.body) is not Cause.CLAUSE_CHANGED:
        return None
    return Verdict(
        cause=Cause.CLAUSE_CHANGED,
        summary=(
            claim(
                "条款《{title}》第 {version} 版对您生效，等级要求有了变化。",
                "The clause “{title}”, version {version}, came to bind you and changed what your "
                "plan asks for.",
                on=(*_clause(facts, fall), *facts.proof(fall)),
                title=_title(facts, fall),
                version=fall.body.clause_version,
            ),
            _fell(facts, fall),
        ),
        prevention=_noticed(facts, fall),
        evidence=_evidence(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def _fall_by_clause(facts: Facts, cause: Cause | None = None) -> Fall | None:
    fall = facts.main_as(events.MembershipDowngraded)
    if fall is None or not fall.body.clause:
        return None
    return fall if cause in {None, cause_of(fall.envelope, fall.body)} else None


def _binding_fault(facts: Facts, fall: Fall) -> LocalText | None:
    """Why the version did not bind this member when it was applied; none when it did."""
    if not _needs_notice(facts, fall):
        return None
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    binds = [notice.body.binds_at for notice in _notices(facts, fall)]
    if version and version.notice_delivered_at and version.binds_at:
        binds.append(version.binds_at)
    if not binds:
        return say("这一版的通知从未送达您", "the notice of that version had never reached you")
    if min(binds) > fall.envelope.happened_at:
        return say(
            "它最早要到 {binds} 才对您生效",
            "it could bind you from {binds} at the earliest",
            binds=facts.words.when(min(binds)),
        )
    return None


def _warning_fault(facts: Facts, fall: Fall) -> LocalText | None:
    """Why the warning does not count: it was not given, not received, or not early enough."""
    if cause_of(fall.envelope, fall.body) is not Cause.INACTIVITY:
        return None
    warning = _warning(facts, fall)
    if warning is None:
        return say(
            "降级前我们没有照约定提前提醒您", "we had not warned you beforehand as we promise"
        )
    if _receipt(facts, fall, warning) is None:
        return say(
            "没有记录证明提前七天的提醒送达过您",
            "no record proves that the warning reached you seven days before",
        )
    return None


def _noticed(facts: Facts, fall: Fall) -> Sentence:
    notices = _notices(facts, fall)
    if notices:
        return claim(
            "这一版的通知在 {at} 送达了您；在 {fell} 之前满足新要求，等级就不会变。",
            "The notice of it reached you on {at}; meeting the new terms by {fell} would have kept "
            "your plan.",
            on=facts.proof(notices[0], fall),
            at=facts.words.when(notices[0].body.delivered_at),
            fell=facts.words.when(fall.envelope.happened_at),
        )
    return claim(
        "在 {fell} 之前满足新要求，等级就不会变。",
        "Meeting the new terms by {fell} would have kept your plan.",
        on=facts.proof(fall),
        fell=facts.words.when(fall.envelope.happened_at),
    )


def _needs_notice(facts: Facts, fall: Fall) -> bool:
    """Not for what was agreed when joining, nor for what is no stricter than what bound before."""
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    if _agreed_at_joining(facts, fall):
        return False
    if version is None:
        return True
    before = _bound_before(facts, fall)
    return before is None or stricter(before.parameters, version.parameters)


def _agreed_at_joining(facts: Facts, fall: Fall) -> bool:
    """What was in force then; what was only announced binds after an own notice."""
    enrolled = facts.all_of(events.MembershipEnrolled)
    in_force = [entry.body.clauses for entry in enrolled]
    in_force += [entry.body.clauses for entry in facts.all_of(events.MembershipImported)]
    return any(clauses.get(fall.body.clause) == fall.body.clause_version for clauses in in_force)


def _bound_before(facts: Facts, fall: Fall) -> ClauseVersionView | None:
    bound = [
        entry.body
        for entry in facts.all_of(events.ClauseBound)
        if entry.body.clause == fall.body.clause
        and entry.body.clause_version == fall.body.clause_version
    ]
    return facts.clause_version(fall.body.clause, bound[-1].version_before) if bound else None


def _notices(facts: Facts, fall: Fall) -> list[Entry[events.NoticeDelivered]]:
    return [
        notice
        for notice in facts.all_of(events.NoticeDelivered)
        if notice.body.clause == fall.body.clause
        and notice.body.clause_version == fall.body.clause_version
    ]


def _warning(facts: Facts, fall: Fall) -> Entry[events.InactivityWarned] | None:
    """The last warning before the fall that was about this spell of inactivity."""
    before = [
        warning
        for warning in facts.all_of(events.InactivityWarned)
        if warning.body.clause == fall.body.clause
        and warning.envelope.version < fall.envelope.version
        and warning.body.to_plan == fall.body.to_plan
        and fall.body.last_login_at in {None, warning.body.last_login_at}
    ]
    return before[-1] if before else None


def _receipt(
    facts: Facts, fall: Fall, warning: Entry[events.InactivityWarned]
) -> Entry[events.WarningReceived] | None:
    """Of that warning, as long before the fall as the clause promises."""
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    days = float(version.parameters.get("warn_days", WARN_DAYS)) if version else WARN_DAYS
    latest = fall.envelope.happened_at - timedelta(days=days)
    received = [
        entry
        for entry in facts.all_of(events.WarningReceived)
        if entry.body.warning_id == warning.envelope.id and entry.body.received_at <= latest
    ]
    return received[0] if received else None


def _overlooked_login(facts: Facts, fall: Fall) -> LoginRecord | None:
    """A day's slack: the history keeps at most one sign-in a day and device."""
    last = fall.body.last_login_at
    if last is None:
        return None
    overlooked = [
        login
        for login in facts.given.logins
        if (login.known or login.passed_second_factor)
        and (login.at - last).total_seconds() > SECONDS_A_DAY
        and login.at < fall.envelope.happened_at
    ]
    return max(overlooked, key=lambda login: (login.at, login.login_id), default=None)


def _last_seen(facts: Facts, fall: Fall) -> Sentence:
    """The last activity, by the record of it."""
    last = fall.body.last_login_at
    proof = [
        piece
        for entry in facts.all_of(events.ActivitySeen)
        if entry.body.at == last
        for piece in facts.proof(entry)
    ]
    proof += [facts.of_login(login) for login in facts.given.logins if login.at == last]
    proof += [
        piece
        for taken in facts.all_of(events.MembershipImported)
        if taken.body.last_login_at == last
        for piece in facts.proof(taken)
    ]
    if last is None or not proof:
        return plain("last_activity_unknown")
    return claim(
        "您上次登录是 {last}。",
        "You last signed in on {last}.",
        on=proof,
        last=facts.words.when(last),
    )


def _last_login(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    logins = [login for login in facts.given.logins if login.at <= fall.envelope.happened_at]
    if not logins:
        return ()
    return (facts.of_login(max(logins, key=lambda login: (login.at, login.login_id))),)


def _evidence(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    warning = _warning(facts, fall)
    receipt = _receipt(facts, fall, warning) if warning else None
    return (
        *((facts.of_clause(version),) if version else ()),
        *facts.proof(*_notices(facts, fall)),
        *facts.proof(warning),
        *facts.proof(receipt),
        *facts.proof(fall),
    )


def _clause(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    return (facts.of_clause(version),) if version else ()


def _title(facts: Facts, fall: Fall) -> LocalText | str:
    version: ClauseVersionView | None = facts.clause_version(
        fall.body.clause, fall.body.clause_version
    )
    return version.title if version else fall.body.clause


def _fell(facts: Facts, fall: Fall) -> Sentence:
    return claim(
        "{at}，您的等级由「{before}」降为「{after}」，会员仍然有效。",
        "On {at} your plan fell from {before} to {after}. You are still a member.",
        on=facts.proof(fall),
        at=facts.words.when(fall.envelope.happened_at),
        before=facts.words.plan(fall.body.from_plan),
        after=facts.words.plan(fall.body.to_plan),
    )


def _our_fault(facts: Facts, fall: Fall) -> Sentence:
    return claim(
        "这是我们的责任，应当恢复您的等级。",
        "That is our fault, and your plan is due back to you.",
        on=facts.proof(fall),
    )
