"""Templates of answers, put together."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.appeals.answers.keeping import AnswerTemplates
from services.appeals.answers.template_store import AnswerTemplateStore
from services.appeals.contract.answer_templates import GetAnswerTemplates, PreviewAnswer
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.ports import AppealStore, HowMembersRead


@dataclass(frozen=True, kw_only=True)
class AnswerRoom:
    """What templates of answers bring into appeals. `keeping`: also for whoever uses one."""

    keeping: AnswerTemplates
    answers: Mapping[type[Query], Callable[[Any], Awaitable[Answer]]]


def build_answers(
    db: Database, appeals: AppealStore, readers: HowMembersRead, clock: Clock
) -> AnswerRoom:
    keeping = AnswerTemplates(AnswerTemplateStore(db), appeals, readers, clock)
    return AnswerRoom(
        keeping=keeping,
        answers={GetAnswerTemplates: keeping.read, PreviewAnswer: keeping.preview},
    )
