"""What was ever stored can be read, folded and verified for ever: histories of every schema version
are kept as files, and none of them is changed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.kernel.events import EventEnvelope, schema_version_of, verify_chain, without_texts
from infra.kernel.free_text import ERASED, free_texts
from infra.kernel.upcasting import Upcasters, lifted
from services.appeals.contract import event_types as appeal_events
from services.appeals.contract import incident_events
from services.appeals.domain.folding.evolve import fold as fold_appeal
from services.appeals.incidents.domain.incident import fold as fold_incident
from services.membership.accounts.core.domain.account import folded as folded_account
from services.membership.accounts.staff.domain.staff_member import folded as folded_place
from services.membership.contract import event_types, export_events, partner_events
from services.membership.contract.accounts import event_types as account_events
from services.membership.domain.folding.evolve import fold
from services.membership.partners.domain import partner

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.jsonl"))
TYPES: dict[str, type[msgspec.Struct]] = {
    **event_types.EVENT_TYPES,
    **appeal_events.EVENT_TYPES,
    **incident_events.INCIDENT_EVENTS,
    **partner_events.PARTNER_EVENT_TYPES,
    **export_events.EXPORT_EVENT_TYPES,
    **account_events.EVENT_TYPES,
}
UPCASTERS: Upcasters = {
    **event_types.UPCASTERS,
    **appeal_events.UPCASTERS,
    **partner_events.UPCASTERS,
    **account_events.UPCASTERS,
}


def _partner(history: Sequence[EventEnvelope]) -> partner.Partner:
    after = partner.Partner(id="acme")
    for event in history:
        after = partner.evolve(after, typed(event), event.happened_at)
    return after


FOLDS: dict[str, Callable[[Sequence[EventEnvelope]], Any]] = {
    "membership": lambda history: fold("m-1", history),
    "imported": lambda history: fold("m-1", history),
    "appeal": fold_appeal,
    "withdrawn": fold_appeal,
    "late": fold_appeal,
    "desk": fold_appeal,
    "restored": lambda history: fold("m-1", history),
    "evidenced": fold_appeal,
    "refreshed": fold_appeal,
    "again": fold_appeal,
    "linked": fold_appeal,
    "extended": fold_appeal,
    "settled": fold_appeal,
    "remedied": lambda history: fold("m-1", history),
    "erased": lambda history: fold("m-1", history),
    "rectified": lambda history: fold("m-1", history),
    "incident": fold_incident,
    "false_alarm": fold_incident,
    "partner": _partner,
    "account": folded_account,
    "factors": folded_account,
    "signed_out": folded_account,
    "taken_over": folded_account,
    "came_back": folded_account,
    "put_back": folded_account,
    "reset_by_staff": folded_account,
    "staff_reset": folded_place,
    "staff": folded_place,
    "staff_account": folded_account,
}


def history_of(file: Path) -> list[EventEnvelope]:
    return [
        msgspec.json.decode(line, type=EventEnvelope) for line in file.read_bytes().splitlines()
    ]


def typed(event: EventEnvelope) -> Any:
    today = lifted(event, UPCASTERS)
    return msgspec.convert(today.body, TYPES[today.type])


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_kept_history_reads_folds_and_verifies(file: Path) -> None:
    history = history_of(file)
    assert verify_chain(history) is None
    for event in history:
        assert type(typed(event)).__name__ == event.type
    kept = file.with_suffix(".state.json")
    if file.stem in FOLDS:
        state = FOLDS[file.stem](history)
        then = msgspec.json.decode(kept.read_bytes(), type=type(state))
        for name in msgspec.json.decode(kept.read_bytes()):  # what is known since is not in it
            assert getattr(state, name) == getattr(then, name), name


_NAMES_OF_TEXTS = {"name", "reason", "question", "answer", "label", "wrong", "right"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_once_erased_it_still_verifies_and_folds(file: Path) -> None:
    history = history_of(file)
    erased = [without_texts(event) for event in history]
    assert verify_chain(erased) is None
    assert [event.hash for event in erased] == [event.hash for event in history]
    if file.stem in FOLDS:
        FOLDS[file.stem](erased)
    for event in history:
        for text in event.texts:
            *_, last = text.split("/")
            assert last in _NAMES_OF_TEXTS


def test_every_kind_of_every_version_is_kept() -> None:
    kept = {(e.type, e.schema_version) for file in FILES for e in history_of(file)}
    ever = {
        (name, version)
        for name, kind in TYPES.items()
        for version in range(1, schema_version_of(kind) + 1)
    }
    assert {one for one in ever if one not in kept and one in UPCASTERS} == set()
    assert {name for name, _ in kept} <= set(TYPES)


def test_every_earlier_version_is_lifted_to_the_one_of_today() -> None:
    for name, kind in TYPES.items():
        steps = {version for of, version in UPCASTERS if of == name}
        assert steps == set(range(1, schema_version_of(kind))), name


_WORDS_OF_PEOPLE = {"reason", "question", "answer", "text", "note", "label", "comment", "message"}


def test_what_people_write_is_marked() -> None:
    """A name for what people write, unmarked, would lie in the history for ever."""
    for name, kind in TYPES.items():
        marked = {path[-1] for path in free_texts(kind)}
        plain = {f.name for f in msgspec.structs.fields(kind) if f.type is str}
        assert not (plain - marked) & _WORDS_OF_PEOPLE, name


def test_reasons_of_version_1_are_still_read() -> None:
    reasons = [
        event.body["hold"]["reason"]
        for event in history_of(HERE / "1" / "membership.jsonl")
        if event.type == "HoldPlaced" and event.actor.kind == "STAFF"
    ]
    assert reasons == ["Two people use it. 两人共用。"]


def test_of_version_2_an_erased_reason_reads_as_erased() -> None:
    history = history_of(HERE / "2" / "membership.jsonl")
    [held] = [e for e in history if e.type == "HoldPlaced" and e.actor.kind == "STAFF"]
    assert (held.body["hold"]["reason"], held.actor.name) == (
        "Two people use it. 两人共用。",
        "Lin",
    )
    gone = without_texts(held)
    assert (gone.body["hold"]["reason"], gone.actor.name) == (ERASED, ERASED)
