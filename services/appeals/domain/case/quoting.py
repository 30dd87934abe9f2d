"""A message can show pieces of evidence beside its text: of this case, and of no other."""

from collections.abc import Iterable, Sequence

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from infra.kernel.text import LocalText
from services.appeals.contract.quotes import EVENT, FILE, Quote, Reference
from services.appeals.domain.aggregate.state import Appeal
from services.membership.contract.views import CaseFile

MOST_QUOTES = 20


def quoted(
    references: Sequence[Reference], appeal: Appeal, file: CaseFile | None
) -> tuple[Quote, ...]:
    """Each once, in the order given.

    Raises:
        InvalidInput: too many, or one that this case does not have.
    """
    wanted = tuple(dict.fromkeys(references))
    if len(wanted) > MOST_QUOTES:
        raise InvalidInput(
            both(
                "quotes 列出 {count} 项，最多 {most} 项。",
                "quotes lists {count}; at most {most}.",
                count=len(wanted),
                most=MOST_QUOTES,
            ),
            field="quotes",
        )
    held = {Reference(kind=one.kind, id=one.id): one for one in _quotable(appeal, file)}
    if missing := [f"{one.kind} {one.id}" for one in wanted if one not in held]:
        raise InvalidInput(
            both(
                "本案没有这些材料：{missing}。",
                "This case does not have {missing}.",
                missing=several(missing),
            ),
            field="quotes",
        )
    return tuple(held[one] for one in wanted)


def _quotable(appeal: Appeal, file: CaseFile | None) -> Iterable[Quote]:
    for kept in appeal.files:
        says = LocalText(zh=f"文件（{kept.media_type}）", en=f"A file ({kept.media_type})")
        yield Quote(kind=FILE, id=kept.id, at=None, says=says, hash=kept.sha256)
    if file is None:
        return
    for entry in file.timeline:
        yield Quote(
            kind=EVENT, id=entry.id, at=entry.happened_at, says=entry.summary, hash=entry.hash
        )
    for record in file.evidence:
        yield Quote(
            kind=record.kind, id=record.id, at=record.at, says=record.says, hash=record.hash
        )
