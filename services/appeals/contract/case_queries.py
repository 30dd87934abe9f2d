"""What can be read of the case file of an appeal. `member_id` not empty: only of that member's."""

from services.appeals.contract.query import Query


class GetCaseVersion(Query, frozen=True, kw_only=True):
    """-> CaseFileView, or Failed where there is no such version. `version` none: the newest."""

    number: str
    member_id: str = ""
    version: int | None = None


class GetCaseDifference(Query, frozen=True, kw_only=True):
    """-> CaseDifference, from one version to another."""

    number: str
    before: int
    after: int
    member_id: str = ""


CaseQuery = GetCaseVersion | GetCaseDifference
