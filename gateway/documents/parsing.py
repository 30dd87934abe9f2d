"""Reads the text of a request, as graphql-core's parser does, in less time and memory."""

import re
from typing import Final

import msgspec
from graphql import DocumentNode, GraphQLSyntaxError, Lexer, Source, Token, TokenKind
from graphql.language.parser import MAX_NESTING_DEPTH, Parser

from gateway.documents.limits import DocumentLimits, LimitExceeded

_PUNCTUATORS: Final = {
    kind.value: kind
    for kind in (
        TokenKind.BANG, TokenKind.DOLLAR, TokenKind.AMP, TokenKind.PAREN_L, TokenKind.PAREN_R,
        TokenKind.SPREAD, TokenKind.COLON, TokenKind.EQUALS, TokenKind.AT, TokenKind.BRACKET_L,
        TokenKind.BRACKET_R, TokenKind.BRACE_L, TokenKind.PIPE, TokenKind.BRACE_R,
    )
}  # fmt: skip
_USUAL: Final = re.compile(
    r"[ \t\r\n,\ufeff]*(?:(?P<name>[_A-Za-z][_0-9A-Za-z]*)|(?P<mark>[!$&():=@\[\]{|}]|\.\.\.))"
)
"""Names and punctuators, with what is ignored before them: sections 2.1 and 2.2 of the GraphQL
specification."""


class NodeLocation(msgspec.Struct, frozen=True, gc=False):
    """Where a node stands: as much of graphql-core's `Location` as errors need.

    A `Location` holds on to its tokens and each token to its neighbours, which is more than half of
    what a document keeps alive, and goes in circles, so that only the garbage collector frees it.
    """

    start: int
    end: int
    source: Source


def parse(text: str, limits: DocumentLimits) -> DocumentNode:
    """
    Raises:
        GraphQLSyntaxError: the text is no document.
        LimitExceeded: it has too many tokens or comments, or is nested too deeply.
    """
    parser = _Parser(
        Source(text),
        lexer=_Lexer(Source(text)),
        max_lexical_tokens=limits.tokens,
        max_comments=limits.tokens,
    )
    try:
        return parser.parse_document()
    except RecursionError:
        pass  # what is raised inside would keep all frames of the recursion
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:
            raise LimitExceeded("tokens", limits.tokens, limits.tokens + 1) from None
        raise
    raise LimitExceeded("depth", limits.depth, MAX_NESTING_DEPTH)


class _Lexer(Lexer):
    """Finds names and punctuators by one expression, everything else as graphql-core does.

    Lines are not counted: where an error stands is told by its position.
    """

    def read_next_token(self, start: int) -> Token:
        found = _USUAL.match(self.source.body, start)
        if found is None:
            return super().read_next_token(start)
        name = found["name"]
        kind = _PUNCTUATORS[found["mark"]] if name is None else TokenKind.NAME
        end = found.end()
        return Token(kind, found.start(found.lastgroup or 0), end, 0, 0, name)


class _Parser(Parser):
    """Its nodes know where they stand, and keep no tokens."""

    def loc(self, start_token: Token) -> NodeLocation:  # type: ignore[override]  # all that is read
        return NodeLocation(start_token.start, self._lexer.last_token.end, self._lexer.source)
