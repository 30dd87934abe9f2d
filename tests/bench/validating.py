"""How long it takes to read, measure and validate a document that nobody sent before: graphs of
fragments within the limits, and a large one without any."""

import gc
import statistics
import time
from random import Random

from graphql import specified_rules

from gateway.documents.lighter import collected_at_the_end
from gateway.documents.reading import Documents
from gateway.schema.root import build_schema
from tests.gateway.fragment_graphs import PLAIN, fragment_graph

GRAPHS = 500
RULES = tuple(specified_rules)
WANTED = 0.05  # seconds


async def measure() -> list[str]:
    documents = Documents(build_schema()._schema)
    gc.collect()
    plain = [_taken(documents, f"{PLAIN} # {turn}") for turn in range(20)]
    graphs = [_taken(documents, fragment_graph(Random(seed))) for seed in range(GRAPHS)]
    return [_line("the largest without fragments", plain), _line(f"{GRAPHS} graphs", graphs)]


def _taken(documents: Documents, text: str) -> float:
    """Seconds of the processor, the garbage collector's included."""
    began = time.thread_time()
    with collected_at_the_end():
        documents.prepare(text, None, RULES)
    return time.thread_time() - began


def _line(name: str, took: list[float]) -> str:
    middle, longest = statistics.median(took) * 1e3, max(took) * 1e3
    return f"{name:32} p50 {middle:5.1f} ms  longest {longest:5.1f} ms  (wanted {WANTED * 1e3:.0f})"
