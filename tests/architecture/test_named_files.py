"""Whatever file a document names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(r"(?<![\w.-])(?<!\w/)((?:services|infra|gateway|tests)/[\w./-]*\w)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_a_document_names_exist(document: Path) -> None:
    named = set(NAMED.findall(document.read_text("utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
