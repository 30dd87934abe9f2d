"""What is said and sent in appeals, sealed with a key of the member that the appeal is about."""

from infra.kernel.free_text import ERASED
from infra.sealing.fields import SealedFields, owned_by, shared
from services.appeals.adapters.documents import CASE_FILES, DRAFTS, MESSAGES, WHOSE

_SAID = SealedFields(
    MESSAGES,
    {"text": ERASED, "orders": [], "quotes": [], "both": None},
    owned_by(WHOSE, otherwise=shared("messages")),
)
_BEGUN = SealedFields(DRAFTS, {"text": ERASED, "orders": []}, owned_by("member_id"))

_GATHERED = SealedFields(
    CASE_FILES, {"content": b""}, owned_by(WHOSE, otherwise=shared("case_files"))
)

SEALED = (_SAID, _BEGUN, _GATHERED)
