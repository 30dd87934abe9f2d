"""What the gateway counts of documents."""

from collections.abc import Iterable

from graphql import GraphQLError
from prometheus_client import Counter

_refused = Counter("gateway_refused_documents_total", "Documents that do not run", ("code",))


def count_refused(errors: Iterable[GraphQLError]) -> None:
    """By the code of the first error; graphql-core's own have none."""
    first = next(iter(errors), None)
    _refused.labels(((first and first.extensions) or {}).get("code", "INVALID")).inc()
