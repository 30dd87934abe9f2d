"""What reviewers write about one appeal, and its member in between."""

from tests.browser.stored.cast import Cast
from tests.browser.stored.texts import LONG, SHORT

CITES = {"clause": "", "plan": "", "evidence": []}
RULING = {
    "cause": "DATA_FAULT", "remedy": "NOTHING", "reason": LONG, "differenceReason": LONG,
    "orderId": "", "also": [], "cites": CITES, "template": "",
}  # fmt: skip


async def of_a_reviewer(cast: Cast) -> None:
    """An appeal is handed on, asked about, answered, rejected, escalated, decided, reopened."""
    staff, number = cast.staff, cast.known["appeal"]
    of = {"number": number}
    quoted = {"template": "", "quotes": []}
    await cast.does(staff, "takeAppeal", number=number, takeOver=True)
    await cast.does(staff, "addStaffNote", text=LONG, **quoted, **of)
    await cast.does(staff, "answerAppeal", text=LONG, **quoted, **of)
    await cast.does(staff, "askInformation", question=LONG, whatFollows="DECIDE", **quoted, **of)
    await cast.does(cast.member, "replyToAppeal", text=LONG, orders=[], quotes=[], **of)
    await cast.does(staff, "assignAppeal", to="s-hostile", note=LONG, **of)
    await cast.does(staff, "giveBackAppeal", note=LONG, **of)
    await cast.does(staff, "takeAppeal", number=number, takeOver=True)
    await cast.does(staff, "decideAppeal", verdict="REJECTED", **RULING, **of)
    await cast.does(cast.member, "escalateAppeal", text=LONG, **of)
    await _decided_by_another(cast, number)


async def _decided_by_another(cast: Cast, number: str) -> None:
    """What is worth much is returned by a second person; then it is decided, and reopened."""
    of = {"number": number}
    digits = (await cast.member.phone())[-4:]
    await cast.does(cast.member, "proveIdentity", digits=digits, **of)
    async with await cast.world.staff("s-other", name=SHORT) as other:
        await cast.does(other, "takeAppeal", takeOver=True, **of)
        much = RULING | {"remedy": "RESTORE", "days": 3_660}
        await cast.does(other, "decideAppeal", verdict="UPHELD", **much, **of)
        async with await cast.world.staff("s-third", name=SHORT) as third:
            await cast.does(third, "returnDecision", reason=LONG, **of)
        await cast.does(other, "decideAppeal", verdict="UPHELD", **RULING, **of)
    again = {"text": LONG, "orders": ["own-2"], "evidence": []}
    await cast.does(cast.member, "reopenAppeal", **again, **of)
