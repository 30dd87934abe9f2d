"""Case files and their versions: read, compared, gathered anew."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.case_file import SealedCaseFile
from gateway.schema.appeals.commands import change_appeal
from gateway.schema.appeals.mutations import AppealInput
from gateway.schema.appeals.results import AppealResult
from gateway.schema.permissions import ANY_STAFF, REVIEWERS, mutation, query
from services.appeals.contract import case_views as views
from services.appeals.contract.case_commands import RefreshCaseFile
from services.appeals.contract.case_queries import GetCaseVersion


@strawberry.type
class CaseFileQueries:
    @query(
        Role.MEMBER,
        *ANY_STAFF,
        description="A version of the case file of an appeal; without one the newest. A member "
        "finds only the own ones.",
    )
    async def case_file(
        self, info: Info, number: str, version: int | None = None
    ) -> SealedCaseFile | None:
        staff = info.context.viewer.role is Role.STAFF
        asked = GetCaseVersion(
            number=number,
            version=version,
            member_id="" if staff else info.context.viewer.id,
            for_staff=staff,
        )
        view = await info.context.readers.appeals.find(asked, views.CaseFileView)
        if view is None or not info.context.may_see(view.member_id):
            return None
        return SealedCaseFile.of(view)


@strawberry.type
class CaseFileMutations:
    @mutation(
        Role.MEMBER,
        *REVIEWERS,
        description="Gathers the case file of an open appeal anew. Where something is different "
        "it is sealed as the next version; what was sealed before stays.",
    )
    async def refresh_case_file(self, info: Info, input: AppealInput) -> AppealResult:
        command = RefreshCaseFile(number=input.number)
        return await change_appeal(info, command, input.idempotency_key)
