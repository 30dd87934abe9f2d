"""On what ground an adverse change was made, and where that ground can be read.

Article 17(3)(e) of Regulation (EU) 2022/2065 asks for the contractual ground; a change that no
ground allows says so. No change here is made because content is against a law (17(3)(d)).
"""

from typing import NamedTuple

from services.membership.contract.explanations import Evidence, Explanation
from services.membership.contract.hold_events import HoldPlaced
from services.membership.contract.provisional_events import ProvisionalEnded
from services.membership.contract.statements import Ground, GroundKind
from services.membership.contract.terms_events import TermsBound
from services.membership.contract.transfer_events import MembershipGiven
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.explain.sentences import Statement, claim
from services.membership.domain.wording.speech import Formatter, say
from services.membership.statements.domain.adverse import AdverseEvent

_KINDS: dict[Cause, GroundKind] = {
    Cause.LAPSED: GroundKind.CLAUSE,
    Cause.PAYMENT_FAILED: GroundKind.CLAUSE,
    Cause.MEMBER_CANCELLED: GroundKind.OWN_ACT,
    Cause.MEMBER_DOWNGRADED: GroundKind.OWN_ACT,
    Cause.MEMBER_PAUSED: GroundKind.OWN_ACT,
    Cause.MEMBER_FROZE: GroundKind.OWN_ACT,
    Cause.CONTACT_OUTDATED: GroundKind.PROTECTION,
    Cause.NEW_DEVICE: GroundKind.PROTECTION,
    Cause.COMPROMISE: GroundKind.PROTECTION,
    Cause.THIRD_PARTY_RENEWAL: GroundKind.PROTECTION,
    Cause.INACTIVITY: GroundKind.CLAUSE,
    Cause.POINTS_SHORTFALL: GroundKind.CLAUSE,
    Cause.CLAUSE_CHANGED: GroundKind.CLAUSE,
    Cause.UNNOTIFIED_CHANGE: GroundKind.NONE,
    Cause.SYNC_DELAY: GroundKind.NONE,
    Cause.DATA_FAULT: GroundKind.NONE,
    Cause.STAFF_ACTION: GroundKind.STAFF,
    Cause.PAYMENT_REVERSED: GroundKind.PLAN,
    Cause.UNKNOWN: GroundKind.NONE,
}
_CLAUSES: dict[Cause, str] = {
    Cause.LAPSED: "renewal",
    Cause.PAYMENT_FAILED: "renewal",
    Cause.MEMBER_CANCELLED: "changes",
    Cause.MEMBER_DOWNGRADED: "changes",
    Cause.MEMBER_PAUSED: "pause",
    Cause.INACTIVITY: "inactivity",
    Cause.POINTS_SHORTFALL: "points",
}
_ON_A_CLAUSE = (
    "依据会员条款《{title}》第 {version} 版。",
    "The ground is the clause “{title}”, version {version}, of the member agreement.",
)
_BY_OWN_ACT = (
    "依据您账号的操作；适用的规则是会员条款《{title}》第 {version} 版。",
    "The ground is what was done from your account; the clause “{title}”, version {version}, of "
    "the member agreement applies to it.",
)
_WRONGLY = (
    "当时援引了会员条款《{title}》第 {version} 版，但它并不允许这一变更。",
    "The clause “{title}”, version {version}, of the member agreement was relied on, but it does "
    "not allow this.",
)
_WITHOUT_A_CLAUSE: dict[GroundKind, tuple[str, str]] = {
    GroundKind.OWN_ACT: (
        "依据您账号的操作，没有援引条款。",
        "The ground is what was done from your account; no clause is relied on.",
    ),
    GroundKind.PROTECTION: (
        "依据是保护账号与付款安全的需要，没有援引条款。",
        "The ground is the protection of the account and its payments; no clause is relied on.",
    ),
    GroundKind.STAFF: (
        "依据是工作人员的决定，没有援引条款。",
        "The ground is a decision by staff; no clause is relied on.",
    ),
    GroundKind.APPEAL: (
        "依据是申诉已有结果：临时恢复的权益只到那时为止。",
        "The ground is that the appeal is over: what was restored for the time being lasts until "
        "then.",
    ),
    GroundKind.NONE: (
        "记录中没有允许这一变更的依据。",
        "The record has no ground that would allow this.",
    ),
}
_BY_PLAN = (
    "依据「{plan}」套餐第 {version} 版的约定。",
    "The ground is what {plan}, version {version}, asks for.",
)


class Grounded(NamedTuple):
    ground: Ground
    says: Statement


def grounded(
    adverse: AdverseEvent,
    cause: Cause,
    told: Explanation | None,
    catalog: Catalog,
    *,
    formatter: Formatter,
    record: Evidence,
) -> Grounded:
    """`told`: the explanation, where it is about this event. `record`: the event as evidence."""
    kind = _kind(adverse, cause)
    plan, version = _plan(adverse)
    cited = kind not in {GroundKind.PLAN, GroundKind.APPEAL}
    clause = _clause(adverse, cause, told, catalog) if cited else None
    if clause is None and kind is GroundKind.CLAUSE:
        kind = GroundKind.PLAN
    ground = Ground(
        kind=kind,
        plan=plan,
        plan_version=version,
        clause=clause.clause if clause else "",
        clause_version=clause.version if clause else 0,
        clause_hash=clause.hash if clause else "",
    )
    return Grounded(ground, _sentence(ground, clause, formatter, record))


def _kind(adverse: AdverseEvent, cause: Cause) -> GroundKind:
    """What a stranger did has no ground; the hold that stops it has."""
    if cause is Cause.COMPROMISE and not isinstance(adverse.body, HoldPlaced):
        return GroundKind.NONE
    if isinstance(adverse.body, ProvisionalEnded):
        return GroundKind.APPEAL
    return GroundKind.PLAN if isinstance(adverse.body, TermsBound) else _KINDS[cause]


def _plan(adverse: AdverseEvent) -> tuple[str, int]:
    """As held until then; of terms that came to bind, those."""
    if isinstance(adverse.body, TermsBound):
        return adverse.body.plan, adverse.body.plan_version
    held = adverse.before if adverse.before.plan else adverse.after
    return held.plan, held.plan_version


def _clause(
    adverse: AdverseEvent, cause: Cause, told: Explanation | None, catalog: Catalog
) -> ClauseVersion | None:
    """The one that the explanation cites, else the version that bound the member then."""
    if told is not None and told.clause:
        return _version(catalog, told.clause, told.clause_version or 0)
    code = "transfers" if isinstance(adverse.body, MembershipGiven) else _CLAUSES.get(cause, "")
    bound = adverse.after.clauses.get(code)
    return _version(catalog, code, bound.version) if bound else None


def _version(catalog: Catalog, code: str, version: int) -> ClauseVersion | None:
    return next((one for one in catalog.clauses.get(code, ()) if one.version == version), None)


def _sentence(
    ground: Ground, clause: ClauseVersion | None, formatter: Formatter, record: Evidence
) -> Statement:
    if clause is not None:
        said = {GroundKind.OWN_ACT: _BY_OWN_ACT, GroundKind.NONE: _WRONGLY}
        zh, en = said.get(ground.kind, _ON_A_CLAUSE)
        cited = Evidence(
            kind="CLAUSE",
            id=f"{clause.clause}@{clause.version}",
            at=clause.published_at,
            says=clause.title,
            hash=clause.hash,
        )
        return claim(zh, en, on=(cited, record), title=clause.title, version=clause.version)
    if ground.kind is GroundKind.PLAN:
        plan = formatter.plan(ground.plan, ground.plan_version)
        return claim(*_BY_PLAN, on=(record,), plan=plan, version=ground.plan_version)
    return Statement(say(*_WITHOUT_A_CLAUSE[ground.kind]), (record,))
