"""What one step of gathering found."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.membership.exports.domain.export import FileSoFar, HistoryEnd


class FoundPage(NamedTuple):
    """`records`: by the name of their table. `raw`: content that is added to files as it is, by
    name. `evidence`: files whose content is an appeal's. `cursor`: where to go on; empty where this
    was the last page. `done`: how much of the step is, from 0 to 1. `zone`: of the member, where
    it is known."""

    records: Mapping[str, Sequence[Any]] = {}
    raw: Mapping[str, bytes] = {}
    evidence: Sequence[FileSoFar] = ()
    history: HistoryEnd | None = None
    cursor: str = ""
    done: float = 0.0
    zone: str = ""


NOTHING = FoundPage()
