"""Makes documents cheap for the garbage collector, which holds everybody while it looks."""

import contextlib
import gc
from collections.abc import Iterator

import msgspec
from graphql import DocumentNode, Node, Source


class NodeLocation(msgspec.Struct, frozen=True, gc=False):
    """Where a node stands: as much of graphql-core's `Location` as errors need.

    A `Location` holds on to its tokens and each token to its neighbours, which is more than half of
    what a document keeps alive, and goes in circles, so that only the garbage collector frees it.
    """

    start: int
    end: int
    source: Source


def lighten(document: DocumentNode) -> None:
    """Lets go of the tokens that a document was read from."""
    found: list[Node] = [document]
    for node in found:  # grows meanwhile
        if node.loc:
            place = NodeLocation(node.loc.start, node.loc.end, node.loc.source)
            object.__setattr__(node, "loc", place)  # nodes are frozen
        for key in node.keys:
            value = getattr(node, key, None)
            values = value if isinstance(value, tuple) else (value,)
            found.extend(inner for inner in values if isinstance(inner, Node))


@contextlib.contextmanager
def collected_at_the_end() -> Iterator[None]:
    """Looks once, at the end, through what is made within.

    To check a document takes some ten thousand objects. A collection in the middle would count them
    among what lives long, which is looked through much later and together with everything else.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
