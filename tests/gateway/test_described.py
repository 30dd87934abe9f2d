"""Whoever integrates has nothing but the schema: everything in it says what its name does not."""

from graphql import GraphQLInputObjectType, GraphQLObjectType
from graphql import build_schema as schema_of

from gateway.schema.basics.described import describe, undescribed
from gateway.schema.field_words import FIELD_WORDS
from gateway.schema.root import build_schema


def test_everything_in_the_graph_is_described() -> None:
    assert undescribed(build_schema()._schema) == []


def test_every_word_is_said() -> None:
    """None is left of a field that is no more, or that says something else beside itself."""
    types = build_schema()._schema.type_map
    for owner, words in FIELD_WORDS.items():
        kind = types[owner]
        assert isinstance(kind, GraphQLObjectType | GraphQLInputObjectType)
        assert {name: kind.fields[name].description for name in words} == dict(words), owner


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
    describe(schema, {"Query": {"kept": "What was kept."}, "KeepInput": {"odd": "One over."}})
    assert undescribed(schema) == ["Kind.ONE"]
    assert schema.type_map["KeepInput"].description == "What keep takes."
    assert schema.type_map["Mutation"].to_kwargs()["fields"]["keep"].description == "Which of them."
