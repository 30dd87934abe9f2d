"""The files of a package. The same input gives the same bytes."""

from collections.abc import Iterator, Sequence

from services.appeals.contract.package import COMPLAINTS, PackageFile
from services.appeals.contract.views import AppealView
from services.appeals.package.domain.complaint import (
    GUIDANCE,
    complaint_to_12315,
    report_to_internet_centre,
)
from services.appeals.package.domain.given import Exhibited, PackageInput
from services.appeals.package.domain.page import page
from services.appeals.package.domain.shown import ShownAppeal, shown
from services.shared.packing.manifest import (
    HISTORY,
    MANIFEST,
    PROGRAMS,
    ListedCaseFile,
    ListedFile,
    ListedHistory,
    listed,
    manifest,
    readable,
)
from services.shared.packing.pages import when_in


def package_files(given: PackageInput) -> tuple[PackageFile, ...]:
    """In the order in which they are packed; the manifest is the last."""
    appeal = shown(given.appeal, given.evidence)
    files = [
        *(_file(name, text.encode()) for name, text in _texts(given, appeal)),
        *(_file(name, content) for name, content in _data(given, appeal)),
        *map(_of_evidence, given.evidence),
        *(_file(name, content) for name, content in PROGRAMS.items()),
    ]
    return (*files, _manifest(given, files))


def complaint_texts(view: AppealView, zone: str) -> dict[str, str]:
    """By file. `zone`: IANA name, for times."""
    appeal, when = shown(view, ()), when_in(zone, "zh")
    summary = view.case_file.explanation.summary.zh if view.case_file else ""
    return {
        f"{COMPLAINTS}README.txt": GUIDANCE,
        f"{COMPLAINTS}12315.zh.txt": complaint_to_12315(appeal, summary, when),
        f"{COMPLAINTS}internet.zh.txt": report_to_internet_centre(appeal, summary, when),
    }


def _texts(given: PackageInput, appeal: ShownAppeal) -> Iterator[tuple[str, str]]:
    for language in ("zh", "en"):
        yield f"case.{language}.html", page(given, appeal, language)
    yield from complaint_texts(given.appeal, given.zone).items()


def _data(given: PackageInput, appeal: ShownAppeal) -> Iterator[tuple[str, bytes]]:
    yield "data/appeal.json", readable(appeal)
    yield "data/statements.json", readable(given.statements)
    yield "data/evidence.json", readable(given.evidence)
    for one in given.case_files:
        yield f"data/case-file-{one.version}.json", one.content
    yield HISTORY, "".join(f"{line}\n" for line in given.history).encode()


def _of_evidence(one: Exhibited) -> PackageFile:
    return PackageFile(name=one.packed_as, size=one.size, sha256=one.sha256, evidence_id=one.id)


def _manifest(given: PackageInput, files: Sequence[PackageFile]) -> PackageFile:
    about = {
        "format": "reinstate-appeal-package/1",
        "appeal": given.appeal.number,
        "member": given.appeal.member_id,
        "made_at": given.made_at,
    }
    case_files = [
        ListedCaseFile(name=f"data/case-file-{one.version}.json", sealed_sha256=one.sha256)
        for one in given.case_files
    ]
    history = ListedHistory(
        name=HISTORY,
        aggregate=given.appeal.member_id,
        events=len(given.history),
        head=given.head,
    )
    named = (ListedFile(name=one.name, size=one.size, sha256=one.sha256) for one in files)
    return _file(MANIFEST, manifest(about, named, [history], case_files))


def _file(name: str, content: bytes) -> PackageFile:
    one = listed(name, content)
    return PackageFile(name=one.name, size=one.size, sha256=one.sha256, content=content)
