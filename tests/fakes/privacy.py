"""What fakes answer about personal data."""

from datetime import UTC, datetime, timedelta

from infra.kernel.text import LocalText
from services.membership.contract.consent_views import Consent, ConsentKind, ConsentsView
from services.membership.contract.erasure_views import ErasureView, KeptRecord
from services.shared.retention import Retained, RetentionKind

AT = datetime(2026, 3, 1, tzinfo=UTC)
ROUND = Retained(
    kind=RetentionKind.LOGIN_TRACES,
    kept_for=timedelta(days=365),
    before=AT - timedelta(days=365),
    goes_at=AT + timedelta(days=1),
    found=3,
    oldest=AT - timedelta(days=400),
)
_SAID = LocalText(zh="付款", en="payments")

CONSENTS = ConsentsView(
    consents=(
        Consent(kind=ConsentKind.CLAUSE, id="renewal", what=_SAID, version=2, since=AT, said_at=AT),
    )
)


def erasure_of(member_id: str) -> ErasureView:
    return ErasureView(
        member_id=member_id,
        asked_at=None,
        erase_at=AT,
        erased_at=None,
        lost=(_SAID,),
        kept=(KeptRecord(what=_SAID, why=_SAID),),
        open_ones=(),
    )
