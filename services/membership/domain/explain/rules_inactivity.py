"""Falls for inactivity: rightly, or though the member was here."""

from services.membership.contract import events
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.evidence import Login
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.falls import (
    Fall,
    clause_cited,
    evidence_of,
    fall_by_clause,
    fell,
    our_fault,
    receipt_of,
    title,
    warning_of,
)
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.losses import SECONDS_A_DAY
from services.membership.domain.explain.sentences import Statement, claim, plain


def login_was_not_counted(facts: Facts) -> Finding | None:
    """Inactive by the record, although a sign-in is on file."""
    fall = fall_by_clause(facts, Cause.INACTIVITY)
    login = _overlooked_login(facts, fall) if fall else None
    if fall is None or login is None:
        return None
    return Finding(
        cause=Cause.DATA_FAULT,
        summary=(
            claim(
                "您在 {login} 登录过，但系统漏记了这次登录，误以为您长期没有登录。",
                "You signed in on {login}, but our record missed it and took you for inactive.",
                on=(facts.of_login(login), *facts.proof(fall)),
                login=facts.formatter.when(login.at),
            ),
            fell(facts, fall),
            our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=(facts.of_login(login), *evidence_of(facts, fall)),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def no_activity_was_known(facts: Facts) -> Finding | None:
    """Where nothing is ever heard of members signing in, silence is no sign of anything."""
    fall = fall_by_clause(facts, Cause.INACTIVITY)
    if fall is None or fall.body.last_login_at is not None:
        return None
    return Finding(
        cause=Cause.DATA_FAULT,
        summary=(
            claim(
                "这是按“长期没有登录”处理的，但我们这里从来没有收到过您的登录记录，"
                "无法据此判断您没有登录。",
                "That was done for inactivity, but no sign-in of yours was ever reported to us, so "
                "nothing could be told from there being none.",
                on=facts.proof(fall),
            ),
            fell(facts, fall),
            our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=evidence_of(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def inactive(facts: Facts) -> Finding | None:
    fall = fall_by_clause(facts, Cause.INACTIVITY)
    warning = warning_of(facts, fall) if fall else None
    receipt = receipt_of(facts, fall, warning) if fall and warning else None
    if fall is None or warning is None or receipt is None:
        return None
    return Finding(
        cause=Cause.INACTIVITY,
        summary=(
            _last_seen(facts, fall),
            claim(
                "条款《{title}》第 {version} 版约定，连续 {days} 天没有登录会降一级；"
                "我们的提醒在 {warned} 送达了您。",
                "Under the clause “{title}”, version {version}, {days} days without a sign-in mean "
                "one plan lower; our warning reached you on {warned}.",
                on=(*clause_cited(facts, fall), *facts.proof(warning, receipt)),
                title=title(facts, fall),
                version=fall.body.clause_version,
                days=warning.body.days,
                warned=facts.formatter.when(receipt.body.received_at),
            ),
            fell(facts, fall),
        ),
        prevention=claim(
            "{at} 前登录一次，等级就不会变。",
            "Signing in once before {at} would have kept your plan.",
            on=facts.proof(fall),
            at=facts.formatter.when(fall.envelope.happened_at),
        ),
        evidence=(*_last_login(facts, fall), *evidence_of(facts, fall)),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def _overlooked_login(facts: Facts, fall: Fall) -> Login | None:
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


def _last_seen(facts: Facts, fall: Fall) -> Statement:
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
        last=facts.formatter.when(last),
    )


def _last_login(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    logins = [login for login in facts.given.logins if login.at <= fall.envelope.happened_at]
    if not logins:
        return ()
    return (facts.of_login(max(logins, key=lambda login: (login.at, login.login_id))),)
