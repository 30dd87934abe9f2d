"""What rules must not be: refused when they are saved, not found out when an appeal waits."""

from collections.abc import Sequence

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Sentence, both, several
from services.appeals.contract.desk_rules import QueueCondition, QueueRule
from services.appeals.desk.domain.matching import unreachable

MOST_RULES = 20
LONGEST_NAME = 80
_LEAST = {
    "paid_at_least": 1,
    "plan_rank_at_least": 1,
    "claimed_at_least": 1,
    "age_at_least": 1,
    "left_at_most": 0,
}


def checked_rules(rules: Sequence[QueueRule]) -> tuple[QueueRule, ...]:
    """
    Raises:
        InvalidInput: too many or none; a name that is missing, too long or there twice; a number
            that says nothing; nothing for what no rule speaks of; a rule that never decides.
    """
    if not 1 <= len(rules) <= MOST_RULES:
        raise _refused(
            both("规则须有 1 至 {most} 条。", "There are 1 to {most} rules.", most=MOST_RULES)
        )
    _check_names([rule.name for rule in rules])
    for rule in rules:
        _check_numbers(rule)
    if rules[-1].when != QueueCondition():
        raise _refused(
            both(
                "最后一条规则不能有条件：它收下其余所有申诉。",
                "The last rule has no condition: it takes all that no other rule takes.",
            )
        )
    if never := unreachable(rules):
        raise _refused(
            both(
                "以下规则永远不会生效，前面的规则已涵盖：{names}。",
                "These rules would never decide, because rules before them always do: {names}.",
                names=several([rule.name for rule in never]),
            )
        )
    return tuple(rules)


def _check_names(names: Sequence[str]) -> None:
    if any(not 1 <= len(name.strip()) <= LONGEST_NAME for name in names):
        raise _refused(
            both(
                "每条规则须有名称，最多 {most} 个字符。",
                "Each rule has a name of at most {most} characters.",
                most=LONGEST_NAME,
            )
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise _refused(
            both(
                "规则名称重复：{names}。",
                "Names of rules are there twice: {names}.",
                names=several(twice),
            )
        )


def _check_numbers(rule: QueueRule) -> None:
    for field, least in _LEAST.items():
        said = getattr(rule.when, field)
        if said is not None and said < least:
            raise _refused(
                both(
                    "规则“{name}”的 {field} 不能小于 {least}。",
                    "{field} of the rule “{name}” is not below {least}.",
                    name=rule.name,
                    field=_api_name(field),
                    least=least,
                )
            )


def _api_name(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(word.title() for word in rest)


def _refused(sentence: Sentence) -> InvalidInput:
    return InvalidInput(sentence, field="rules")
