"""A draft of a clause: what differs from what is in force, and whom it would touch."""

from datetime import datetime
from typing import Any

from infra.kernel.text import LocalText
from services.membership.catalogue.domain.preview import VersionDraft, reckoned
from services.membership.catalogue.domain.publishing import earliest
from services.membership.contract.clause_views import (
    ClauseCounted,
    ClauseDifferencesView,
    ClauseDraftView,
    ClausePreviewView,
    ClauseTouched,
)
from services.membership.contract.commands import PublishClause
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.terms.clause_parameters import differences
from services.membership.domain.terms.publishing import NOTICE_PERIOD, measured
from services.membership.domain.terms.text_differences import text_difference

_NOTHING = LocalText(zh="", en="")


class ClauseDraft(VersionDraft, frozen=True, kw_only=True):
    clause: str
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]

    @property
    def code(self) -> str:
        return self.clause

    def to_publish(self, effective_at: datetime, *, adverse: bool) -> PublishClause:
        return PublishClause(
            clause=self.clause,
            title=self.title,
            text=self.text,
            parameters=self.parameters,
            effective_at=effective_at,
            adverse=adverse,
        )


def differences_between(
    before: ClauseVersion | None, after: ClauseVersion | ClauseDraft
) -> ClauseDifferencesView:
    """`before` none: there was no such clause."""
    return ClauseDifferencesView(
        title=text_difference(before.title if before else _NOTHING, after.title),
        text=text_difference(before.text if before else _NOTHING, after.text),
        parameters=differences(before.parameters if before else {}, after.parameters),
    )


def draft_view(draft: ClauseDraft, catalog: Catalog, now: datetime) -> ClauseDraftView:
    """Measured as it would be published at the earliest that it could be."""
    version = catalog.in_force(now).get(draft.clause)
    before = catalog.versions(draft.clause)[version - 1] if version else None
    until = draft.to_publish(now + NOTICE_PERIOD, adverse=False)
    adverse = measured(until, catalog, now).adverse
    return ClauseDraftView(
        clause=draft.clause,
        title=draft.title,
        text=draft.text,
        parameters=draft.parameters,
        revision=draft.revision,
        saved_at=draft.saved_at,
        differences=differences_between(before, draft),
        adverse=adverse,
        earliest=earliest(adverse, now),
        preview=_preview(draft, catalog),
    )


def _preview(draft: ClauseDraft, catalog: Catalog) -> ClausePreviewView | None:
    preview, versions = draft.preview, catalog.versions(draft.clause)
    if preview is None:
        return None
    found = reckoned(
        preview,
        lambda bound: differences(
            versions[bound - 1].parameters if bound else {}, draft.parameters
        ),
        lambda difference: difference.stricter,
    )
    return ClausePreviewView(
        started_at=preview.started_at,
        finished=preview.finished,
        total=preview.total,
        seen=found.seen,
        touched=found.touched,
        worse=found.worse,
        counts=tuple(ClauseCounted(difference=one, members=n) for one, n in found.counts),
        sample=tuple(
            ClauseTouched(
                member_id=one.held.member_id,
                clause_version=one.held.version,
                worse=one.worse,
                differences=one.differences,
            )
            for one in found.sample
        ),
    )
