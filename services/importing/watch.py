"""Who is told how an import goes. This one keeps silent; `progress` has those that speak."""

from services.importing.row_counts import RowCounts
from services.importing.source import SourceFile
from services.importing.tables import FileKind


class Watch:
    def begin(self, source: SourceFile, kind: FileKind, offset: int, row_counts: RowCounts) -> None:
        """`offset`: the byte at which it goes on; `row_counts`: what an earlier start had done."""

    def moved(self, offset: int, row_counts: RowCounts) -> None:
        """A batch was acknowledged; `row_counts` counts all so far."""

    def waiting(self, service: str, seconds: float) -> None:
        """A service does not answer; it is asked again."""

    def note(self, words: str) -> None:
        """Something a person should know."""

    def end(self) -> None:
        """No more of this file."""
