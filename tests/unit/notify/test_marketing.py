"""Nobody agrees to offers until they said so; when is kept."""

from datetime import timedelta

from services.notify.core.recipients.preferences import with_marketing
from tests.unit.notify.samples import NOW, recipient

LATER = NOW + timedelta(days=1)


def test_it_is_kept_when_it_was_given_and_taken_back() -> None:
    nobody = recipient()
    assert nobody.marketing_since is None
    assert with_marketing(nobody, NOW, agreed=False) == nobody
    agreed = with_marketing(nobody, NOW, agreed=True)
    assert (agreed.marketing_since, agreed.marketing_until) == (NOW, None)
    assert with_marketing(agreed, LATER, agreed=True) == agreed
    ended = with_marketing(agreed, LATER, agreed=False)
    assert (ended.marketing_since, ended.marketing_until) == (NOW, LATER)
    again = with_marketing(ended, LATER, agreed=True)
    assert (again.marketing_since, again.marketing_until) == (LATER, None)
