"""Templates of answers on the real server: in versions, and said in the member's language."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from infra.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from infra.kernel.free_text import ERASED
from infra.kernel.text import LocalText
from services.appeals.contract.answer_templates import (
    AnswerPreview,
    AnswerTemplatesView,
    GetAnswerTemplates,
    PreviewAnswer,
    SaveAnswerTemplate,
    SavedAnswerTemplate,
)
from services.appeals.contract.commands import AnswerAppeal, AskInformation
from services.appeals.contract.views import Failed
from services.appeals.contract.words import Verdict
from services.membership.contract.words import RemedyKind
from services.shared.callers import StaffKind
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.fakes.callers import staff_caller
from tests.unit.appeals.people import ANNA, MEMBER, by, decision

ADMIN = staff_caller("s-9", "Ada")
WAIT = SaveAnswerTemplate(
    code="wait",
    title=LocalText(zh="稍候", en="Wait"),
    text=LocalText(
        zh="{{ number }}正在核实。{{ reviewer }}", en="{{ number }}: we look. {{ reviewer }}"
    ),
    based_on=0,
)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


async def save(system: AppealsSystem, version: int = 0, **text: str) -> SavedAnswerTemplate:
    said = LocalText(**{"zh": "好。", "en": "Well.", **text}) if text else WAIT.text
    command = SaveAnswerTemplate(code="wait", title=WAIT.title, text=said, based_on=version)
    return await system.api.save_answer_template(command, ADMIN)


async def test_staff_answer_by_it_in_the_members_language_and_both_are_kept(
    system: AppealsSystem,
) -> None:
    await system.api.save_answer_template(WAIT, ADMIN)
    system.told.languages[MEMBER.id] = "en"
    number = (await system.open()).number
    await system.api.execute(AnswerAppeal(number=number, template="wait"), by(ANNA))
    [_, said] = (await system.view(number)).messages
    assert said.text == f"{number}: we look. Anna"
    assert said.both == LocalText(zh=f"{number}正在核实。Anna", en=said.text)
    assert said.template == "wait/1"
    system.told.languages[MEMBER.id] = "zh-CN"
    ask = AskInformation(number=number, template="wait")
    refusal = decision(
        number, verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING, reason="", template="wait"
    )
    for command in (ask, refusal):
        await system.api.execute(command, by(ANNA))
    shown = await system.view(number)
    assert [message.text for message in shown.messages[2:]] == [f"{number}正在核实。Anna"] * 2
    assert shown.decision is not None
    assert shown.decision.reason == f"{number}正在核实。Anna"


async def test_while_notification_is_away_it_is_said_all_the_same(system: AppealsSystem) -> None:
    await system.api.save_answer_template(WAIT, ADMIN)
    number = (await system.open()).number
    system.told.down = True
    await system.api.execute(AnswerAppeal(number=number, template="wait"), by(ANNA))
    assert (await system.view(number)).messages[-1].text == f"{number}正在核实。Anna"


async def test_a_text_and_a_template_or_none_that_there_is_are_refused(
    system: AppealsSystem,
) -> None:
    await system.api.save_answer_template(WAIT, ADMIN)
    number = (await system.open()).number
    for given, kind in (
        ({"template": "wait", "text": "And this."}, InvalidInput),
        ({"template": "no-such"}, NotFound),
        ({}, InvalidInput),
    ):
        with pytest.raises(kind):
            await system.api.execute(AnswerAppeal(number=number, **given), by(ANNA))
    assert len((await system.view(number)).messages) == 1


async def test_of_those_who_save_the_same_version_at_once_one_does(system: AppealsSystem) -> None:
    texts = [f"第{n}种说法。" for n in range(4)]
    tried = await asyncio.gather(
        *(save(system, zh=text) for text in texts),
        return_exceptions=True,
    )
    [saved] = [one for one in tried if isinstance(one, SavedAnswerTemplate)]
    assert sum(isinstance(one, Conflict) for one in tried) == 3
    again = await save(system, zh=saved.template.text.zh)
    assert (again.template, again.repeated) == (saved.template, True)


async def test_each_version_replaces_the_last_one_and_a_retired_one_is_used_no_more(
    system: AppealsSystem,
) -> None:
    for version, text in enumerate(("一。", "二。")):
        await save(system, version, zh=text)
    [view] = await system.api.read([GetAnswerTemplates()])
    assert isinstance(view, AnswerTemplatesView)
    assert [(one.version, one.text.zh) for one in view.templates] == [(2, "二。")]
    retired = SaveAnswerTemplate(
        code="wait", title=WAIT.title, text=WAIT.text, based_on=2, retired=True
    )
    await system.api.save_answer_template(retired, ADMIN)
    number = (await system.open()).number
    with pytest.raises(NotFound):
        await system.api.execute(AnswerAppeal(number=number, template="wait"), by(ANNA))


async def test_it_is_tried_on_an_appeal_before_and_after_it_is_saved(system: AppealsSystem) -> None:
    number = (await system.open()).number
    await system.api.save_answer_template(WAIT, ADMIN)
    broken = LocalText(zh="{{ verdict }}", en="Well.")
    saved, unsaved, refused = await system.api.read(
        [
            PreviewAnswer(number=number, code="wait", reviewer="Bo"),
            PreviewAnswer(number=number, text=LocalText(zh="好。", en="Well.")),
            PreviewAnswer(number=number, text=broken),
        ]
    )
    assert isinstance(saved, AnswerPreview)
    assert (saved.template, saved.text.en) == ("wait/1", f"{number}: we look. Bo")
    assert isinstance(unsaved, AnswerPreview)
    assert (unsaved.template, unsaved.text.zh) == ("", "好。")
    assert isinstance(refused, Failed)
    assert (refused.error.code, refused.error.field) == ("INVALID_INPUT", "text.zh")


async def test_what_is_said_for_everybody_is_written_by_administrators(
    system: AppealsSystem,
) -> None:
    for who in (by(MEMBER), staff_caller("s-7", "Ron", staff_kind=StaffKind.SPECIALIST)):
        with pytest.raises(Forbidden):
            await system.api.save_answer_template(WAIT, who)


async def test_what_a_template_said_goes_with_what_is_erased(
    system: AppealsSystem, database_prefix: str
) -> None:
    await system.api.save_answer_template(WAIT, ADMIN)
    number = (await system.open()).number
    await system.api.execute(AnswerAppeal(number=number, template="wait"), by(ANNA))
    await system.erase_texts(MEMBER.id)
    [_, said] = (await system.view(number)).messages
    assert (said.text, said.both) == (ERASED, LocalText(zh=ERASED, en=ERASED))
    assert said.template == "wait/1"
