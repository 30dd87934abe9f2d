"""Every refusal is there in both languages, says the same in both, and speaks the API's names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import gateway.schema.root  # noqa: F401  (brings in every kind of refusal)
import services.appeals.component
import services.membership.component
import services.notify.component  # noqa: F401  (as above)
from infra.kernel.errors import AppError
from tests.architecture.code import ROOT, Said, said_by, said_in

ROOTS = ("infra", "services", "gateway")
OPERATORS_TERMINAL = "services/importing"
"""The command of the import speaks to the operator's terminal, which is in English."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OF_THE_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")
DATA = {"staff_kind", "second_factor", "device_id", "warn_days"}
"""Names that are data: claims of a token, parameters of a clause."""


def kinds(base: type[AppError] = AppError) -> set[str]:
    return {base.__name__}.union(*(kinds(sub) for sub in base.__subclasses__()))


def one_language_only(said: Said) -> list[int]:
    """Lines on which a refusal is given as a plain text."""
    return [
        call.lineno
        for name, call in said.calls
        if name in kinds() and any(isinstance(a, ast.Constant | ast.JoinedStr) for a in call.args)
    ]


def faults_of(call: ast.Call) -> Iterator[str]:
    patterns = [a.value for a in call.args if isinstance(a, ast.Constant)]
    if len(patterns) != 2 or not all(isinstance(one, str) for one in patterns):
        yield "is not two literal texts"
        return
    zh, en = str(patterns[0]), str(patterns[1])
    if not CHINESE.search(zh) and re.search("[A-Za-z]", plain(zh)):
        yield "has no Chinese"
    if CHINESE.search(en):
        yield "has Chinese in the English text"
    given = {keyword.arg for keyword in call.keywords}
    together = None in given  # **values
    if values_in(zh) != values_in(en) or not (together or values_in(zh) == given):
        yield f"has values {values_in(zh)}, {values_in(en)}, {given}"
    if spoken := {*OF_THE_CODE.findall(plain(zh)), *OF_THE_CODE.findall(plain(en))} - DATA:
        yield f"speaks of {spoken}"


def values_in(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def plain(pattern: str) -> str:
    """Without the values."""
    return "".join(text for text, *_ in Formatter().parse(pattern))


def files() -> Iterator[Path]:
    for root in ROOTS:
        for path in sorted(Path(root).rglob("*.py")):
            if not path.as_posix().startswith(OPERATORS_TERMINAL):
                yield path


@pytest.mark.parametrize("root", ROOTS)
def test_every_refusal_is_in_both_languages(root: str) -> None:
    found = [
        f"{path}:{line}"
        for path in files()
        if path.parts[0] == root
        for line in one_language_only(said_in(ROOT / path))
    ]
    assert not found, "say it with infra.kernel.sentences.both, in Chinese and English"


def test_both_languages_say_the_same_in_the_words_of_the_api() -> None:
    seen, faults = 0, []
    for path in files():
        for name, call in said_in(ROOT / path).calls:
            if name == "both":
                seen += 1
                faults += [f"{path}:{call.lineno} {fault}" for fault in faults_of(call)]
    assert not faults
    assert seen > 100


@pytest.mark.parametrize(
    ("planted", "says"),
    [
        ('both("Only English.", "Only English.")', "has no Chinese"),
        ('both("没有{a}。", "No {b}.", a=1, b=2)', "has values"),
        ('both("付款时间。", "paid_at is wrong.")', "speaks of {'paid_at'}"),
        ('both("没有。", "没有。")', "has Chinese in the English text"),
        ("both(zh, en)", "is not two literal texts"),
    ],
)
def test_the_rules_bite(planted: str, says: str) -> None:
    [(_, call)] = said_by(planted).calls
    assert any(fault.startswith(says) for fault in faults_of(call))


def test_a_plain_text_is_found() -> None:
    assert one_language_only(said_by('raise NotFound("No such thing.", field="id")')) == [1]
    assert one_language_only(said_by('raise NotFound(both("没有。", "None."), field="id")')) == []
