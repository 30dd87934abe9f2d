"""What staff write for everybody: drafts, an announcement, incidents, rules, colleagues."""

from datetime import timedelta

from tests.browser.stored.cast import Cast
from tests.browser.stored.texts import LONG, SHORT, TINY
from tests.waiting import eventually

BOTH = {"zh": SHORT, "en": SHORT}
LINE = {"zh": TINY, "en": TINY}
"""Two segments of an SMS have to do."""


async def of_staff_to_all(cast: Cast) -> None:
    """Drafts, and an announcement to one member."""
    staff = cast.staff
    now = await cast.world.now()
    await cast.does(
        staff,
        "saveAnswerTemplate",
        code=f"hostile-{cast.member.id}",
        title=BOTH,
        text=BOTH,
        basedOn=0,
        retired=False,
    )
    clause = {"title": BOTH, "text": BOTH, "parameters": {"undo_hours": 24}}
    await cast.does(staff, "saveClauseDraft", code="changes", **clause)
    await cast.does(
        staff,
        "publishClause",
        clause="changes",
        effectiveAt=(now + timedelta(days=40)).isoformat(),
        **clause,
    )
    await cast.does(
        staff, "savePlanDraft", code="hostile", name=BOTH, rank=1, price=1_00,
        period={"days": 0, "months": 1, "years": 0}, graceHours=24, discount="0.90",
        benefits=[{"code": "badge", "kind": "BOOLEAN", "name": BOTH, "value": "true"}],
    )  # fmt: skip
    lines = dict.fromkeys(("title", "what", "why", "next", "detail"), SHORT)
    await cast.does(
        staff, "saveTemplateDraft", eventType="MembershipExpired", language="EN", **lines
    )
    begun = await cast.does(
        staff, "startCampaign", "campaign { eventId }",
        topic="RENEWAL", title=LINE, what=LINE, next=LINE,
        audience={"memberIds": [cast.member.id]},
    )  # fmt: skip
    if begun:
        cast.known["campaign"] = begun["campaign"]["eventId"]
    await _an_incident(cast)
    await _colleagues(cast)
    await _rules(cast)


async def _an_incident(cast: Cast) -> None:
    staff = cast.staff
    since = (await cast.world.now() - timedelta(hours=1)).isoformat()
    for end in ("cancelIncident", "dismissIncident", "confirmIncident"):
        opened = await cast.does(
            staff, "openIncident", "incident { id }",
            cause="STAFF_ACTION", since=since, source="staff:s-hostile", plan="", reason=LONG,
        )  # fmt: skip
        if not opened:
            return
        of = {"id": opened["incident"]["id"]}
        if end == "confirmIncident":
            cast.known["incident"] = of["id"]
        await cast.does(staff, "publishIncidentStatus", says=BOTH, **of)
        await cast.does(cast.member, "joinIncident", text=LONG, **of)
        if end != "dismissIncident":
            await _previewed(cast, of["id"])
        told = {} if end == "cancelIncident" else {"says": BOTH}
        await cast.does(staff, end, reason=LONG, **told, **of)


async def _colleagues(cast: Cast) -> None:
    staff = cast.staff
    invited = await cast.does(
        staff,
        "inviteStaff",
        "__typename",
        name=SHORT,
        email="new@shop.example",
        kind="REVIEWER",
        language="EN",
    )
    assert invited
    listed = await staff.client.run("{ staff { id name } }")
    of = {"staffId": next(one["id"] for one in listed["staff"] if one["name"] == SHORT)}
    await cast.does(staff, "changeStaffKind", kind="SPECIALIST", reason=LONG, **of)
    await cast.does(
        staff, "resetStaffSignIn", reason=LONG, email="new@shop.example", language="EN", **of
    )
    await cast.does(staff, "offboardStaff", reason=LONG, **of)


async def _rules(cast: Cast) -> None:
    """One more, which nothing comes under."""
    asked = """{ queueRules { version rules { name queue when {
      causes openedBecause security escalated late incident paidAtLeast planRankAtLeast
      claimedAtLeast ageAtLeast leftAtMost
    } } } }"""
    [current] = (await cast.staff.client.run(asked))["queueRules"]
    one = {"name": SHORT, "queue": "STANDARD", "when": {"paidAtLeast": 10**9}}
    await cast.does(
        cast.staff, "saveQueueRules",
        rules=[one, *current["rules"]], reason=LONG, replaces=current["version"],
    )  # fmt: skip


async def _previewed(cast: Cast, id: str) -> None:
    await cast.does(cast.staff, "previewIncident", id=id, cause="STAFF_ACTION", remedy="RESTORE")
    state = f'{{ incident(id: "{id}") {{ state }} }}'

    async def is_there() -> bool:
        found = await cast.staff.client.run(state)
        return bool(found["incident"]["state"] == "PREVIEWED")

    await eventually(is_there)
