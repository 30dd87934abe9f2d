"""Who is told how an import goes. This one keeps silent; `progress` has those that speak."""

from services.importing.source import Source
from services.importing.tables import Kind
from services.importing.tally import Tally


class Watch:
    def begin(self, source: Source, kind: Kind, offset: int, tally: Tally) -> None:
        """`offset`: the byte at which it goes on; `tally`: what an earlier start had done."""

    def moved(self, offset: int, tally: Tally) -> None:
        """A batch was acknowledged; `tally` counts all so far."""

    def waiting(self, service: str, seconds: float) -> None:
        """A service does not answer; it is asked again."""

    def note(self, words: str) -> None:
        """Something a person should know."""

    def end(self) -> None:
        """No more of this file."""
