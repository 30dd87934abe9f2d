"""Puts right what a loss took: the parts of a remedy in their order, all or none of them."""

from collections.abc import Callable, Sequence

from infra.kernel.errors import InvalidInput
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.rules import check_parts
from services.membership.contract.words import RemedyKind
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.holds.provisional import confirm
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.asked_part import AskedPart
from services.membership.domain.remedies.crediting import credit_difference
from services.membership.domain.remedies.lifting import lift
from services.membership.domain.remedies.renewing import give_paid_period, renew_at_price_held
from services.membership.domain.remedies.restoring import extend, restore

_GIVE: dict[RemedyKind, Callable[[Recorder, AskedPart], None]] = {
    RemedyKind.RESTORE: lambda recorder, asked: (
        give_paid_period if asked.part.order_id else restore
    )(recorder, asked),
    RemedyKind.EXTEND: extend,
    RemedyKind.CREDIT: credit_difference,
    RemedyKind.RENEW: renew_at_price_held,
    RemedyKind.LIFT_HOLD: lift,
}


def apply_remedy(
    recorder: Recorder,
    command: ApplyRemedy,
    history: Sequence[EventEnvelope],
    orders: Sequence[Order] = (),
) -> None:
    """`history`: all events of the membership so far; `orders`: all of the member.

    Raises:
        NotAllowed: a part is not possible; says what could be done.
        InvalidInput: parts that do not go together.
        Forbidden, SecondFactorRequired, InsufficientBalance: as each part says.
    """
    check_parts(command.parts)
    if command.kind not in _GIVE:
        raise InvalidInput(
            both(
                "{kind} 不是可执行的补救；请用 RESTORE、EXTEND、CREDIT、RENEW 或 LIFT_HOLD。",
                "{kind} is no remedy to apply; use RESTORE, EXTEND, CREDIT, RENEW or LIFT_HOLD.",
                kind=command.kind.value,
            ),
            field="kind",
        )
    for_now = recorder.state.provisional
    for part in command.parts:
        asked = AskedPart(command=command, part=part, history=history, orders=orders)
        _GIVE[part.kind](recorder, asked)
    only_money = all(part.kind is RemedyKind.CREDIT for part in command.parts)
    if for_now is not None and for_now.appeal_number == command.appeal_number and not only_money:
        confirm(recorder, for_now)
