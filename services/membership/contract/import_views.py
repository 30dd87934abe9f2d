"""What an import answers, and going live."""

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not imported, and why."""

    row: int
    field: str
    reason: str


class WentLiveSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """`went`: how many just did. `held`: how many do not yet, counted up to `MOST_COUNTED`."""

    went: int
    held: int


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """Every row is in exactly one of `created`, `unchanged` or `refused`."""

    created: int
    unchanged: int
    refused: tuple[Refusal, ...]
