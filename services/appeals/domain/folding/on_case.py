"""What the events of its case file make of an appeal."""

from msgspec.structs import replace

from services.appeals.contract.case_events import CaseFileRefreshed
from services.appeals.contract.events import CaseFileAttached, MemberReplied
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal


def attached(event: CaseFileAttached, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(
        appeal,
        case_file_sha256=event.sha256,
        case_version=1,
        case_missing=event.missing,
        case_outdated=False,
        lost_at=event.lost_at,
        suspected_cause=event.suspected_cause,
    )


def refreshed(event: CaseFileRefreshed, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(
        appeal,
        case_file_sha256=event.sha256,
        case_version=event.case_version,
        case_missing=event.missing,
        case_outdated=False,
        suspected_cause=event.suspected_cause,
    )


def orders_named(event: MemberReplied, appeal: Appeal) -> Appeal:
    return replace(appeal, case_outdated=appeal.case_outdated or event.orders > 0)
