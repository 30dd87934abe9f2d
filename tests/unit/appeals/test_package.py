"""A package stands alone: it opens without a network, holds nothing that is not its member's to
read, and its program finds every byte that is not as it was."""

import hashlib
import subprocess
import sys
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.appeals.contract.case_views import AppealCaseFile, CaseAlert, CaseDelivery
from services.appeals.contract.package import PackageFile
from services.appeals.contract.views import AppealView, Decision, Message
from services.appeals.contract.words import AppealState, RemedyState, Verdict
from services.appeals.package.domain.contents import package_files
from services.appeals.package.domain.given import Exhibited, PackageInput, SealedFile
from services.appeals.package.domain.words import (
    PARTIES,
    REMEDIES,
    REMEDY_STATES,
    STATES,
    VERDICTS,
)
from services.membership.contract.cause_names import CAUSES
from services.membership.contract.queries import GetStatements
from services.membership.contract.words import Cause, RemedyKind
from services.membership.statements.reading import statements_page
from services.shared.callers import ActorKind
from tests.fakes.services import appeal as submitted
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import ID, World

BY_MEMBER = Actor(kind=ActorKind.MEMBER, id=ID)
ZHOU = Actor(kind=ActorKind.STAFF, id="zhou.min", name="Zhou Min")
LIN = Actor(kind=ActorKind.STAFF, id="lin.hua", name="Lin Hua")
PHOTO = b"\x89PNG\r\n not really"
SEALED = b'{"evidence":[],"sealed":true}'
HOSTILE = "<script>alert(1)</script>"


def lapsed() -> World:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.pass_time(days=40)
    return world


def message(number: int, by: Actor, text: str, *, staff_only: bool = False) -> Message:
    at = lapsed().now + timedelta(hours=number)
    return Message(id=f"msg-{number}", at=at, by=by, text=text, orders=(), staff_only=staff_only)


def appeal(world: World) -> AppealView:
    decision = Decision(
        at=world.now + timedelta(days=2),
        by=LIN,
        verdict=Verdict.PARTLY,
        cause=Cause.LAPSED,
        reason="宽限期内余额不足。",
        remedy=RemedyKind.EXTEND,
        remedy_state=RemedyState.APPLIED,
        days=3,
        period_end=None,
    )
    found = Reader(world).case_file(world.now - timedelta(days=8))
    told = CaseAlert(
        id="a-1",
        event_id=f"{ID}:3",
        event_type="MembershipExpired",
        topic="STATUS",
        at=world.now,
        title=LocalText(zh="会员已到期", en="Your membership expired"),
        text=LocalText(zh="您的会员已到期失效。", en="It expired."),
        received=True,
        deliveries=(
            CaseDelivery(
                id="d-1", channel="SMS", state="DELIVERED", planned_at=world.now, steps=(),
                sent_at=world.now, received_at=world.now, attempts=1, rule="", reason="",
            ),
        ),
        hash="b" * 64,
    )  # fmt: skip
    return msgspec.structs.replace(
        submitted("AP-20260210-0001", ID),
        state=AppealState.DECIDED,
        lost_at=world.now - timedelta(days=9),
        first_answered_at=world.now + timedelta(hours=3),
        messages=(
            message(1, BY_MEMBER, f"我当时已付款。{HOSTILE}"),
            message(2, ZHOU, "NOTE-FOR-STAFF", staff_only=True),
            message(3, ZHOU, "请提供付款凭证。"),
        ),
        decision=decision,
        case_file=AppealCaseFile(**msgspec.structs.asdict(found), alerts=(told,)),
    )


def given(world: World) -> PackageInput:
    lines = [msgspec.json.encode(event, order="sorted").decode() for event in world.history]
    photo = Exhibited(
        id="f-1",
        name='付款截图 "1".png',
        packed_as="files/01.png",
        size=len(PHOTO),
        sha256=hashlib.sha256(PHOTO).hexdigest(),
        at=world.now,
        message_id="msg-1",
    )
    return PackageInput(
        appeal=appeal(world),
        case_files=(
            SealedFile(version=1, sha256=hashlib.sha256(SEALED).hexdigest(), content=SEALED),
        ),
        statements=statements_page(GetStatements(member_id=ID), Reader(world).gathered).statements,
        history=tuple(lines),
        head=world.history[-1].hash,
        evidence=(photo,),
        made_at=world.now,
        zone="Asia/Shanghai",
    )


@pytest.fixture(scope="module")
def files() -> tuple[PackageFile, ...]:
    return package_files(given(lapsed()))


def content(file: PackageFile) -> bytes:
    return PHOTO if file.evidence_id else file.content


def unpacked(files: tuple[PackageFile, ...], folder: Path) -> Path:
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(file))
    return folder


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """By the package's own program, which knows nothing of ours."""
    script = str(folder / "verify_package.py")
    return subprocess.run(
        [sys.executable, "-I", script], capture_output=True, text=True, check=False, cwd="/"
    )


def test_the_program_confirms_every_file_and_the_history(
    files: tuple[PackageFile, ...], tmp_path: Path
) -> None:
    done = verified(unpacked(files, tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ID}: " in done.stdout
    assert f"{len(files) - 1} files hold" in done.stdout
    assert verified(tmp_path).returncode == 0, "it left something behind"


def test_one_flipped_byte_is_found_in_whichever_file(
    files: tuple[PackageFile, ...], tmp_path: Path
) -> None:
    folder = unpacked(files, tmp_path)
    for file in files:
        if file.name.startswith("verify_"):
            continue  # a program that was changed says what it likes: get it from elsewhere
        flipped = bytearray(content(file))
        flipped[len(flipped) // 2] ^= 1
        (folder / file.name).write_bytes(bytes(flipped))
        done = verified(folder)
        assert done.returncode == 1, file.name
        if file.name != "manifest.json":
            assert f"NOT GENUINE: {file.name} " in done.stdout
        (folder / file.name).write_bytes(content(file))


def test_what_lacks_and_what_was_added_is_found(
    files: tuple[PackageFile, ...], tmp_path: Path
) -> None:
    folder = unpacked(files, tmp_path)
    (folder / "data" / "appeal.json").unlink()
    (folder / "data" / "more.json").write_text("{}")
    told = verified(folder).stdout
    assert "NOT GENUINE: data/appeal.json cannot be read" in told
    assert "NOT GENUINE: data/more.json is not of this package" in told


def test_a_history_that_was_cut_is_found_though_its_hash_was_adapted(
    files: tuple[PackageFile, ...], tmp_path: Path
) -> None:
    short = msgspec.structs.replace(given(lapsed()), history=given(lapsed()).history[:-1])
    told = verified(unpacked(package_files(short), tmp_path)).stdout
    assert "history/membership.jsonl does not end where the manifest says" in told


def test_a_case_file_that_is_not_as_it_was_sealed_is_found_though_the_manifest_was_adapted(
    tmp_path: Path,
) -> None:
    changed = SealedFile(
        version=1, sha256=hashlib.sha256(SEALED).hexdigest(), content=SEALED.replace(b"true", b"no")
    )
    adapted = msgspec.structs.replace(given(lapsed()), case_files=(changed,))
    told = verified(unpacked(package_files(adapted), tmp_path)).stdout
    assert "NOT GENUINE: data/case-file-1.json" in told


def test_the_same_state_gives_the_same_bytes_but_for_the_time_stated(
    files: tuple[PackageFile, ...],
) -> None:
    later = msgspec.structs.replace(given(lapsed()), made_at=lapsed().now + timedelta(days=1))
    assert package_files(given(lapsed())) == files
    before, after = ({one.name: one for one in some} for some in (files, package_files(later)))
    assert {name for name in before if before[name] != after[name]} == {"manifest.json"}


def test_notes_and_names_of_staff_stay_out(files: tuple[PackageFile, ...]) -> None:
    for file in files:
        told = content(file).decode("utf-8", "replace")
        for secret in ("NOTE-FOR-STAFF", "Zhou Min", "Lin Hua", "zhou.min", "lin.hua"):
            assert secret not in told, file.name


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_leads_to_nothing_but_the_package_and_runs_nothing(
    files: tuple[PackageFile, ...], language: str
) -> None:
    by_name = {file.name: file for file in files}
    html = by_name[f"case.{language}.html"].content.decode()
    links = Links()
    links.feed(html)
    assert "files/01.png" in links.found
    assert set(links.found) <= by_name.keys()
    assert not {"script", "iframe", "img", "link", "form", "object"} & set(links.tags)
    assert "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html


def test_a_page_tells_the_appeal_in_its_language(files: tuple[PackageFile, ...]) -> None:
    pages = {file.name: file.content.decode() for file in files if file.name.endswith(".html")}
    for told in ("会员已到期", "请提供付款凭证。", "部分支持", "工作人员 A", "权益限制理由"):
        assert told in pages["case.zh.html"]
    for told in ("AP-20260210-0001", "Partly upheld", "Staff B", "Statements of reasons"):
        assert told in pages["case.en.html"]
    assert "2026年2月" in pages["case.zh.html"]


def test_a_complaint_says_what_is_on_record_and_leaves_the_rest_open(
    files: tuple[PackageFile, ...],
) -> None:
    texts = {file.name: file.content.decode() for file in files if file.name.startswith("comp")}
    for name in ("complaint/12315.zh.txt", "complaint/internet.zh.txt"):
        told = texts[name]
        assert "AP-20260210-0001" in told
        assert "部分支持" in told
        assert "宽限期内余额不足。" in told
        assert "【请填写" in told
        assert "None" not in told
    assert "12315" in texts["complaint/README.txt"]


def test_every_word_has_its_sentence() -> None:
    for words, kind in (
        (STATES, AppealState),
        (VERDICTS, Verdict),
        (REMEDIES, RemedyKind),
        (REMEDY_STATES, RemedyState),
        (CAUSES, Cause),
        (PARTIES, ActorKind),
    ):
        assert set(words) == set(kind)
