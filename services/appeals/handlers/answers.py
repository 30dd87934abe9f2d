"""What is said by a template, in place of a text of its own."""

from typing import Any

from msgspec.structs import replace

from infra.kernel.errors import InvalidInput
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.context import Context
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    DecideAppeal,
)
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import MEMBER_ANSWERS_WITHIN
from services.appeals.domain.decide import OnAppeal
from services.appeals.domain.recording.recorder import ByTemplate

SAID_IN: dict[type, str] = {
    AddStaffNote: "text",
    AnswerAppeal: "text",
    AskInformation: "question",
    DecideAppeal: "reason",
}


async def said_by_template(
    ctx: Context, appeal: Appeal, command: OnAppeal, by: Actor
) -> ByTemplate | None:
    """
    Raises:
        InvalidInput: there is a text as well, or about this appeal it cannot be said.
        NotFound: there is no such template.
    """
    code: str = getattr(command, "template", "")
    if not code:
        return None
    if getattr(command, SAID_IN[type(command)]).strip():
        raise InvalidInput(
            both(
                "文字和模板只能选一种：以模板作答时请不要另写文字。",
                "Either a text or a template: leave out the text where a template is used.",
            ),
            field="template",
        )
    return await ctx.answers.said(code, appeal, by, **_given(ctx, command))


def worded(command: OnAppeal, said: ByTemplate | None) -> OnAppeal:
    """The command with what its template says to the member."""
    if said is None:
        return command
    return replace(command, **{SAID_IN[type(command)]: said.to_member})


def _given(ctx: Context, command: OnAppeal) -> dict[str, Any]:
    match command:
        case AskInformation():
            return {"answer_until": command.answer_until or ctx.now() + MEMBER_ANSWERS_WITHIN}
        case DecideAppeal():
            return {"verdict": command.verdict, "cause": command.cause}
        case _:
            return {}
