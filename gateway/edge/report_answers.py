"""What is answered to a report, by webhook and by line: the same words."""

from enum import StrEnum

import msgspec

from gateway.reports.taking import Taken
from gateway.schema.basics.masking import RETRY_AFTER, extensions_of
from infra.kernel.errors import AppError
from infra.kernel.sentences import Locale


class ReportOutcome(StrEnum):
    """TAKEN: it counts. REPEATED: it counted before. REFUSED: it does not count."""

    TAKEN = "TAKEN"
    REPEATED = "REPEATED"
    REFUSED = "REFUSED"


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """`line`: of a bulk, from 1. `version`: of the member after it; `renewed`, `missing`: of a
    payment, the latter in minor units. The rest says why it is refused, as a problem of the graph
    does; `retry_after`: seconds, where waiting helps."""

    outcome: ReportOutcome
    line: int = 0
    version: int = 0
    renewed: bool = False
    missing: int = 0
    code: str = ""
    field: str = ""
    message: str = ""
    retry_after: int = 0


def answer_to(taken: Taken, locale: Locale, line: int = 0) -> ReportAnswer:
    if isinstance(taken, AppError):
        return _refused(taken, locale, line)
    return ReportAnswer(
        line=line,
        outcome=ReportOutcome.REPEATED if taken.repeated else ReportOutcome.TAKEN,
        version=taken.version,
        renewed=taken.renewed,
        missing=taken.missing,
    )


def _refused(error: AppError, locale: Locale, line: int) -> ReportAnswer:
    more = extensions_of(error)
    return ReportAnswer(
        line=line,
        outcome=ReportOutcome.REFUSED,
        code=error.code,
        field=str(more.get("field", "")),
        message=error.sentence.told(locale),
        retry_after=int(str(more.get(RETRY_AFTER, 0))),
    )
