"""A member says to have read a version of a clause: kept as said, and it binds nobody earlier."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.clause_commands import AcknowledgeClause
from services.membership.contract.clause_events import ClauseAcknowledged
from services.membership.domain.aggregate.state import notice_key
from services.membership.domain.recording.recorder import Recorder


def acknowledge(recorder: Recorder, command: AcknowledgeClause) -> None:
    """Once: the first time counts.

    Raises:
        InvalidInput: there is no such version.
    """
    if not 1 <= command.version <= len(recorder.catalog.versions(command.clause)):
        raise InvalidInput(
            both(
                "没有 {clause} 条款的第 {version} 版；请核对后再确认。",
                "There is no version {version} of the clause {clause}; check it, then acknowledge "
                "it.",
                clause=command.clause or "–",
                version=command.version,
            ),
            field="version",
        )
    if notice_key(command.clause, command.version) not in recorder.state.acknowledged:
        recorder.record(ClauseAcknowledged(clause=command.clause, clause_version=command.version))
