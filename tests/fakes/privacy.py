"""What fakes answer about personal data."""

from datetime import UTC, datetime, timedelta

from infra.kernel.text import LocalText
from services.membership.contract.consent_views import Consent, ConsentKind, ConsentsView
from services.membership.contract.erasure_views import ErasureView, KeptRecord
from services.membership.contract.rectification_views import (
    OpenRectifications,
    OpenRectificationsPage,
    RectificationsView,
    RectificationView,
)
from services.membership.contract.rectification_words import RectifiedSubject
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

RECTIFICATIONS = RectificationsView(
    rectifications=(
        RectificationView(
            id="m-1:3",
            subject=RectifiedSubject.PAYMENT,
            about="p-1",
            wrong="29.90",
            right="19.90",
            asked_at=AT,
            answer_by=AT + timedelta(days=30),
        ),
    )
)


def open_rectifications(member_id: str) -> OpenRectificationsPage:
    one = OpenRectifications(
        member_id=member_id,
        answer_by=AT + timedelta(days=30),
        rectifications=RECTIFICATIONS.rectifications,
    )
    return OpenRectificationsPage(members=(one,), cursors=("1",), total=1, has_more=False)


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
