"""What a decision stands on."""

import msgspec


class Citations(msgspec.Struct, frozen=True, kw_only=True):
    """`clause` and `plan` in the versions that bound the member, where they matter; else empty.
    `evidence`: ids out of the case file, of messages, and of files of the case."""

    clause: str = ""
    clause_version: int | None = None
    plan: str = ""
    plan_version: int | None = None
    evidence: tuple[str, ...] = ()


class DecisionRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that decides without a person, in a version: what it asks for may change."""

    id: str
    version: int
