"""The reasons for adverse changes, in the form of Article 17 of the EU's Digital Services Act."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import strawberry
from strawberry.scalars import JSON

from gateway.identity.viewer import Role
from gateway.request.context import Context
from gateway.schema.basics.connections import Connection, connection, place_after
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.proven import Said
from gateway.schema.membership.words import (
    Automation,
    Cause,
    GroundKind,
    ReasonSource,
    RedressKind,
    Responsible,
    Restriction,
)
from infra.kernel.events import place_of
from infra.kernel.paging import LARGEST_PAGE, checked_first
from services.membership.contract import statements as views
from services.membership.contract.queries import GetStatements

_KIND = "statements"

_Version = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


@strawberry.type(description="On what ground a change was made, and where it can be read.")
class StatementGround:
    kind: GroundKind
    clause: str = strawberry.field(description="Empty where none is cited.")
    clause_version: int = strawberry.field(description="0 where none is cited.")
    clause_hash: str = strawberry.field(description="SHA-256 of that version; else empty.")
    plan: str = strawberry.field(description="As held until then.")
    plan_version: int

    @classmethod
    def of(cls, view: views.Ground) -> "StatementGround":
        return mapped(cls, view)


@strawberry.type(description="Something that the member can do against a change.")
class Redress:
    kind: RedressKind
    says: LocalText
    until: datetime | None

    @classmethod
    def of(cls, view: views.Redress) -> "Redress":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="A part of a statement of reasons.")
class StatementSection:
    heading: LocalText
    sentences: list[Said]

    @classmethod
    def of(cls, view: views.StatementSection) -> "StatementSection":
        sentences = [Said.of(one) for one in view.sentences]
        return cls(heading=LocalText.of(view.heading), sentences=sentences)


@strawberry.type(
    description="The reasons for one adverse change: what was restricted and until when, the "
    "ground, the facts, the source, what was automated, and how to get redress."
)
class StatementOfReasons:
    event_id: strawberry.ID
    event_version: int
    event_type: str
    restriction: Restriction
    since: datetime
    until: datetime | None = strawberry.field(
        description="When it ends by itself at the latest; none where it does not."
    )
    ended_at: datetime | None = strawberry.field(description="When it did end.")
    benefits_lost: list[str] = strawberry.field(
        description="The codes of the benefits that were taken."
    )
    cause: Cause
    responsible: Responsible
    ground: StatementGround
    source: ReasonSource
    automated_detection: bool | None = strawberry.field(
        description="Whether a program found it; null: it is from before an import, and nobody "
        "here knows."
    )
    automated_decision: Automation | None = strawberry.field(
        description="Whether a program decided it; null: it is from before an import, and nobody "
        "here knows."
    )
    redress: list[Redress]
    facts: list[Said]
    sections: list[StatementSection] = strawberry.field(
        description="The whole text, each sentence with its proof."
    )
    text: LocalText
    transparency: JSON = strawberry.field(
        description="In the fields of the EU's DSA Transparency Database."
    )

    @classmethod
    def of(cls, view: views.StatementOfReasons) -> "StatementOfReasons":
        return mapped(
            cls,
            view,
            event_id=strawberry.ID(view.event_id),
            benefits_lost=list(view.benefits_lost),
            ground=StatementGround.of(view.ground),
            redress=[Redress.of(one) for one in view.redress],
            facts=[Said.of(one) for one in view.facts],
            sections=[StatementSection.of(one) for one in view.sections],
            text=LocalText.of(view.text),
            transparency=JSON(view.transparency),
        )


async def statement_about(
    context: Context, event_id: str, together: Sequence[int] = ()
) -> StatementOfReasons | None:
    """None where the event is not adverse, or no event of a membership. `together`: versions of
    the events that are asked for beside it, so that all are answered by one question."""
    place = place_of(event_id)
    if place is None:
        return None
    versions = _those_beside(place.version, together)
    asked = GetStatements(
        member_id=place.aggregate,
        versions=versions,
        first=len(versions),
        for_staff=context.viewer.role is Role.STAFF,
    )
    page = await context.readers.membership.find(asked, views.StatementsPage)
    found = page.statements if page else ()
    return next((StatementOfReasons.of(one) for one in found if one.event_id == event_id), None)


def _those_beside(version: int, together: Sequence[int]) -> tuple[int, ...]:
    if version not in together:
        return (version,)
    first = together.index(version) // LARGEST_PAGE * LARGEST_PAGE
    return tuple(together[first : first + LARGEST_PAGE])


async def statements_page(
    context: Context, member_id: str, first: int, after: str | None
) -> Connection[StatementOfReasons] | None:
    """Statements after a cursor; a cursor is the version of the event that one is about."""
    cursors = context.cursors(_KIND)
    version = place_after(cursors, after, _Version, 0)
    asked = GetStatements(
        member_id=member_id,
        after=version,
        first=checked_first(first),
        for_staff=context.viewer.role is Role.STAFF,
    )
    page = await context.readers.membership.find(asked, views.StatementsPage)
    if page is None:
        return None
    nodes = [StatementOfReasons.of(one) for one in page.statements]
    written = [cursors.later(one.event_version) for one in page.statements]
    return connection(nodes, written, page.total, page.has_more, version > 0)
