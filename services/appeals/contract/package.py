"""What an appeal is made into for a regulator: files that stand alone."""

from typing import Final

import msgspec

from services.appeals.contract.query import Query

COMPLAINTS: Final = "complaint/"
"""The folder of the wording of a complaint."""


class GetComplaintTexts(Query, frozen=True, kw_only=True):
    """-> ComplaintTextsView. `member_id` not empty: only if the appeal is that member's."""

    number: str
    member_id: str = ""


class GetPackage(Query, frozen=True, kw_only=True):
    """-> PackageView, the same for everybody who may have it. `member_id` not empty: only if the
    appeal is that member's. It states when it was made, in the manifest alone."""

    number: str
    member_id: str = ""


class PackageFile(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: in the package, with `/` between folders. `size` in bytes; `sha256` in hexadecimal.
    `evidence_id` not empty: the content is that file's, and not here."""

    name: str
    size: int
    sha256: str
    content: bytes = b""
    evidence_id: str = ""


class ComplaintTextsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the names of their files in the package."""

    texts: dict[str, str]


class PackageView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`files`: in the order in which they are packed; the last is the manifest of the others."""

    number: str
    member_id: str
    files: tuple[PackageFile, ...]
