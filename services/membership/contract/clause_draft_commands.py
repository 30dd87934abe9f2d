"""What staff do with drafts of clauses."""

from datetime import datetime
from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract.catalogue_commands import CatalogueCommand


class SaveClauseDraft(CatalogueCommand, frozen=True, kw_only=True):
    """Replaces the draft of this clause. What no version may say is refused at once."""

    title: LocalText
    text: LocalText
    parameters: dict[str, Any]


class PreviewClause(CatalogueCommand, frozen=True, kw_only=True):
    """Begins to count who is touched by the draft, or anew."""


class PublishClauseDraft(CatalogueCommand, frozen=True, kw_only=True):
    """Makes the draft the next version. `revision`: of the draft as it was looked at. `adverse`:
    more strictly than the parameters say; never less."""

    revision: int
    effective_at: datetime
    adverse: bool = False


AnyClauseCommand = SaveClauseDraft | PreviewClause | PublishClauseDraft
