"""The statement of reasons for one adverse event: pure over the event, what surrounds it and the
explanation as of it. Each sentence stands on records, or is open to anybody."""

from collections.abc import Iterable, Sequence

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract.explanations import Evidence, Explanation, ProvenSentence
from services.membership.contract.statements import StatementOfReasons, StatementSection
from services.membership.contract.takeover_events import TakeoverReported
from services.membership.contract.words import RESPONSIBLE, Cause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import said
from services.membership.domain.explain.summaries import summarise
from services.membership.domain.wording.speech import Formatter, joined, say
from services.membership.statements.domain.adverse import AdverseEvent
from services.membership.statements.domain.ground import grounded
from services.membership.statements.domain.redress import redress_of
from services.membership.statements.domain.restricted import restricted, span
from services.membership.statements.domain.taking import taking
from services.membership.statements.domain.transparency import transparency

_RESTRICTED = say("限制内容与期限", "What was restricted, and until when")
_GROUND = say("依据", "Ground")
_FACTS = say("事实与经过", "Facts and circumstances")
_TAKING = say("来源与自动化", "Source and automation")
_REDRESS = say("救济途径", "Redress")


def statement_of(
    adverse: AdverseEvent,
    explanation: Explanation,
    history: Sequence[EventEnvelope],
    catalog: Catalog,
    formatter: Formatter,
) -> StatementOfReasons:
    """`explanation`: as of the event, by all that is known today; `history`: the whole one."""
    envelope = adverse.envelope
    record = _record(envelope, formatter)
    about = explanation if explanation.began_by == envelope.id and explanation.cause else None
    disowned = _disowned(adverse, history)
    cause = _cause(adverse, about, disowned)
    ground = grounded(adverse, cause, about, catalog, formatter=formatter, record=record)
    taken, restriction = taking(adverse, history), span(adverse)
    facts = _facts(about, record, _record(disowned, formatter) if disowned else None)
    redress = tuple(redress_of(explanation))
    ended_by = _ended_by(adverse, history, formatter)
    sections = (
        _section(_RESTRICTED, map(said, restricted(adverse, formatter, record, ended_by))),
        _section(_GROUND, (said(ground.says),)),
        _section(_FACTS, facts),
        _section(_TAKING, (ProvenSentence(says=taken.says, stands_on=(record.id,)),)),
        _section(_REDRESS, (one.says for one in redress)),
    )
    return StatementOfReasons(
        event_id=envelope.id,
        event_version=envelope.version,
        event_type=envelope.type,
        restriction=adverse.restriction,
        since=restriction.since,
        until=restriction.until,
        ended_at=restriction.ended_at,
        benefits_lost=adverse.benefits_lost,
        cause=cause,
        responsible=RESPONSIBLE[cause],
        ground=ground.ground,
        source=taken.source,
        automated_detection=taken.found_by_program,
        automated_decision=taken.decision,
        redress=tuple(one.redress for one in redress),
        facts=facts,
        sections=sections,
        text=_written(sections),
        transparency=transparency(
            adverse, restriction, ground, taken, facts, began=history[0].happened_at
        ),
    )


def _cause(
    adverse: AdverseEvent, about: Explanation | None, disowned: EventEnvelope | None
) -> Cause:
    if disowned is not None:
        return Cause.COMPROMISE
    explained = about.cause if about else None
    return explained or cause_of(adverse.envelope, adverse.body)


def _disowned(adverse: AdverseEvent, history: Sequence[EventEnvelope]) -> EventEnvelope | None:
    """The report by which the member put it down to somebody else, later."""
    for envelope in history[adverse.envelope.version :]:
        if envelope.type == TakeoverReported.__name__:
            changes = envelope.body.get("changes", ())
            if any(one["version"] == adverse.envelope.version for one in changes):
                return envelope
    return None


def _facts(
    about: Explanation | None, record: Evidence, disowned: Evidence | None
) -> tuple[ProvenSentence, ...]:
    """The explanation's where it is about this event; else what the event itself says."""
    own = ProvenSentence(says=record.says, stands_on=(record.id,))
    told = about.facts if about else (own,)
    later = (ProvenSentence(says=disowned.says, stands_on=(disowned.id,)),) if disowned else ()
    return (*told, *later)


def _ended_by(
    adverse: AdverseEvent, history: Sequence[EventEnvelope], formatter: Formatter
) -> Evidence | None:
    ended_by = adverse.loss.ended_by if adverse.loss else ""
    return next((_record(one, formatter) for one in history if one.id == ended_by), None)


def _record(envelope: EventEnvelope, formatter: Formatter) -> Evidence:
    return Evidence(
        kind="EVENT",
        id=envelope.id,
        at=envelope.happened_at,
        says=summarise(envelope, formatter),
        hash=envelope.hash,
    )


def _section(heading: LocalText, sentences: Iterable[ProvenSentence]) -> StatementSection:
    return StatementSection(heading=heading, sentences=tuple(sentences))


def _written(sections: Sequence[StatementSection]) -> LocalText:
    """A paragraph for each section, under its heading."""
    told = [(one.heading, joined(*(s.says for s in one.sentences))) for one in sections]
    return LocalText(
        zh="\n\n".join(f"{heading.zh}\n{says.zh}" for heading, says in told),
        en="\n\n".join(f"{heading.en}\n{says.en}" for heading, says in told),
    )
