"""What a member can do against an adverse change: Article 17(3)(f) of Regulation (EU) 2022/2065."""

from collections.abc import Iterator
from typing import NamedTuple

from services.membership.contract.explanations import Explanation, ProvenSentence
from services.membership.contract.statements import Redress, RedressKind
from services.membership.domain.wording.speech import say

ANYBODY = {
    RedressKind.PERSON: say(
        "您随时可以要求由人工复核，不接受只由程序作出的决定。",
        "You can ask for a person to look at it at any time; you need not accept a decision by a "
        "program alone.",
    ),
    RedressKind.REGULATOR: say(
        "您也可以向全国12315平台投诉（www.12315.cn，电话12315），请消费者组织调解，或者依法起诉。",
        "You can also complain to the national 12315 platform (www.12315.cn, phone 12315), ask a "
        "consumers' association to mediate, or go to court.",
    ),
}
"""Open to anybody at any time, so that no record is needed for it. The first: Article 24 of the
Personal Information Protection Law (PIPL); the second: Articles 39 and 46 of the Law on the
Protection of Consumer Rights and Interests."""
_OF_THE_EXPLANATION = {"UNDO": RedressKind.UNDO, "APPEAL": RedressKind.APPEAL}


class RedressStep(NamedTuple):
    redress: Redress
    says: ProvenSentence


def redress_of(told: Explanation) -> Iterator[RedressStep]:
    """`told`: as of the change."""
    proven = {one.says: one for one in told.sentences}
    for step in told.next_steps:
        if kind := _OF_THE_EXPLANATION.get(step.action):
            yield RedressStep(
                Redress(kind=kind, says=step.says, until=step.until), proven[step.says]
            )
    for kind, says in ANYBODY.items():
        yield RedressStep(Redress(kind=kind, says=says), ProvenSentence(says=says, stands_on=()))
