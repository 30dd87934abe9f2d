"""What a member reads of what changed: both texts can be read out of it, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.text import LocalText
from services.membership.contract.clause_views import PieceKind, TextPiece
from services.membership.domain.terms.text_differences import text_difference

ADDED, REMOVED, SAME = PieceKind.ADDED, PieceKind.REMOVED, PieceKind.SAME


def pieces(before: str, after: str) -> list[tuple[PieceKind, str]]:
    found = text_difference(LocalText(zh=before, en=before), LocalText(zh=after, en=after))
    assert found.zh == found.en
    return [(one.kind, one.text) for one in found.zh]


def test_words_of_english_and_characters_of_chinese() -> None:
    assert pieces("undone for 24 hours", "undone for 48 hours") == [
        (SAME, "undone for "),
        (REMOVED, "24"),
        (ADDED, "48"),
        (SAME, " hours"),
    ]
    assert pieces("每次最长90天。", "每次最长60天，可提前恢复。") == [
        (SAME, "每次最长"),
        (REMOVED, "90"),
        (ADDED, "60"),
        (SAME, "天"),
        (ADDED, "，可提前恢复"),
        (SAME, "。"),
    ]
    assert pieces("", "New.") == [(ADDED, "New.")]
    assert pieces("Same.", "Same.") == [(SAME, "Same.")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_are_in_it(before: str, after: str) -> None:
    found = text_difference(LocalText(zh=before, en=""), LocalText(zh=after, en=""))
    assert joined(found.zh, ADDED) == before
    assert joined(found.zh, REMOVED) == after


def joined(found: tuple[TextPiece, ...], without: PieceKind) -> str:
    return "".join(one.text for one in found if one.kind is not without)
