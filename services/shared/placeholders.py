"""Texts with placeholders that people write: what their source may be made of is closed by default,
so that none can loop, grow without bound or reach what it should not."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, Sentence, both, several
from services.shared.typed_fields import Hint, fields_of

BUILT_IN_FILTERS = ("trim", "upper", "lower", "capitalize", "default", "length")
"""Those of Jinja that cannot make much out of little."""
MISSING = "it is missing; write {% if … %} around what may be missing"
LONGEST_SOURCE = 2_000
"""Characters of one phrase. What it says is then bounded by this times the longest fact."""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Const,
    nodes.Name, nodes.Getattr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And,
    nodes.Or, nodes.Not, nodes.Concat, nodes.Add, nodes.Sub, nodes.Tuple, nodes.List,
)  # fmt: skip
TESTS = ("defined", "none", "ahead")
WITH_ARGUMENT = ("trim", "default")
_DEEPEST = 40


class Vocabulary(NamedTuple):
    """What a text may speak of. `variables`: by their types; `listed`: all there is to write, for
    whoever wrote something else."""

    variables: Mapping[str, Hint]
    listed: Iterable[str]
    filters: Mapping[str, Any]


def sandboxed(filters: Mapping[str, Any]) -> ImmutableSandboxedEnvironment:
    """Where such texts are rendered, as plain text, with these filters and the built-in ones."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=_sayable
    )
    built_in = {one: environment.filters[one] for one in BUILT_IN_FILTERS}
    environment.filters = {**built_in, **filters}
    return environment


def _sayable(value: Any) -> Any:
    """Refuses to print what reads like a program's inside: "None", "True", a raw time."""
    if isinstance(value, str | int | Undefined) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        raise TypeError("a time is written with |when, |zoned or |day")
    raise TypeError(MISSING if value is None else f"{value!r} cannot be printed")


def check_syntax(phrase: str, source: str, words: Vocabulary) -> None:
    """`phrase`: the field that the source is of.

    Raises:
        InvalidInput: `field` is the phrase; `details` have the line, and what would be allowed.
    """
    if len(source) > LONGEST_SOURCE:
        raise _refused(
            phrase,
            both(
                "有 {length} 个字符，最多 {most} 个",
                "has {length} characters; at most {most} fit",
                length=len(source),
                most=LONGEST_SOURCE,
            ),
            None,
        )
    if any(ord(char) < ord(" ") and char != "\n" for char in source):
        raise _refused(
            phrase, both("含有控制字符，请删除", "holds a control character; remove it"), None
        )
    try:
        tree = _PLAIN.parse(f"{source} ")  # an unclosed raw at the very end would go unnoticed
        _Check(phrase, words).node(tree, 0)
    except TemplateSyntaxError as error:
        raise _refused(
            phrase,
            both(
                "不是可读的模板：{fault}",
                "does not read as a template: {fault}",
                fault=error.message or "",
            ),
            error.lineno,
        ) from None
    except RecursionError:
        raise _refused(phrase, _TOO_DEEP, None) from None


_PLAIN = SandboxedEnvironment()
_TOO_DEEP = both("嵌套太深，请简化", "is nested too deeply; make it simpler")
_KINDS = {
    "filter": Either("过滤器", "filter"),
    "test": Either("判断", "test"),
    "variable": Either("变量", "variable"),
    "field": Either("字段", "field"),
}


class _Check:
    def __init__(self, phrase: str, words: Vocabulary) -> None:
        self._phrase = phrase
        self._words = words

    def node(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, _ALLOWED):
            raise self._refused(
                node,
                both(
                    "用了“{what}”，消息模板不支持；"
                    "可用文字、{{{{ … }}}}、{{% if … %}}、比较和过滤器",
                    "uses '{what}', which templates of messages do without; there are texts, "
                    "{{{{ … }}}}, {{% if … %}}, comparisons and filters",
                    what=type(node).__name__.lower(),
                ),
            )
        if depth > _DEEPEST:
            raise self._refused(node, _TOO_DEEP)
        match node:
            case nodes.Filter():
                self._known(node, "filter", node.name, self._words.filters)
                if node.args and node.name not in WITH_ARGUMENT:
                    raise self._refused(
                        node,
                        both(
                            "给过滤器 {name} 加了参数，请去掉",
                            "gives the filter {name} an argument; write it without",
                            name=node.name,
                        ),
                    )
            case nodes.Test():
                self._known(node, "test", node.name, TESTS)
            case nodes.Name() | nodes.Getattr():
                self._hint(node)
        for child in node.iter_child_nodes():
            self.node(child, depth + 1)

    def _hint(self, node: nodes.Node) -> Any:
        """The type of a variable or of a field of one."""
        if isinstance(node, nodes.Name):
            self._known(node, "variable", node.name, self._words.variables, self._words.listed)
            return self._words.variables[node.name]
        if isinstance(node, nodes.Getattr):
            fields = fields_of(self._hint(node.node))
            if not fields:
                raise self._refused(
                    node,
                    both(
                        "在单个值上取 .{name}，请去掉",
                        "asks for .{name} of a single value; leave it out",
                        name=node.attr,
                    ),
                )
            self._known(node, "field", node.attr, fields)
            return fields[node.attr]
        raise self._refused(
            node,
            both(
                "在不是变量的东西上取字段，请去掉",
                "asks for a field of what is no variable; leave it out",
            ),
        )

    def _known(
        self,
        node: nodes.Node,
        kind: str,
        name: str,
        known: Iterable[str],
        listed: Iterable[str] | None = None,
    ) -> None:
        if name in known:
            return
        allowed = sorted(listed or known)
        near = get_close_matches(name, allowed, n=1)
        hint = (
            both("；是否想写 {near}？", "; did you mean {near}?", near=near[0])
            if near
            else both("。", ".")
        )
        what = both(
            "用了这里没有的{kind} {name}{hint}可用的有：{allowed}",
            "uses the {kind} {name}, which does not exist here{hint} There are: {allowed}",
            kind=_KINDS[kind],
            name=name,
            hint=hint,
            allowed=several(allowed),
        )
        raise self._refused(node, what, allowed)

    def _refused(
        self, node: nodes.Node, what: Sentence, allowed: Iterable[str] = ()
    ) -> InvalidInput:
        return _refused(self._phrase, what, node.lineno, allowed)


def _refused(
    phrase: str, what: Sentence, line: int | None, allowed: Iterable[str] = ()
) -> InvalidInput:
    where = both("（第 {line} 行）", " (line {line})", line=line) if line else ""
    details: dict[str, object] = {"line": line, "allowed": list(allowed)}
    return InvalidInput(
        both(
            "{phrase}{where}{what}。",
            "{phrase}{where} {what}.",
            phrase=phrase,
            where=where,
            what=what,
        ),
        field=phrase,
        details=details,
    )
