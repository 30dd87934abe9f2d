"""Drafts of clauses, as staff see them, and what differs between versions, as everybody may."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from gateway.request.context import Info
from gateway.schema.basics.results import UNTIL_2027, AnyProblem, answers
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.clauses import ClauseVersion, ParameterDifference
from gateway.schema.membership.words import PieceKind
from gateway.schema.permissions import ANY_STAFF, EVERYBODY, query
from services.membership.contract import clause_views as views
from services.membership.contract.catalogue_queries import (
    GetClauseDifferences,
    GetClauseDraft,
    GetClauseHistories,
)


@strawberry.type(
    description="A piece of a text: in order, those that are not REMOVED make the later text, "
    "those that are not ADDED the earlier one."
)
class TextPiece:
    kind: PieceKind
    text: str


@strawberry.type(description="What differs between two texts, in each language.")
class TextDifference:
    zh: list[TextPiece]
    en: list[TextPiece]

    @classmethod
    def of(cls, view: views.TextDifference) -> "TextDifference":
        return cls(
            zh=[mapped(TextPiece, one) for one in view.zh],
            en=[mapped(TextPiece, one) for one in view.en],
        )


@strawberry.type(description="What differs between two versions of a clause.")
class ClauseDifferences:
    title: TextDifference
    text: TextDifference
    parameters: list[ParameterDifference]

    @classmethod
    def of(cls, view: views.ClauseDifferencesView) -> "ClauseDifferences":
        return cls(
            title=TextDifference.of(view.title),
            text=TextDifference.of(view.text),
            parameters=_parameters(view.parameters),
        )


def _parameters(found: tuple[views.ParameterDifference, ...]) -> list[ParameterDifference]:
    return [mapped(ParameterDifference, one) for one in found]


@strawberry.type(description="How many members one difference is for.")
class CountedParameter:
    difference: ParameterDifference
    members: int

    @classmethod
    def of(cls, view: views.ClauseCounted) -> "CountedParameter":
        return cls(difference=mapped(ParameterDifference, view.difference), members=view.members)


@strawberry.type(description="A member whom a draft of a clause would touch.")
class ClauseTouchedMember:
    member_id: strawberry.ID
    clause_version: int = strawberry.field(description="The version that binds; 0: none does.")
    worse: bool = strawberry.field(description="Whether it asks more of this member.")
    differences: list[ParameterDifference]

    @classmethod
    def of(cls, view: views.ClauseTouched) -> "ClauseTouchedMember":
        return mapped(cls, view, differences=_parameters(view.differences))


@strawberry.type(description="Whom a draft of a clause would touch, as far as it was counted.")
class ClausePreview:
    started_at: datetime
    finished: bool
    total: int = strawberry.field(description="Running memberships.")
    seen: int = strawberry.field(description="How many of them were looked at so far.")
    touched: int
    worse: int = strawberry.field(description="How many it asks more of.")
    counts: list[CountedParameter]
    sample: list[ClauseTouchedMember]

    @classmethod
    def of(cls, view: views.ClausePreviewView) -> "ClausePreview":
        return mapped(
            cls,
            view,
            counts=[CountedParameter.of(one) for one in view.counts],
            sample=[ClauseTouchedMember.of(one) for one in view.sample],
        )


@strawberry.type(description="What is prepared as the next version of a clause.")
class ClauseDraft:
    clause: str
    title: LocalText
    text: LocalText
    parameters: JSON
    revision: int = strawberry.field(
        description="publishClauseDraft names the one that was looked at."
    )
    saved_at: datetime
    differences: ClauseDifferences = strawberry.field(description="From the version in force.")
    adverse: bool = strawberry.field(description="Whether its parameters ask more of members.")
    earliest: datetime = strawberry.field(description="When it could take effect.")
    preview: ClausePreview | None = strawberry.field(description="See previewClause.")

    @classmethod
    def of(cls, view: views.ClauseDraftView) -> "ClauseDraft":
        return mapped(
            cls,
            view,
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            parameters=JSON(view.parameters),
            differences=ClauseDifferences.of(view.differences),
            preview=ClausePreview.of(view.preview) if view.preview else None,
        )


@strawberry.type(description="A clause with all of its versions, or the draft of a new one.")
class ClauseHistory:
    clause: str
    versions: list[ClauseVersion]
    has_draft: bool

    @classmethod
    def all_of(cls, view: views.ClauseHistories) -> "list[ClauseHistory]":
        codes = sorted({*(one.clause for one in view.versions), *view.drafts})
        return [
            cls(
                clause=code,
                versions=[ClauseVersion.of(one) for one in view.versions if one.clause == code],
                has_draft=code in view.drafts,
            )
            for code in codes
        ]


ClauseComparisonResult = Annotated[
    ClauseDifferences | AnyProblem, answers("ClauseComparisonResult", "Two versions, compared.")
]

_COMPARED = "What differs between any two versions of a clause, in text and parameters."


@strawberry.type
class ClauseQueries:
    @query(*EVERYBODY, typed=True, description=_COMPARED)
    async def compare_clause_versions(
        self, info: Info, clause: str, before: int, after: int
    ) -> ClauseComparisonResult:
        return await _compared(info, clause, before, after)

    @query(
        *EVERYBODY,
        description=_COMPARED,
        instead=f"Ask for `compareClauseVersions`, {UNTIL_2027}",
    )
    async def clause_differences(
        self, info: Info, clause: str, before: int, after: int
    ) -> ClauseDifferences:
        return await _compared(info, clause, before, after)

    @query(*ANY_STAFF, description="All clauses of the member agreement, by code.")
    async def clauses(self, info: Info) -> list[ClauseHistory] | None:
        asked = GetClauseHistories()
        view = await info.context.readers.membership.ask(asked, views.ClauseHistories)
        return ClauseHistory.all_of(view)

    @query(*ANY_STAFF, description="The draft of a clause, with whom it would touch.")
    async def clause_draft(self, info: Info, code: str) -> ClauseDraft | None:
        asked = GetClauseDraft(code=code)
        view = await info.context.readers.membership.find(asked, views.ClauseDraftView)
        return ClauseDraft.of(view) if view else None


async def _compared(info: Info, clause: str, before: int, after: int) -> ClauseDifferences:
    asked = GetClauseDifferences(clause=clause, before=before, after=after)
    view = await info.context.readers.membership.ask(asked, views.ClauseDifferencesView)
    return ClauseDifferences.of(view)
