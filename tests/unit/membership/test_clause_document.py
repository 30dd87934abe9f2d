"""What a reader keeps of a clause is the same bytes whenever asked, and its hash proves them."""

import hashlib

import msgspec

from services.membership.contract.clause_document import document_of, sha256_of
from services.membership.domain.terms.standing import view_of
from tests.unit.membership.world import World

BY_HAND = (
    '{"clause":"changes","effective_at":"2026-01-01T12:00:00Z","parameters":{"undo_hours":24},'
    '"published_at":"2026-01-01T12:00:00Z","text":{"en":"changes","zh":"changes"},'
    '"title":{"en":"changes","zh":"changes"},"version":1}'
)


def test_the_document_is_as_written_by_hand_and_its_hash_is_of_its_bytes() -> None:
    world = World()
    view = view_of(None, world.catalog, world.catalog.versions("changes")[0], {})
    document = document_of(view)
    assert document == BY_HAND
    assert sha256_of(document) == hashlib.sha256(document.encode()).hexdigest()
    other = msgspec.structs.replace(view, parameters={"undo_hours": 48})
    assert sha256_of(document_of(other)) != sha256_of(document)
