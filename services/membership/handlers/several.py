"""Several commands, as if one after the other: what can be is decided together, which costs little
more than one."""

from collections.abc import Sequence

from infra.kernel.errors import AppError, InvalidInput, to_record
from infra.kernel.sentences import both
from services.membership.contract.instructions import (
    MOST_INSTRUCTIONS,
    CarriedOut,
    Instruction,
    InstructionOutcome,
)
from services.membership.contract.views import Failed
from services.membership.handlers.carrying_out import execute
from services.membership.handlers.side_by_side import Ordered, take_together
from services.membership.handlers.waves import Simple, waves
from services.membership.ports import Context


async def execute_many(
    ctx: Context, instructions: Sequence[Instruction]
) -> list[InstructionOutcome]:
    """What each came to, in their order; one that fails stops no other.

    Raises:
        InvalidInput: more than `MOST_INSTRUCTIONS`.
    """
    _checked(instructions)
    outcomes = dict[int, InstructionOutcome]()
    for places in waves(instructions):
        wave = [instructions[place] for place in places]
        outcomes |= zip(places, await _carried_out(ctx, wave), strict=True)
    return [outcomes[place] for place in range(len(instructions))]


async def _carried_out(ctx: Context, wave: Sequence[Instruction]) -> list[InstructionOutcome]:
    together = await _together(ctx, wave)
    return [together.get(place) or await _alone(ctx, one) for place, one in enumerate(wave)]


async def _together(ctx: Context, wave: Sequence[Instruction]) -> dict[int, InstructionOutcome]:
    simple = [Ordered(one.command, one.by) for one in wave if isinstance(one.command, Simple)]
    return await take_together(ctx, simple) if len(simple) > 1 else {}


async def _alone(ctx: Context, one: Instruction) -> InstructionOutcome:
    try:
        return CarriedOut.of(await execute(ctx, one.command, one.by))
    except AppError as error:
        return Failed(error=to_record(error))


def _checked(instructions: Sequence[Instruction]) -> None:
    if len(instructions) > MOST_INSTRUCTIONS:
        raise InvalidInput(
            both(
                "一次最多 {most} 项，此次有 {count} 项。",
                "At most {most} at once, not {count}.",
                most=MOST_INSTRUCTIONS,
                count=len(instructions),
            )
        )
