"""What differs between two texts, by words of English and characters of Chinese."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from infra.kernel.text import LocalText
from services.membership.contract.clause_views import PieceKind, TextDifference, TextPiece

_TOKENS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


def text_difference(before: LocalText, after: LocalText) -> TextDifference:
    return TextDifference(
        zh=tuple(_pieces(before.zh, after.zh)), en=tuple(_pieces(before.en, after.en))
    )


def _pieces(before: str, after: str) -> Iterator[TextPiece]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield _piece(PieceKind.SAME, old[old_from:old_to])
            continue
        if old_from < old_to:
            yield _piece(PieceKind.REMOVED, old[old_from:old_to])
        if new_from < new_to:
            yield _piece(PieceKind.ADDED, new[new_from:new_to])


def _piece(kind: PieceKind, tokens: list[str]) -> TextPiece:
    return TextPiece(kind=kind, text="".join(tokens))
