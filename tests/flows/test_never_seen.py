"""A member never sees a note of staff or who they are, nor anything of another member's case: by no
field, list, node id or link. The questions are made from the schema, so that what is added to it is
asked, too.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from gateway.identity.viewer import Role
from gateway.schema.basics.nodes import global_id, read_global_id
from infra.kernel.errors import InvalidInput
from tests.flows.conftest import System
from tests.flows.people import Member, Person, Staff
from tests.flows.test_loss_and_return import ONE
from tests.flows.test_packages import add_photo
from tests.flows.test_subscriptions import following
from tests.flows.walking import (
    PAYLOAD_DEPTH,
    Given,
    Selecting,
    questions,
    reachable,
    root_fields,
    values_in,
)

HIDDEN = "zq7"
"""In everything that is planted, and in nothing that the curious member ever sends."""
STAFF = "reviewer-1"
LAST_WORD = "That was all."
OTHERS = f"{HIDDEN}-others"
NOTE = f"{HIDDEN}-note"
STAFF_WORDS = {
    ("askInformation", "question"): "MEMBER",
    ("answerAppeal", "text"): "MEMBER",
    ("addStaffNote", "text"): "STAFF",
    ("decideAppeal", "reason"): "MEMBER",
    ("decideAppeal", "differenceReason"): "MEMBER",
    ("addEvidence", "text"): "MEMBER",
    ("giveBackAppeal", "note"): "STAFF",
    ("assignAppeal", "note"): "STAFF",
    ("returnDecision", "reason"): "STAFF",
}
"""Who reads what staff write about an appeal. What is for STAFF has to be planted once."""
FOR_STAFF = [key for key, reader in STAFF_WORDS.items() if reader == "STAFF"]
NOT_WORDS = {"number", "idempotencyKey", "kind", "id", "orderId", "template"}
THINGS = (
    "id", "number", "memberId", "to", "main", "other", "alertId", "alertIds", "evidence",
    "draftId", "fileId", "about",
)  # fmt: skip
"""Arguments that name something of a member's."""
OF_NOBODY = {"now"}
"""Has no fields, and is the same for everybody."""
DEEPEST = 14
"""So deep each field is walked into once: no way to it shows more than another."""
DEEP_ENOUGH = 5
"""For all that a case holds, from `me` on."""
OWN_WORDS: Given = {
    "first": ["2"],
    "text": ["I have another question."],
    "orders": ["o-1"],
    "code": ["000000"],
    "plan": ["gold"],
    "benefit": ["free_transfers"],
    "begins": ["22:00"],
    "ends": ["08:00"],
    "timeZone": ["Asia/Shanghai"],
    "phone": ["+8613900000001"],
    "email": ["curious@members.example"],
    "clause": ["renewal"],
    "digits": ["0000"],
    "kind": ["EVENT"],
    "useId": ["use-1"],
    "orderId": ["o-1"],
    "partnerId": ["acme"],
    "handle": ["curious@members.example"],
    "newContact": ["curious.new@members.example"],
    "words": ["It is mine."],
    "password": ["correct horse battery"],
    "current": ["correct horse battery"],
    "attemptId": ["way-in-1"],
    "answer": ["000000"],
    "refreshToken": ["rt_s-1.0.AAAA"],
    "deviceId": ["d-1"],
    "sessionId": ["s-1"],
    "shownAs": ["Reinstate"],
    "continuation": ["c-1"],
    "label": ["My phone"],
    "credential": ["{}"],
    "name": ["My tablet"],
    "wrong": ["The price."],
    "right": ["Another one."],
}
"""What any member may write; all other arguments name something of somebody's."""


_TOO_MUCH = re.compile(r'"code": ?"TOO_(COSTLY|DEEP|MANY_(TOKENS|FIELDS))')
_NEVER_RAN = re.compile(r'"code": ?"(DOCUMENT_|GRAPHQL_|INVALID_VARIABLES|INTERNAL)')


@dataclass
class Scene:
    """`known`: by the name of an argument, what there is of the other member's."""

    curious: Member
    own: str
    other: Member
    number: str
    staff: Staff


async def plant(system: System, scene: Scene) -> None:
    """Every kind of text that a case holds, in the case of the other member; and notes in both."""
    other, staff, number = scene.other, scene.staff, scene.number
    await add_photo(system, other, number, name=f"{OTHERS}-file.png", text=f"{OTHERS}-with-file")
    for case in (number, scene.own):
        await staff.appeal("takeAppeal", "TakeAppealInput", number=case)
        for name, kind, input in (
            ("addStaffNote", "AppealTextInput", {"text": NOTE}),
            ("giveBackAppeal", "GiveBackAppealInput", {"note": NOTE}),
            ("assignAppeal", "AssignAppealInput", {"note": NOTE, "to": STAFF}),
        ):
            done = await staff.appeal(name, kind, number=case, **input)
            assert "code" not in done, (name, done)
    await staff.appeal("answerAppeal", "AppealTextInput", number=scene.own, text="We look at it.")
    await staff.appeal(
        "askInformation", "AskInformationInput", number=number, question=f"{OTHERS}-question"
    )
    await other.appeal("replyToAppeal", "ReplyToAppealInput", number=number, text=f"{OTHERS}-reply")
    await staff.appeal("answerAppeal", "AppealTextInput", number=number, text=f"{OTHERS}-answer")
    decided = await staff.appeal(
        "decideAppeal", "DecideAppealInput", number=number, verdict="REJECTED",
        cause="MEMBER_CANCELLED", reason=f"{OTHERS}-reason", remedy="NOTHING",
    )  # fmt: skip
    assert "code" not in decided, decided


async def propose_and_return(system: System, scene: Scene) -> None:
    """A decision that is worth much: returned once, and then waiting for a second of the staff."""
    digits = (await scene.curious.phone())[-4:]
    proven = await scene.curious.appeal(
        "proveIdentity", "ProveIdentityInput", number=scene.own, digits=digits
    )
    assert "code" not in proven, proven
    for returned in (True, False):
        proposed = await scene.staff.appeal(
            "decideAppeal", "DecideAppealInput", number=scene.own, verdict="UPHELD",
            cause="MEMBER_CANCELLED", reason=NOTE, remedy="RESTORE", days=3_660,
        )  # fmt: skip
        assert proposed.get("decision", "") is None, proposed
        if returned:
            async with await system.staff("reviewer-2") as second:
                done = await second.appeal(
                    "returnDecision", "ReturnDecisionInput", number=scene.own, reason=NOTE
                )
            assert "code" not in done, done


async def followed(system: System, scene: Scene) -> list[str]:
    """What a member hears live of appeals while all of it is planted, up to a word of the own."""
    asked = root_fields("subscription", Role.MEMBER)["appealProgressed"]
    shown = Selecting(OWN_WORDS).all_of(get_named_type(asked.type), PAYLOAD_DEPTH)
    live = f"subscription {{ appealProgressed {shown.written()} }}"
    heard: list[str] = []
    async with following(system, scene.curious.client.token, live) as follower:
        await plant(system, scene)
        await propose_and_return(system, scene)
        await scene.staff.appeal(
            "answerAppeal", "AppealTextInput", number=scene.own, text=LAST_WORD
        )
        while not heard or LAST_WORD not in heard[-1]:
            heard.append(json.dumps(await follower.next()))
    return heard


async def draft(member: Member) -> None:
    saved = await member.do(
        "saveAppealDraft", "SaveAppealDraftInput",
        "AppealDraftSuccess { draft { draftId } }", text=f"{OTHERS}-draft",
    )  # fmt: skip
    assert "code" not in saved, saved


async def said(person: Person, document: str) -> str:
    """The whole answer, as it comes over the line, errors and all."""
    headers = {"authorization": f"Bearer {person.client.token}"}
    if document.startswith("subscription"):
        headers["accept"] = "text/event-stream"
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{person.client.url}/graphql", json={"query": document}, headers=headers
        ) as response,
    ):
        return await response.text()


async def walked(
    person: Person,
    known: Given,
    kind: str = "query",
    *,
    depth: int = DEEPEST,
    only: Collection[str] = (),
) -> list[tuple[str, str]]:
    """Every question of a kind that a member may ask, with its answer; `only`: of these fields."""
    selecting = Selecting(OWN_WORDS | known, set() if depth == DEEPEST else None)
    left = [
        question
        for name, one in root_fields(kind, Role.MEMBER).items()
        if not only or name in only
        for question in questions(kind, name, one, selecting, depth)
    ]
    answers = []
    while left:
        question = left.pop()
        answer = await said(person, question.document)
        if _TOO_MUCH.search(answer):
            left += question.halves
        else:
            assert not _NEVER_RAN.search(answer), (question.document, answer)
            answers.append((question.document, answer))
    return answers


def things_of(answers: list[tuple[str, str]], member: Member, number: str) -> Given:
    """What can be named of a member, from the member's own answers."""
    told = [json.loads(answer) for _, answer in answers]

    def under(*names: str) -> list[str]:
        found = (value for one in told for name in names for value in values_in(one, name))
        return list(dict.fromkeys(found))

    ids = under("id")
    alerts = [id for one in told for alert in _alerts(one) for id in values_in(alert, "id")]
    nodes = [global_id("Member", member.id), global_id("Appeal", number), *filter(_is_node, ids)]
    found = {
        "id": [*dict.fromkeys(nodes), *under("eventId")[:2], *under("messageId")[:2]],
        "number": [number],
        "memberId": [member.id],
        "to": [member.id],
        "main": [member.id],
        "other": [member.id],
        "alertId": list(dict.fromkeys(alerts))[:1],
        "alertIds": list(dict.fromkeys(alerts))[:1],
        "evidence": [id for one in told for f in _files(one) for id in values_in(f, "id")][:1],
        "draftId": under("draftId")[:1],
        "about": under("eventId")[:1],
        "fileId": [id for one in told for f in _files(one) for id in values_in(f, "id")][:1],
    }
    assert set(found) == set(THINGS)
    return {name: values for name, values in found.items() if values}


def _is_node(id: str) -> bool:
    try:
        read_global_id(id)
    except InvalidInput:
        return False
    return True


def _alerts(told: Any) -> Iterator[Any]:
    yield from (one["alerts"] for one in _objects(told) if isinstance(one.get("alerts"), dict))


def _files(told: Any) -> Iterator[Any]:
    yield from (one["files"] for one in _objects(told) if isinstance(one.get("files"), list))


def _objects(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        yield told
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _objects(one)


def test_it_is_said_of_all_that_staff_write_about_an_appeal_who_reads_it() -> None:
    found = set()
    for name, one in root_fields("mutation", Role.STAFF).items():
        for arg in one.args.values():
            kind = get_named_type(arg.type)
            if isinstance(kind, GraphQLInputObjectType) and "number" in kind.fields:
                words = {
                    key for key, f in kind.fields.items() if get_named_type(f.type).name == "String"
                }
                found |= {(name, key) for key in words - NOT_WORDS}
    assert found == set(STAFF_WORDS)


def test_it_is_said_of_every_argument_of_a_member_what_it_may_be_about() -> None:
    known: Given = {**OWN_WORDS, **{key: ["x"] for key in THINGS}}
    for kind in ("query", "mutation", "subscription"):
        for name, one in root_fields(kind, Role.MEMBER).items():
            asked = list(questions(kind, name, one, Selecting(known), PAYLOAD_DEPTH))
            assert asked or name in OF_NOBODY, name


def test_every_field_that_a_member_can_reach_is_asked_for() -> None:
    selecting = Selecting({**OWN_WORDS, **{key: ["x"] for key in THINGS}}, set())
    for name, one in root_fields("query", Role.MEMBER).items():
        list(questions("query", name, one, selecting, DEEPEST))
    assert selecting.once == reachable(Role.MEMBER)


@ONE
@pytest.mark.crowded
async def test_a_member_never_sees_notes_or_others_cases(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=40_00) as curious,
        await system.new_member(plan="silver", balance=40_00) as other,
        await system.staff(STAFF, name=f"{HIDDEN} Zhao") as staff,
    ):
        numbers = []
        for member, text in ((curious, "I did not do that."), (other, f"{OTHERS}-text")):
            await member.change("cancel", "PlainInput")
            if member is other:
                await draft(other)
            opened = await member.appeal("openAppeal", "OpenAppealInput", text=text)
            numbers.append(opened["number"])
        scene = Scene(curious, numbers[0], other, numbers[1], staff)
        secret = [HIDDEN, await other.phone(), await other.email()]
        for told in await followed(system, scene):
            assert not [one for one in secret if one in told], told

        def assert_nothing_shown(answers: list[tuple[str, str]]) -> None:
            for document, answer in answers:
                assert not [one for one in secret if one in answer], (document, answer)

        notes = f'{{ appeal(number: "{scene.own}") {{ messages {{ text }} }} }}'
        assert (await said(staff, notes)).count(NOTE) == len(FOR_STAFF)

        base = things_of([], other, scene.number)
        theirs = await walked(other, base, depth=DEEP_ENOUGH, only=["me"])
        assert all(NOTE not in answer for _, answer in theirs)
        for planted in ("text", "file.png", "with-file", "question", "reply", "answer", "reason"):
            assert any(f"{OTHERS}-{planted}" in answer for _, answer in theirs), planted

        own = await walked(curious, things_of([], curious, scene.own))
        assert any(scene.own in answer for _, answer in own)
        assert_nothing_shown(own)

        known = things_of(theirs, other, scene.number)
        assert {"evidence", "draftId", "alertIds"} <= known.keys(), known
        for kind in ("query", "subscription", "mutation"):
            assert_nothing_shown(await walked(curious, known, kind, depth=PAYLOAD_DEPTH))
