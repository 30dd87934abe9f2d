"""The rules of validation that one walk can vouch for, by what puts them in doubt."""

from typing import Final

from graphql import (
    ASTValidationRule,
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    ExecutableDefinitionsRule,
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownOperationTypesRule,
    KnownTypeNamesRule,
    LoneAnonymousOperationRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoSchemaIntrospectionCustomRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    SingleFieldSubscriptionsRule,
    StreamDirectiveOnListField,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gateway.documents.one_of import OneOfRule

Rule = type[ASTValidationRule]

SAME_NAMES: Final = (LoneAnonymousOperationRule, UniqueOperationNamesRule, UniqueFragmentNamesRule)
TYPES: Final = (KnownTypeNamesRule, FragmentsOnCompositeTypesRule, VariablesAreInputTypesRule)
INTROSPECTION: Final = (MaxIntrospectionDepthRule, NoSchemaIntrospectionCustomRule)
DIRECTIVES: Final = (
    KnownDirectivesRule, UniqueDirectivesPerLocationRule, DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField, DeferStreamDirectiveOnValidOperationsRule,
    StreamDirectiveOnListField,
)  # fmt: skip
VALUES: Final = (ValuesOfCorrectTypeRule, MaybeNullValidationRule)
VARIABLES: Final = (NoUndefinedVariablesRule, NoUnusedVariablesRule)

VOUCHED_FOR: Final[frozenset[Rule]] = frozenset((
    *SAME_NAMES, *TYPES, *INTROSPECTION, *DIRECTIVES, *VALUES, *VARIABLES,
    ExecutableDefinitionsRule, FieldsOnCorrectTypeRule, KnownArgumentNamesRule,
    KnownFragmentNamesRule, KnownOperationTypesRule, NoFragmentCyclesRule, NoUnusedFragmentsRule,
    OneOfRule, OverlappingFieldsCanBeMergedRule, PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule, ScalarLeafsRule, SingleFieldSubscriptionsRule,
    UniqueArgumentNamesRule, UniqueInputFieldNamesRule, UniqueVariableNamesRule,
    VariablesInAllowedPositionRule,
))  # fmt: skip
"""Whatever else is to be obeyed is in doubt for every document."""
