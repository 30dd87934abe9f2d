"""What was found of one thing: what it is, why that matters, and how it is mended."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from infra.kernel.sentences import Locale, Sentence, both


class Gravity(StrEnum):
    """FAULT: something does not work, or will not when it is needed. WARNING: it works, for now.
    NOTE: could not be looked at, or is as it is in development. FINE: looked at, and well."""

    FAULT = "FAULT"
    WARNING = "WARNING"
    NOTE = "NOTE"
    FINE = "FINE"


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: the same words each time, for programs. Nothing of it holds a secret."""

    about: str
    gravity: Gravity
    what: Sentence
    why: Sentence | None = None
    mend: Sentence | None = None


def fine(about: str, what: Sentence) -> Advice:
    return Advice(about=about, gravity=Gravity.FINE, what=what)


def note(about: str, what: Sentence, mend: Sentence | None = None) -> Advice:
    return Advice(about=about, gravity=Gravity.NOTE, what=what, mend=mend)


def warning(about: str, what: Sentence, why: Sentence, mend: Sentence) -> Advice:
    return Advice(about=about, gravity=Gravity.WARNING, what=what, why=why, mend=mend)


def fault(about: str, what: Sentence, why: Sentence, mend: Sentence) -> Advice:
    return Advice(about=about, gravity=Gravity.FAULT, what=what, why=why, mend=mend)


_MARKS = {Gravity.FAULT: "✗", Gravity.WARNING: "!", Gravity.NOTE: "·", Gravity.FINE: "✓"}
_WHY = both("影响：{text}", "Why it matters: {text}", text="")
_MEND = both("处理：{text}", "Mend: {text}", text="")


def report(found: Sequence[Advice], locale: Locale) -> str:
    """The worst first, in words; at the end how much of each there is."""
    order = list(Gravity)
    lines = [_lines(one, locale) for one in sorted(found, key=lambda one: order.index(one.gravity))]
    count = {each: sum(one.gravity is each for one in found) for each in Gravity}
    total = both(
        "{faults} 项故障，{warnings} 项警告，{notes} 项提示，{fine} 项正常。",
        "{faults} faults, {warnings} warnings, {notes} notes, {fine} fine.",
        faults=count[Gravity.FAULT],
        warnings=count[Gravity.WARNING],
        notes=count[Gravity.NOTE],
        fine=count[Gravity.FINE],
    )
    return "\n".join([*lines, "", total.told(locale), ""])


def _lines(one: Advice, locale: Locale) -> str:
    parts = [f"{_MARKS[one.gravity]} {one.about}: {one.what.told(locale)}"]
    for label, said in ((_WHY, one.why), (_MEND, one.mend)):
        if said is not None:
            parts.append(f"    {_labelled(label, said).told(locale)}")
    return "\n".join(parts)


def _labelled(label: Sentence, said: Sentence) -> Sentence:
    return msgspec.structs.replace(label, values={"text": said})


def is_ill(found: Iterable[Advice]) -> bool:
    return any(one.gravity is Gravity.FAULT for one in found)
