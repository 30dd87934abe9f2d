"""A statement of reasons, of the event that was asked for."""

from datetime import UTC, datetime

from infra.kernel.events import event_id
from infra.kernel.text import LocalText
from services.membership.contract.explanations import ProvenSentence
from services.membership.contract.queries import GetStatements
from services.membership.contract.statements import (
    Automation,
    Ground,
    GroundKind,
    ReasonSource,
    Redress,
    RedressKind,
    Restriction,
    StatementOfReasons,
    StatementSection,
    StatementsPage,
)
from services.membership.contract.words import Cause, Responsible

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
SAYS = LocalText(zh="已到期。", en="It expired.")


def statement(member_id: str, version: int) -> StatementOfReasons:
    fact = ProvenSentence(says=SAYS, stands_on=(event_id(member_id, version),))
    return StatementOfReasons(
        event_id=event_id(member_id, version),
        event_version=version,
        event_type="MembershipExpired",
        restriction=Restriction.ENDED,
        since=SINCE,
        until=None,
        ended_at=None,
        benefits_lost=("member_discount",),
        cause=Cause.LAPSED,
        responsible=Responsible.MEMBER,
        ground=Ground(kind=GroundKind.PLAN, plan="gold", plan_version=1),
        source=ReasonSource.OWN_INITIATIVE,
        automated_detection=True,
        automated_decision=Automation.FULLY,
        redress=(Redress(kind=RedressKind.PERSON, says=SAYS),),
        facts=(fact,),
        sections=(StatementSection(heading=SAYS, sentences=(fact,)),),
        text=SAYS,
        transparency={"source_type": "SOURCE_VOLUNTARY"},
    )


def statements_page(query: GetStatements) -> StatementsPage:
    """Of its events the third is adverse."""
    found = [n for n in query.versions or (3,) if n == 3 and n > query.after]
    statements = tuple(statement(query.member_id, n) for n in found)
    return StatementsPage(statements=statements, total=1, has_more=False)
