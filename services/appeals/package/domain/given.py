"""All that a package is made of. Whoever makes one gathers it; the making itself reads nothing."""

from datetime import datetime

import msgspec

from services.appeals.contract.views import AppealView
from services.membership.contract.statements import StatementOfReasons


class SealedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the case file, to the byte as it was sealed. `sha256` as the appeal's history
    has it."""

    version: int
    sha256: str
    content: bytes


class Exhibited(msgspec.Struct, frozen=True, kw_only=True):
    """A file of evidence. `name`: as its owner calls it; `packed_as`: in the package."""

    id: str
    name: str
    packed_as: str
    size: int
    sha256: str
    at: datetime
    message_id: str


class PackageInput(msgspec.Struct, frozen=True, kw_only=True):
    """`appeal`: as its member sees it. `history`: of the membership, an event a line, whole and in
    order; `head`: the hash of the last. `zone`: IANA name of the operator's, for times on pages."""

    appeal: AppealView
    case_files: tuple[SealedFile, ...]
    statements: tuple[StatementOfReasons, ...]
    history: tuple[str, ...]
    head: str
    evidence: tuple[Exhibited, ...]
    made_at: datetime
    zone: str
