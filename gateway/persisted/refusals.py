"""Why an operation that is named by an id, or is not in the lists, does not run."""

from typing import Final

from infra.kernel.errors import AppError, InvalidInput
from infra.kernel.sentences import Sentence, both


class NotRun(AppError):
    """There is no document: it is answered as one that cannot run."""


class PersistedQueryNotFound(NotRun):
    """The client sends the text with it next, and it is known from then on."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class PersistedQueryNotSupported(NotRun):
    """The client sends texts from now on."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class HashMismatch(NotRun):
    code = "PERSISTED_QUERY_HASH_MISMATCH"


class NotInList(NotRun):
    code = "PERSISTED_QUERY_NOT_IN_LIST"


_NOT_FOUND: Final = Sentence(zh="PersistedQueryNotFound", en="PersistedQueryNotFound")
_NOT_SUPPORTED: Final = Sentence(zh="PersistedQueryNotSupported", en="PersistedQueryNotSupported")
"""Words of Apollo's protocol, in any language: some clients know them by the message alone."""


def not_found() -> NotRun:
    return PersistedQueryNotFound(_NOT_FOUND)


def not_supported() -> NotRun:
    return PersistedQueryNotSupported(_NOT_SUPPORTED)


def hash_mismatch() -> NotRun:
    return HashMismatch(
        both(
            "sha256Hash 与 query 不符：请发送该文本（UTF-8）的 SHA-256，以小写十六进制书写。",
            "sha256Hash is not that of query: send the SHA-256 of the text, in UTF-8, as "
            "lower-case hexadecimal digits.",
        )
    )


def not_in_list() -> NotRun:
    return NotInList(
        both(
            "此操作不在允许清单中：请使用随本版客户端发布的操作，或请运营方加入清单。",
            "This operation is not in the list of those that run here: send one that the client "
            "was released with, or ask the operator to add it.",
        )
    )


def malformed_id(field: str) -> InvalidInput:
    return InvalidInput(
        both(
            "请按 Apollo 协议书写：version 为 1，sha256Hash 为文本；或以文本形式给出 documentId。",
            "Write it by Apollo's protocol, with version 1 and sha256Hash as a text; or give "
            "documentId as a text.",
        ),
        field=field,
    )
