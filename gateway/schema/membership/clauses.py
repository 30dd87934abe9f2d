"""The clauses of the member agreement, as they stand for one member."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.words import ClauseStanding
from services.membership.contract import clause_views as views
from services.membership.contract.clause_document import document_of, sha256_of
from services.membership.contract.views import ClausesView


@strawberry.type(description="A parameter that differs from the version before.")
class ParameterDifference:
    name: str
    before: JSON | None
    after: JSON | None
    stricter: bool


@strawberry.type(description="One version of a clause.")
class ClauseVersion:
    clause: str
    version: int
    title: LocalText
    text: LocalText
    parameters: JSON
    published_at: datetime
    effective_at: datetime
    adverse: bool = strawberry.field(description="Stricter than the version before.")
    standing: ClauseStanding
    notice_delivered_at: datetime | None = strawberry.field(
        description="When this member's own notice arrived."
    )
    acknowledged_at: datetime | None = strawberry.field(
        description="When this member said to have read it; see acknowledgeClause."
    )
    binds_at: datetime | None = strawberry.field(
        description="When it binds this member; none while the notice is outstanding."
    )
    differences: list[ParameterDifference] = strawberry.field(
        description="Against the version before."
    )
    hash: str = strawberry.field(description="Of its event in the history of the clause.")
    document: str = strawberry.field(
        description="To keep: all that it says, text and parameters, as JSON, keys in order."
    )
    sha256: str = strawberry.field(description="Of the document's bytes in UTF-8, hexadecimal.")

    @classmethod
    def of(cls, view: views.ClauseVersionView) -> "ClauseVersion":
        document = document_of(view)
        return mapped(
            cls,
            view,
            document=document,
            sha256=sha256_of(document),
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            parameters=JSON(view.parameters),
            differences=[mapped(ParameterDifference, one) for one in view.differences],
        )


@strawberry.type(description="The clauses of one member: what binds now and what is coming.")
class Clauses:
    current: list[ClauseVersion]
    coming: list[ClauseVersion]
    past: list[ClauseVersion]

    @classmethod
    def of(cls, view: ClausesView) -> "Clauses":
        def standing(wanted: views.ClauseStanding) -> list[ClauseVersion]:
            return [ClauseVersion.of(v) for v in view.versions if v.standing is wanted]

        return cls(
            current=standing(views.ClauseStanding.BINDING),
            coming=standing(views.ClauseStanding.COMING),
            past=standing(views.ClauseStanding.PAST),
        )
