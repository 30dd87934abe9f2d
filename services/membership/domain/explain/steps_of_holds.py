"""Steps about what keeps a membership back, and about whose doing it was."""

from collections.abc import Iterable

from services.membership.contract import hold_events, verification_events
from services.membership.contract.rules import DISOWNED_WITHIN
from services.membership.contract.words import Cause, HoldKind, ReleaseBy
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim
from services.membership.domain.explain.step import PossibleStep
from services.membership.domain.wording.speech import HOLD_NAMES

_MAYBE_SOMEBODY_ELSE = frozenset(
    {
        Cause.MEMBER_CANCELLED, Cause.MEMBER_DOWNGRADED, Cause.MEMBER_PAUSED, Cause.NEW_DEVICE,
        Cause.COMPROMISE,
    }
)  # fmt: skip
_ASKS_TO_VERIFY = (
    verification_events.VerificationAsked,
    verification_events.VerificationNoticed,
)


def not_me(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    """Whose doing a change or a sign-in was, is known by the member's word."""
    main = facts.main
    if finding.cause not in _MAYBE_SOMEBODY_ELSE or main is None:
        return
    protected = any(hold.kind is HoldKind.COMPROMISE for hold in facts.view.holds)
    if protected or facts.at - main.envelope.happened_at > DISOWNED_WITHIN:
        return
    yield PossibleStep(
        action="NOT_ME",
        says=claim(
            "如果不是您本人操作，一步冻结会员并撤销他人的变更。",
            "If that was not you, freeze your membership and have it taken back, in one step.",
            on=facts.proof(main),
        ),
    )


def verify(facts: Facts, _: Finding) -> Iterable[PossibleStep]:
    """What was asked for and not done yet, before anything waits for it."""
    asked = facts.last(
        verification_events.VerificationAsked,
        verification_events.VerificationNoticed,
        verification_events.ContactsVerified,
        hold_events.HoldPlaced,
    )
    if asked is None or not isinstance(asked.body, _ASKS_TO_VERIFY):
        return
    yield PossibleStep(
        action="VERIFY",
        says=claim(
            "{until} 前用验证码核验联系方式和身份资料，权益就不会暂停。",
            "Verify your contact and identity data with a code by {until}, and nothing is put on "
            "hold.",
            on=facts.proof(asked),
            until=facts.formatter.when(asked.body.hold_from),
        ),
        until=asked.body.hold_from,
    )


def resume(facts: Facts, _: Finding) -> Iterable[PossibleStep]:
    paused = facts.view.holds and facts.hold_placed(HoldKind.MEMBER_PAUSE)
    if paused and paused.body.hold in facts.view.holds:
        yield PossibleStep(
            action="RESUME",
            says=claim(
                "恢复会员，权益马上回来。",
                "Resume your membership; its benefits are back at once.",
                on=facts.proof(paused),
            ),
            until=paused.body.hold.latest_release,
        )


def release_holds(facts: Facts, _: Finding) -> Iterable[PossibleStep]:
    for hold in sorted(facts.view.holds, key=lambda hold: (hold.placed_at, hold.kind)):
        placed = facts.proof(facts.hold_placed(hold.kind))
        if placed and hold.released_by is ReleaseBy.SECOND_FACTOR:
            yield PossibleStep(
                action="RELEASE_HOLD",
                says=claim(
                    "用二次验证解除{hold}。",
                    "Release {hold} with your second factor.",
                    on=placed,
                    hold=HOLD_NAMES[hold.kind],
                ),
                until=hold.latest_release,
            )
