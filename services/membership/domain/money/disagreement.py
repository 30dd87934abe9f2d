"""What the host's list and our record say differently, and no rule settles: a person looks."""

from services.membership.contract.reconciliation import ReportDisagreement
from services.membership.contract.words import CaseReason
from services.membership.domain.recording.cases import want_case
from services.membership.domain.recording.recorder import Recorder


def report_disagreement(recorder: Recorder, command: ReportDisagreement) -> None:
    """Once while a case is wanted already; nothing is taken and nothing given by it."""
    want_case(recorder, CaseReason.RECORDS_DISAGREE, None)
