"""Whoever integrates has nothing but the schema: everything in it says what its name does not."""

from collections import Counter

from graphql import build_schema as schema_of

from gateway.schema.basics.described import describe, undescribed
from gateway.schema.root import build_schema
from tests.gateway.silent import SILENT


def test_everything_in_the_graph_is_described() -> None:
    """What is silent yet is counted by its type, and may only become less."""
    found = Counter(place.partition(".")[0] for place in undescribed(build_schema()._schema))
    assert found == SILENT


def test_what_says_nothing_is_named() -> None:
    schema = schema_of(
        '''
        """What is asked."""
        type Query { kept(first: Int): String }
        """What is done."""
        type Mutation { keep(input: KeepInput): Kind }
        input KeepInput { kind: Kind, odd: Int }
        enum Kind { ONE }
        """At the moment that it says."""
        scalar Moment
        '''
    )
    assert {"KeepInput", "Kind", "Kind.ONE", "Query.kept", "Query.kept(first)"} <= set(
        undescribed(schema)
    )
    schema.type_map["Kind"].description = "Which of them."
    describe(schema)
    assert set(undescribed(schema)) == {"Kind.ONE", "Query.kept", "KeepInput.odd"}
    assert schema.type_map["KeepInput"].description == "What keep takes."
    assert schema.type_map["Mutation"].to_kwargs()["fields"]["keep"].description == "Which of them."
