"""What happened to the evidence of an appeal. A file's name is personal: it stays with the file."""

import msgspec

from services.appeals.contract.event import Event
from services.appeals.contract.evidence import MediaType


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a case. `size` in bytes; `sha256` of its bytes, in hexadecimal: it still says
    which file it was when that is erased."""

    id: str
    media_type: MediaType
    size: int
    sha256: str


class EvidenceAdded(Event, frozen=True, kw_only=True):
    """By the member, who has replied with it, or by staff."""

    files: tuple[KeptFile, ...]
