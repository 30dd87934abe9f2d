"""What a decision cites has to be of its case."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.decisions import Citations
from services.appeals.domain.view import Dossier
from services.membership.contract.views import CaseFile
from services.membership.contract.words import Cause


def cited(command: DecideAppeal, dossier: Dossier) -> Citations:
    """What the reviewer cites; clause and plan, where they name none, as the case file has them.

    Raises:
        InvalidInput: evidence or a clause that is not of the case.
    """
    file, citing = dossier.case_file, command.citing
    _require_known(citing, set(_citable(dossier)))
    if not citing.clause and file is not None and file.explanation.cause is command.cause:
        citing = replace(
            citing,
            clause=file.explanation.clause or "",
            clause_version=file.explanation.clause_version,
        )
    held = held_when_lost(file) if file is not None else None
    if not citing.plan and held is not None:
        citing = replace(citing, plan=held.plan, plan_version=held.version)
    return citing


def _citable(dossier: Dossier) -> Iterator[str]:
    yield from (message.id for message in dossier.messages if not message.staff_only)
    yield from (file.id for file in dossier.appeal.files)
    if (file := dossier.case_file) is not None:
        yield from (entry.id for entry in file.timeline)
        yield from (piece.id for piece in (*file.evidence, *file.explanation.evidence))


def _require_known(citing: Citations, known: set[str]) -> None:
    strange = [id for id in citing.evidence if id not in known]
    if strange:
        raise InvalidInput(
            both(
                "以下证据不属于本案：{ids}。",
                "This evidence is not of the case: {ids}.",
                ids=several(strange),
            ),
            field="evidence",
            details={"unknown": strange},
        )
    clause = f"{citing.clause}@{citing.clause_version}"
    if citing.clause and clause not in known:
        raise InvalidInput(
            both(
                "案卷中没有条款 {clause}；请写明 clause 及其 clauseVersion。",
                "The case has no clause {clause}; name the clause and its clauseVersion.",
                clause=clause,
            ),
            field="clause",
        )


class HeldPlan(NamedTuple):
    plan: str
    version: int


def held_when_lost(file: CaseFile) -> HeldPlan | None:
    """The plan just before the loss began; none where the case file does not tell."""
    lost_at = file.explanation.lost_at or file.gathered_at
    held = [
        HeldPlan(entry.plan_after, version)
        for entry in file.timeline
        if entry.happened_at < lost_at and entry.plan_after and (version := _version_in(entry.body))
    ]
    return held[-1] if held else None


def _version_in(body: Mapping[str, Any]) -> int | None:
    """Of the plan that an event leads to."""
    version: int | None = body.get("plan_version") or body.get("to_version")
    return version


def require_difference_explained(command: DecideAppeal, found: Cause | None) -> None:
    """`found`: what the sealed explanation says; where it knows no cause, nothing contradicts it.

    Raises:
        InvalidInput: another cause, and no word on why.
    """
    contradicts = found not in (None, Cause.UNKNOWN, command.cause)
    if contradicts and not command.difference_reason.strip():
        raise InvalidInput(
            both(
                "案卷的说明认定原因为 {found}，决定写的是 {cause}；请在 differenceReason 中说明"
                "为何不同，会员会看到。",
                "The explanation in the case file found {found}, and the decision says {cause}; "
                "say in differenceReason why they differ. The member reads it.",
                found=str(found),
                cause=command.cause.value,
            ),
            field="differenceReason",
            details={"found": str(found)},
        )
