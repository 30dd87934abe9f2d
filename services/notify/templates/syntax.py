"""What the source of a phrase may be made of: closed by default, so that no template can loop,
grow without bound or reach what it should not."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, Sentence, both, several
from services.notify.templates.domain.variables import described, fields_of, variables_of

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


def check_syntax(phrase: str, source: str, event_type: str, filters: Mapping[str, Any]) -> None:
    """
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
        _Check(phrase, event_type, filters).node(tree, 0)
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
    def __init__(self, phrase: str, event_type: str, filters: Mapping[str, Any]) -> None:
        self._phrase = phrase
        self._event_type = event_type
        self._variables = variables_of(event_type)
        self._filters = filters

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
                self._known(node, "filter", node.name, self._filters)
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
            self._known(node, "variable", node.name, self._variables, described(self._event_type))
            return self._variables[node.name]
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
