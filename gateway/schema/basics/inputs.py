"""What mutations take. `idempotencyKey`: the same key does the same thing once."""

import strawberry


@strawberry.input
class Input:
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Chosen by the client, at most 128 characters. Sent again with the same "
        "input, the command is done once and answers the same.",
    )


@strawberry.input(description="Nothing to say but the key.")
class PlainInput(Input):
    pass


@strawberry.input
class MemberInput(Input):
    member_id: strawberry.ID
