"""A sealed case file can be checked by anybody, and still once people's words are taken out."""

import hashlib
import json
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from infra.kernel.events import Actor
from infra.kernel.free_text import ERASED
from infra.kernel.text import LocalText
from services.appeals.case.domain.alerts import case_alert
from services.appeals.contract.case_views import AppealCaseFile
from services.appeals.domain.case.case_file import case_file_of, sealed_case_file
from services.appeals.domain.case.case_seal import erased, holds, opened, without_texts
from services.membership.contract.case_records import NamedOrder, OrderMatch
from services.membership.contract.views import TimelineEntry
from services.membership.contract.words import Cause, Status
from tests.fakes.membership import case_file, record
from tests.fakes.told import alert
from tests.unit.appeals.people import LOST_AT, MEMBER, NOON

SCRIPT = Path("docs/verify_case_file.py")
SAID = LocalText(zh="原因：“李与王共用。”", en="The reason given: “Li shares it with Wang.”")
WORDS = (
    "Li shares it with Wang.",
    "李与王共用。",
    "Lin",
    "203.0.113.9",
    "Li's phone",
    "my order 7",
)


def full() -> AppealCaseFile:
    """With words of people wherever they can stand."""
    bare = case_file(MEMBER.id, NOON, lost_at=LOST_AT)
    explanation = msgspec.structs.replace(bare.explanation, summary=SAID)
    event = TimelineEntry(
        id="m-1:4",
        version=4,
        type="HoldReleased",
        cause=Cause.STAFF_ACTION,
        responsible=None,
        actor=Actor(kind="STAFF", id="s-1", name="Lin"),
        happened_at=LOST_AT,
        recorded_at=LOST_AT,
        summary=SAID,
        status_after=Status.ACTIVE,
        plan_after="gold",
        device_id="d-1",
        device_label="Li's phone",
        ip="203.0.113.9",
        hash="c" * 64,
        body={"kind": "STAFF", "reason": "Li shares it with Wang."},
    )
    told = msgspec.structs.replace(alert("a-1", MEMBER.id, LOST_AT), title=SAID, text=SAID)
    named = NamedOrder(
        named="my order 7", match=OrderMatch.NOT_ON_RECORD, says=LocalText(zh="", en="")
    )
    record_ = msgspec.structs.replace(
        bare,
        explanation=explanation,
        explanation_now=explanation,
        timeline=(event,),
        evidence=(record("o-1", NOON, paid=9_900),),
        named_orders=(named,),
    )
    return case_file_of(record_, (case_alert(told),))


def script() -> ModuleType:
    """What strangers run; it knows nothing of ours."""
    spec = spec_from_file_location("verify_case_file", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = script()


def test_what_was_sealed_is_read_again_and_holds() -> None:
    case = sealed_case_file(full())
    assert opened(case.content) == full()
    assert holds(case.content, case.sha256)
    texts = len(json.loads(case.content)["texts"])
    assert VERIFY.verify(case.content.decode(), case.sha256) == (texts, 0, 1)
    assert erased(case.content) == 0


def test_the_same_file_sealed_twice_tells_nothing_of_its_words() -> None:
    assert sealed_case_file(full()).sha256 != sealed_case_file(full()).sha256


@pytest.mark.parametrize("changed", ["9900", "m-1:4", "Li shares", "NOT_ON_RECORD", "2026-11-16"])
def test_a_change_of_anything_shows(changed: str) -> None:
    case = sealed_case_file(full())
    other = changed[:-1] + ("X" if changed[-1] != "X" else "Y")
    if changed.isdecimal() or changed.startswith("2026"):
        other = changed[:-1] + str((int(changed[-1]) + 1) % 10)
    forged = case.content.replace(changed.encode(), other.encode())
    assert forged != case.content
    assert not holds(forged, case.sha256)
    with pytest.raises(VERIFY.Fault):
        VERIFY.verify(forged.decode(), case.sha256)


def test_once_erased_the_words_are_gone_and_the_hash_holds() -> None:
    case = sealed_case_file(full())
    bare = without_texts(case.content)
    assert without_texts(bare) == bare
    assert [word for word in WORDS if word in bare.decode()] == []
    assert holds(bare, case.sha256)
    texts = len(json.loads(bare)["texts"])
    assert VERIFY.verify(bare.decode(), case.sha256) == (texts, texts, 1)
    assert erased(bare) == texts > len(WORDS)
    file = opened(bare)
    assert file.timeline[0].actor == Actor(kind="STAFF", id="s-1", name=ERASED)
    assert file.timeline[0].body == {"kind": "STAFF", "reason": ERASED}
    assert file.explanation.summary == LocalText(zh=ERASED, en=ERASED)
    assert file.explanation.cause is Cause.SYNC_DELAY
    assert (file.evidence, file.alerts[0].hash) == (full().evidence, full().alerts[0].hash)
    forged = bare.replace(ERASED.encode(), b"Wang lies.", 1)
    assert not holds(forged, case.sha256)


def old_content() -> bytes:
    """As it was kept before there were versions: what the membership answered, and nothing else."""
    older = {
        "explanation_now",
        "lost_until",
        "money_lost",
        "looks_back_to",
        "cut_off",
        "named_orders",
    }
    fields = msgspec.to_builtins(case_file(MEMBER.id, NOON, lost_at=LOST_AT))
    fields["explanation"]["summary"] = {"zh": "李", "en": "Li"}
    kept = {name: value for name, value in fields.items() if name not in older}
    return msgspec.json.encode(kept, order="sorted")


KEPT = sorted(Path("tests/unit/kept").glob("*/case_file.*.json"))
"""Of every form there ever was; the name says by which hash it was sealed."""


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.parent.name)
def test_what_was_ever_sealed_is_read_and_checked_for_ever(file: Path) -> None:
    sha256, content = file.name.split(".")[1], file.read_bytes()
    assert holds(content, sha256)
    VERIFY.verify(content.decode(), sha256)
    assert opened(content).explanation.cause is Cause.SYNC_DELAY
    assert opened(without_texts(content)).member_id == MEMBER.id


def test_one_from_before_is_read_and_checked_as_it_was_sealed() -> None:
    content = old_content()
    sha256 = hashlib.sha256(content).hexdigest()
    file = opened(content)
    assert (file.version, file.missing, file.alerts, file.money_lost) == (1, (), (), None)
    assert file.explanation.lost_at == NOON - timedelta(days=5)
    assert holds(content, sha256)
    assert VERIFY.verify(content.decode(), sha256) == (0, 0, 0)
    assert not holds(content + b" ", sha256)


def test_one_from_before_loses_its_words_and_with_them_what_proved_it() -> None:
    content = old_content()
    bare = without_texts(content)
    assert without_texts(bare) == bare
    assert opened(bare).explanation.summary == LocalText(zh=ERASED, en=ERASED)
    assert erased(bare) == 2
    assert not holds(bare, hashlib.sha256(content).hexdigest())
