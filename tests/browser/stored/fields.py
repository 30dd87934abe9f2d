"""Every text that a command takes, off the schema, and which hold nothing of one's own."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, get_named_type

SCHEMA: Final = Path("gateway/schema.graphql")
TEXTS: Final = ("String", "ID", "JSON")

NAMES_WHAT_IS_THERE: Final = frozenset((
    "id", "number", "endpointId", "draftId", "staffId", "attemptId", "sessionId", "accountId",
    "memberId", "partnerId", "deviceId",
    "alertId", "alertIds", "ids", "taskId", "keyId", "fileId", "campaignId", "incidentId",
    "otherId",
    "clause", "plan", "fallsTo", "movesTo", "benefit", "eventType", "campaign", "reviewer",
    "substitute", "to", "main", "other", "source", "evidence", "mended", "memberIds", "kind",
    "template", "after", "refusalId", "chargeId", "refundId",
))  # fmt: skip
"""Anything else is not found."""
COMPARED: Final = frozenset((
    "idempotencyKey", "code", "password", "current", "totp", "answer", "digits", "continuation",
    "credential", "refreshToken",
))  # fmt: skip
"""A proof or a key, kept as a hash at most and shown to nobody; `code` is also what staff call a
clause, a plan or a template, which has a form."""
HAS_A_FORM: Final = frozenset((
    "email", "phone", "handle", "newContact", "contactEmail", "contact", "url", "timeZone", "zone",
    "orderId", "orders", "useId", "reference", "about",
    "begins", "ends", "week", "hours", "discount", "value", "parameters", "expires", "ip",
))  # fmt: skip
"""An address, a time, a number: anything else is refused."""
ELSEWHERE: Final = {
    "decideMassLoss.reason": "stopped.py, where the breaker stops early",
    "decideAppeal.orderId": "names a payment that is there",
    "decideAppeal.also.orderId": "names a payment that is there",
    "reportRefund.orderId": "names a payment that is there",
    "reportOrderRefund.orderId": "names an order that is there",
    "replayDeliveries.filter.reason": "looks for what providers said, and is not kept",
    "confirmIncident.reason": "stands where dismissIncident's does, which is tried",
    "confirmIncident.says.zh": "stands where dismissIncident's does, which is tried",
    "confirmIncident.says.en": "stands where dismissIncident's does, which is tried",
    "cancelIncident.reason": "stands where dismissIncident's does, which is tried",
    "resetStaffSignIn.reason": "takes who has joined; stands where offboardStaff's does",
    "finishPasskey.label": "kept and shown as confirmTotp.label is; takes a device to make one",
    "addTotp.shownAs": "goes to the app alone, as an address to scan",
    "beginPasskey.shownAs": "goes to the device alone",
}


@cache
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text("utf-8"))


def input_of(mutation: str) -> str:
    """The type of what a command takes."""
    given = schema().mutation_type
    assert given is not None
    return str(get_named_type(given.fields[mutation].args["input"].type))


def success_of(mutation: str) -> str:
    given = schema().mutation_type
    assert given is not None
    return str(get_named_type(given.fields[mutation].type).types[0])


def all_fields() -> set[str]:
    """As `mutation.field.field`."""
    given = schema().mutation_type
    assert given is not None
    return {
        f"{name}.{'.'.join(path)}"
        for name, field in given.fields.items()
        for argument in field.args.values()
        for path in _texts(get_named_type(argument.type), ())
    }


def _texts(type_: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(type_, GraphQLInputObjectType):
        for name, field in type_.fields.items():
            yield from _texts(get_named_type(field.type), (*path, name))
    elif type_.name in TEXTS and path:
        yield path


def holds_nothing(field: str) -> bool:
    """A field that nothing of one's own can be stored in."""
    return field in ELSEWHERE or field.rsplit(".", 1)[1] in (
        NAMES_WHAT_IS_THERE | COMPARED | HAS_A_FORM
    )
