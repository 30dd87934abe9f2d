"""infra is a platform: it holds no word of what the product is about."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = (
    *("member", "membership", "appeal", "notify", "alert", "sms", "campaign"),
    *("staff", "clause", "ladder", "suppression", "reviewer", "partner", "enrol", "downgrade"),
)
WORD = re.compile(rf"(?<![a-z])({'|'.join(DOMAIN)})s?(?![a-z])", re.IGNORECASE)
# the sinks speak the language of providers; what is shipped names the product's processes
FILES = [
    file
    for kind in ("py", "lua")
    for file in sorted((ROOT / "infra").rglob(f"*.{kind}"))
    if file.relative_to(ROOT).parts[1:3] != ("dev", "sinks")
]


def words_in(text: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)  # the words of CamelCase
    return [found[1] for found in WORD.finditer(apart)]


def test_there_is_a_platform_to_look_at() -> None:
    assert {"kernel", "storage", "http", "process"} <= {file.parent.name for file in FILES}


def test_infra_holds_no_domain_word() -> None:
    for file in FILES:
        assert words_in(file.read_text("utf-8")) == [], file


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def member_id(self)", ["member"]),
        ("class StaffKind", ["Staff"]),
        ("# told by SMS", ["SMS"]),
        ("inspect.getmembers(contract)", []),
    ],
)
def test_how_words_are_found(text: str, found: list[str]) -> None:
    assert words_in(text) == found
