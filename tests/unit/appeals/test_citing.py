"""What a decision cites is of its case: records, messages to the member and files."""

import pytest
from msgspec.structs import replace

from infra.kernel.errors import InvalidInput
from services.appeals.contract.decisions import Citations
from services.appeals.contract.evidence import MediaType
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.contract.views import Message
from services.appeals.domain.deciding.citing import cited
from services.appeals.domain.queues.queueing import QueuePlace
from services.appeals.domain.view import Dossier
from tests.unit.appeals.people import ANNA, MEMBER, NOON, an_appeal, decision

RECEIPT = KeptFile(id="f-1", media_type=MediaType.PNG, size=9, sha256="ef" * 32)
SAID = Message(id="n-1", at=NOON, by=MEMBER, text="I paid.", orders=(), staff_only=False)
NOTE = Message(id="n-2", at=NOON, by=ANNA, text="Ask the bank.", orders=(), staff_only=True)
DOSSIER = Dossier(
    appeal=replace(an_appeal(), files=(RECEIPT,)),
    messages=(SAID, NOTE),
    steps=(),
    place=None,
    queue=QueuePlace(),
    case_file=None,
)


def citing(*ids: str) -> Citations:
    return cited(decision(citing=Citations(evidence=ids)), DOSSIER)


def test_a_file_of_the_case_and_what_was_said_are_cited_as_they_are_named() -> None:
    assert citing("f-1", "n-1").evidence == ("f-1", "n-1")


@pytest.mark.parametrize("strange", ["f-2", "n-2"])
def test_a_file_of_another_case_and_a_note_of_staff_are_not(strange: str) -> None:
    with pytest.raises(InvalidInput, match=strange) as refused:
        citing("f-1", strange)
    assert refused.value.field == "evidence"
    assert refused.value.details == {"unknown": [strange]}
