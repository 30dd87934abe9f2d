"""What a stranger may try: small requests that would take much. Each is refused for little work."""

from collections.abc import Iterator
from typing import Final, NamedTuple

INNER: Final = (
    "membership{explanation{evidence{kind id at says{text}}nextSteps{action says{text}}}}"
)
PLAIN: Final = "types{name kind description}"
ABOUT_TYPES: Final = (
    "types{kind name description isOneOf fields{name description isDeprecated "
    "deprecationReason type{name kind}args{name}} inputFields{name} enumValues{name} "
    "possibleTypes{name} interfaces{name}}"
)


class Attack(NamedTuple):
    """`answer`: the code that refuses it; none: it may run, for as little."""

    name: str
    text: str
    answer: str | None


def documents() -> Iterator[Attack]:
    yield from _introspections()
    yield from _comparisons()
    yield from _lists()
    yield from _literals()


def _introspections() -> Iterator[Attack]:
    refused = "TOO_MUCH_INTROSPECTION"
    schemas = " ".join(f"a{n}:__schema{{...F}}" for n in range(44))
    seventeen = (
        "types{kind name fields{name isDeprecated type{name kind}args{name}} inputFields{name} "
        "enumValues{name} possibleTypes{name}}"
    )
    yield Attack("aliases", f"{{{schemas}}} fragment F on __Schema{{{seventeen}}}", refused)
    types = " ".join(f"a{n}:{PLAIN}" for n in range(44))
    yield Attack("lists inside one schema", f"{{__schema{{{types}}}}}", refused)
    wide = " ".join(f"a{n}:{ABOUT_TYPES}" for n in range(6))
    yield Attack("wide lists inside one schema", f"{{__schema{{{wide}}}}}", refused)
    args = " ".join(f"a{n}:args{{type{{fields{{name}}}}}}" for n in range(40))
    yield Attack("arguments", f"{{__schema{{types{{fields{{{args}}}}}}}}}", refused)
    spread = "{...on Query{...A}} fragment A on Query{...B} fragment B on Query{__schema{...C}}"
    deep = "fragment C on __Schema{types{...D ...E}} fragment D on __Type{fields{type{...E}}} "
    deeper = "fragment E on __Type{fields{args{type{fields{name type{name}}}}}}"
    yield Attack("nested fragments", f"{spread} {deep} {deeper}", "GRAPHQL_VALIDATION_FAILED")
    named = " ".join(
        f'a{n}:__type(name:"Mutation"){{fields{{args{{name}}type{{name}}}}}}' for n in range(49)
    )
    yield Attack("types by name", f"{{{named}}}", None)
    twice = "...on Query{__schema{queryType{name}}}"
    yield Attack("two schemas in inline fragments", f"{{{twice}{twice}}}", refused)


def _comparisons() -> Iterator[Attack]:
    refused = "TOO_MANY_COMPARISONS"
    yield Attack("the same selection", "{" + f"me{{{INNER}}}" * 60 + "}", refused)
    fields = "kind id at says{text}"
    inner = f"me{{membership{{explanation{{evidence{{{fields}}}}}}}}}"
    yield Attack("inline fragments", "{" + f"...on Query{{{inner}}}" * 60 + "}", refused)
    spreads = " ".join(f"...F{n}" for n in range(70))
    fragments = "".join(f"fragment F{n} on Query{{{inner}}}" for n in range(70))
    yield Attack("fragments beside each other", f"{{{spreads}}}{fragments}", refused)
    chain = "".join(f"fragment F{n} on Query{{plans{{code}}...F{n + 1}}}" for n in range(80))
    last = "fragment F80 on Query{me{memberId}}"
    yield Attack("a chain of fragments", f"{{...F0}}{chain}{last}", refused)
    operations = " ".join(f"query Q{n}{{...F0}}" for n in range(150))
    yield Attack("many operations", f"{operations}{chain}{last}", "TOO_MANY_OPERATIONS")


def _lists() -> Iterator[Attack]:
    refused = "TOO_COSTLY"
    plans = " ".join(f"a{n}:plans{{benefits{{name{{text}}code value}}}}" for n in range(45))
    yield Attack("aliases of a list", f"{{{plans}}}", None)
    holds = "alerts(first:100){nodes{deliveries{history{at kind says{text}attempt code by}}}}"
    yield Attack("lists inside lists", f"{{me{{{holds}}}}}", refused)
    nodes = "{me{appeals(first:100){nodes{messages{text orders}steps{type}}}"
    pages = "alerts(first:100){nodes{deliveries{channel state reason}}}"
    yield Attack("pages beside pages", nodes + pages + "}}", None)


def _literals() -> Iterator[Attack]:
    refused = "GRAPHQL_VALIDATION_FAILED"
    unknown = " ".join(f"a{n}:1" for n in range(600))
    yield Attack("unknown inputs", f"mutation{{renew(input:{{{unknown}}}){{__typename}}}}", refused)
    nested = "{a:" * 90 + "1" + "}" * 90
    yield Attack("nested inputs", f"mutation{{renew(input:{nested}){{__typename}}}}", refused)
    arguments = " ".join(f"a{n}:1" for n in range(600))
    yield Attack("unknown arguments", f"{{plans({arguments}){{code}}}}", refused)
    same = "a:1 " * 600
    yield Attack("the same argument", f"{{plans({same}){{code}}}}", refused)
    variables = " ".join(f"$a{n}:Int" for n in range(450))
    yield Attack("unused variables", f"query({variables}){{plans{{code}}}}", refused)
    fields = " ".join(f"x{n}{'y' * 20}" for n in range(300))
    yield Attack("unknown fields", f"{{{fields}}}", refused)
    long = " ".join(f"x{n}{'y' * 2_000}" for n in range(15))
    yield Attack("long unknown fields", f"{{{long}}}", refused)
    spreads = " ".join(f"...F{n}" for n in range(600))
    yield Attack("unknown fragments", f"{{{spreads}}}", refused)
    types = "".join(f"...on T{n}{{id}}" for n in range(300))
    yield Attack("unknown types", f"{{{types}}}", "TOO_MANY_REPEATS")


def variables() -> Iterator[tuple[str, str, dict[str, object]]]:
    """Requests whose variables are large: name, document, variables."""
    renew = "mutation($i: RenewInput!){renew(input:$i){__typename}}"
    yield "unknown fields", renew, {"i": {f"x{n}": 1 for n in range(20_000)}}
    yield "a long name", renew, {"i": {"x" * 200_000: 1}}
    nested: object = 1
    for _ in range(400):
        nested = {"a": nested}
    yield "nested objects", renew, {"i": nested}
    reply = "mutation($i: ReplyToAppealInput!){replyToAppeal(input:$i){__typename}}"
    wrong = {"number": "A", "text": "b", "orders": [1] * 80_000}
    yield "a list of wrong items", reply, {"i": wrong}
    prefer = "mutation($i: SetPreferenceInput!){setPreference(input:$i){__typename}}"
    yield "unknown words", prefer, {"i": {"topic": "RENEWAL", "channels": ["SMZ"] * 40_000}}
    yield "not declared", "{plans{nothing}}", {f"x{n}": 1 for n in range(20_000)}
