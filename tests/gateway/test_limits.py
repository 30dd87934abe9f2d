"""The limits against a naive measurer that really fills in every fragment, and against bombs."""

import time
from collections import Counter
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, build_schema, get_introspection_query, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.documents.lengths import USUAL
from gateway.documents.limits import DocumentLimits, FragmentCycle, LimitExceeded
from gateway.documents.measuring import Measure
from gateway.documents.sizes import CEILING, Measured, Size

HUGE = 10**12
UNLIMITED = DocumentLimits(
    depth=HUGE, fields=HUGE, aliases=HUGE, directives=HUGE, repeats=HUGE, cost=HUGE, page=7
)
NAMES = ("a", "b", "c", "id", "me", "again", "edges", "nodes")
MEASURE = Measure(
    build_schema(
        f"""
    type Query {{ {" ".join(f"{name}{{arguments}}: Query" for name in NAMES)}
      alerts{{arguments}}: Query list: [Query!]! }}
    """.replace("{arguments}", "(first: Int, last: Int)")
    )
)
KINDS = ("depth", "fields", "aliases", "directives", "repeats", "cost")


def sizes(text: str, limits: DocumentLimits = UNLIMITED, **variables: object) -> Size:
    return next(iter(measured(text, limits, **variables).operations.values()))


def measured(text: str, limits: DocumentLimits = UNLIMITED, **variables: object) -> Measured:
    return MEASURE(parse(text), limits, variables)


def refusal(text: str, limits: DocumentLimits | None = None, **variables: object) -> dict[str, Any]:
    """The extensions of the error, and its message."""
    with pytest.raises(LimitExceeded) as caught:
        MEASURE(parse(text), limits or DocumentLimits(), variables)
    return {**(caught.value.extensions or {}), "message": caught.value.message}


# --- a reference that expands everything -------------------------------------------------------


def expand(nodes: Any, fragments: dict[str, FragmentDefinitionNode]) -> tuple[list[Any], int]:
    """The fields of one selection with all fragments filled in, and the directives passed."""
    fields: list[Any] = []
    directives = 0
    for node in nodes:
        directives += len(node.directives or ())
        if node.kind == "field":
            fields.append(node)
            continue
        source = node if node.kind == "inline_fragment" else fragments[node.name.value]
        if source is not node:
            directives += len(source.directives or ())
        inner, passed = expand(source.selection_set.selections, fragments)
        fields += inner
        directives += passed
    return fields, directives


def naive(
    nodes: Any, fragments: dict[str, FragmentDefinitionNode], page: int = 7
) -> tuple[dict[str, int], set[str]]:
    fields, directives = expand(nodes, fragments)
    total = dict.fromkeys(KINDS, 0) | {"directives": directives}
    names = Counter((node.alias or node.name).value for node in fields)
    total["repeats"] = sum(count - 1 for count in names.values())
    for node in fields:
        inner, inner_names = (
            naive(node.selection_set.selections, fragments, page)
            if node.selection_set
            else (dict.fromkeys(KINDS, 0), set())
        )
        numbers = [int(argument.value.value) for argument in node.arguments or ()]
        length = USUAL if node.name.value == "list" else 1
        times = max(numbers) if numbers else page if inner_names & {"edges", "nodes"} else length
        total["fields"] += 1 + inner["fields"]
        total["aliases"] += inner["aliases"] + (node.alias is not None)
        total["directives"] += inner["directives"]
        total["repeats"] += inner["repeats"]
        total["cost"] += 1 + times * inner["cost"]
        total["depth"] = max(total["depth"], 1 + inner["depth"])
    return total, {node.name.value for node in fields}


SOME = st.sampled_from(["a", "b", "me", "edges", "nodes", "list"])
DIRECTIVE = st.sampled_from(["", "", " @skip(if: true)"])
PAGE = st.sampled_from(["", "", "(first: 3)", "(last: 2)", "(first: 1, last: 4)"])


def selections(spreads: list[str]) -> st.SearchStrategy[str]:
    leaf = st.builds("{}{}".format, SOME, DIRECTIVE)
    if spreads:
        leaf |= st.builds("...{}{}".format, st.sampled_from(spreads), DIRECTIVE)

    def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        body = st.lists(inner, min_size=1, max_size=3).map(" ".join)
        alias = st.sampled_from(["", "", "x: ", "y: "])
        return st.builds("{}{}{}{} {{{}}}".format, alias, SOME, PAGE, DIRECTIVE, body) | st.builds(
            "... on Query{} {{{}}}".format, DIRECTIVE, body
        )

    return st.lists(st.recursive(leaf, nested, max_leaves=5), min_size=1, max_size=3).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A query and up to four fragments that spread those after them, in any order of text."""
    names = [f"F{number}" for number in range(draw(st.integers(0, 4)))]
    parts = [f"query {{ {draw(selections(names))} }}"]
    for number, name in enumerate(names):
        parts.append(f"fragment {name} on Query {{ {draw(selections(names[number + 1 :]))} }}")
    return "\n".join(draw(st.permutations(parts)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(documents())
def test_sizes_are_those_of_the_expanded_document(text: str) -> None:
    document = parse(text)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operation: Any = next(
        node for node in document.definitions if not hasattr(node, "type_condition")
    )
    expected, _names = naive(operation.selection_set.selections, fragments)
    size = sizes(text)
    assert {kind: getattr(size, kind) for kind in KINDS} == expected


# --- bombs -------------------------------------------------------------------------------------


def doubling(levels: int, body: str = "me {{ ...F{next} }} again {{ ...F{next} }}") -> str:
    parts = [
        f"fragment F{level} on Query {{{body.format(next=level + 1)}}}" for level in range(levels)
    ]
    return "{ me { ...F0 } } " + " ".join(parts) + f" fragment F{levels} on Query {{ a }}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (doubling(25), "TOO_MANY_FIELDS"),
        (doubling(14), "TOO_MANY_FIELDS"),
        (doubling(40, "...F{next} ...F{next}"), "TOO_MANY_REPEATS"),
        (doubling(30, "x: me {{ ...F{next} }} y: me {{ ...F{next} }}"), "TOO_MANY_ALIASES"),
        (doubling(30, "...F{next} @skip(if: false) ...F{next}"), "TOO_MANY_DIRECTIVES"),
        ("{" + "me { a } " * 160 + "}", "TOO_MANY_REPEATS"),
        ("{" + "...on Query{me{a}}" * 102 + "}", "TOO_MANY_REPEATS"),
        ("{" + " ".join(f"a{number}: me" for number in range(140)) + "}", "TOO_MANY_ALIASES"),
        ("{ a " + "@skip(if: true) " * 90 + "}", "TOO_MANY_DIRECTIVES"),
        ("query " + "@x " * 90 + "{ a }", "TOO_MANY_DIRECTIVES"),
        ("{" + "me {" * 150 + "a" + "}" * 151, "TOO_DEEP"),
    ],
)
def test_a_bomb_of_about_1500_bytes_is_refused_in_50_ms(text: str, code: str) -> None:
    assert len(text) < 2_500
    times = []
    for _ in range(3):  # the machine may be busy with something else for one of them
        started = time.process_time()
        refused = refusal(text)
        times.append(time.process_time() - started)
        assert refused["code"] == code
        assert refused["actual"] > refused["limit"]
    assert min(times) < 0.05


def test_the_size_of_a_bomb_is_known_without_expanding_it() -> None:
    text = doubling(28, "x: me(first: 100) {{ ...F{next} }} y: me {{ ...F{next} }}")
    assert (
        refusal(text, DocumentLimits(depth=HUGE, fields=HUGE, aliases=HUGE, repeats=HUGE))["code"]
        == "TOO_COSTLY"
    )
    assert sizes(doubling(30, "me {{ ...F{next} }} b {{ ...F{next} }}")).fields == 3 * 2**30 - 1
    assert sizes(text).cost == CEILING


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ ...A } fragment A on Query { me { ...A } }", {"A"}),
        (
            "{ a } fragment A on Query { ...B } fragment B on Query { ... on Query { ...A } }",
            {"A", "B"},
        ),
        (
            "{ ...Z } fragment Z on Query { ...A } fragment A on Query { ...B a } "
            "fragment B on Query { ...A }",
            {"A", "B"},
        ),
    ],
)
def test_a_fragment_cycle_is_named(text: str, names: set[str]) -> None:
    with pytest.raises(FragmentCycle) as caught:
        measured(text)
    extensions = caught.value.extensions or {}
    assert extensions["code"] == "FRAGMENT_CYCLE"
    assert set(extensions["fragments"]) == names


def test_a_long_chain_of_fragments_needs_no_deep_stack() -> None:
    chain = doubling(3_000, "...F{next}")
    assert sizes(chain).fields == 2


def test_fragments_of_the_same_name_count_together() -> None:
    text = "{ ...A } fragment A on Query { a } fragment A on Query { b c }"
    assert sizes(text).fields == 3


# --- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "cost"),
    [
        ("(first: 5)", 1 + 5 * 2),
        ("(last: 4)", 1 + 4 * 2),
        ("(first: 2, last: 9)", 1 + 9 * 2),
        ("(first: $n)", 1 + 3 * 2),
        ("(first: $m)", 1 + 11 * 2),
        ("(first: $unknown)", 1 + 7 * 2),
        ("(first: null)", 1 + 7 * 2),
        ("", 1 + 7 * 2),
        ("(first: 0)", 1 + 2),
        ("(first: -4)", 1 + 2),
        ("(first: 99999999999999999999)", CEILING),
        (f"(first: {'9' * 5_000})", CEILING),
    ],
)
def test_page_sizes_multiply(arguments: str, cost: int) -> None:
    text = f"query($n: Int = 3, $m: Int = 4) {{ alerts{arguments} {{ edges {{ id }} }} }}"
    assert sizes(text, m=11).cost == cost


@pytest.mark.parametrize("odd", [True, "100", None, float("nan"), [100], {"a": 1}])
def test_a_variable_that_is_no_number_counts_as_the_usual_page(odd: object) -> None:
    assert sizes("query($n: Int) { alerts(first: $n) { nodes { id } } }", n=odd).cost == 15


def test_a_float_without_fraction_is_an_int_in_graphql() -> None:
    text = "query($n: Int) { alerts(first: $n) { nodes { id } } }"
    assert sizes(text, n=50.0).cost == 101
    assert sizes(text, n=float("inf")).cost == CEILING


def test_pages_inside_pages_are_refused_with_a_way_out() -> None:
    text = "query($n: Int!) { a(first: $n) { edges { b(first: $n) { edges { id } } } } }"
    refused = refusal(text, n=100)
    assert "first" in refused.pop("message")
    assert refused == {"code": "TOO_COSTLY", "limit": 20_000, "actual": 20_201}
    assert measured(text, DocumentLimits(), n=10).by_variables


def test_a_connection_is_recognised_through_fragments() -> None:
    text = "{ alerts { ...P } } fragment P on Query { ... on Query { nodes { id } } }"
    assert sizes(text).cost == 1 + 7 * 2
    assert not measured(text).by_variables


def test_operations_that_share_a_fragment_count_the_larger_default() -> None:
    text = """query A($n: Int = 2) { ...F } query B($n: Int = 50) { ...F }
              fragment F on Query { alerts(first: $n) { edges { id } } }"""
    assert {name: size.cost for name, size in measured(text).operations.items()} == {
        "A": 101,
        "B": 101,
    }


def test_the_usual_introspection_query_is_within_the_limits() -> None:
    [size] = measured(get_introspection_query(), DocumentLimits()).operations.values()
    assert size.introspection <= MEASURE.usual_introspection()
