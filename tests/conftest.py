"""Fixtures for everybody: real servers, started when the first test asks for them."""

import asyncio
import gc
import io
import logging
import os
from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import uvloop
from hypothesis import settings

from infra.log import configure_logging
from infra.process import garbage
from tests.servers import Sinks, running_mongo, running_sinks, running_valkey

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

# each run draws others; `make soak` tries what is marked so with sixty times as many
settings.register_profile("test", max_examples=30, deadline=None)
settings.register_profile("soak", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


configure_logging("WARNING", "tests")  # as every process does; pretty traces cost a second each


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: to look through it for garbage, again and again as it grows and
    later in each test, takes a third of the time of collecting."""
    garbage.while_starting()
    try:
        return (yield)
    finally:
        garbage.once_started()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from tests.sharing import longest_first

    if hasattr(config, "workerinput"):
        longest_first(items)


def pytest_sessionfinish() -> None:
    """pytest looks five times through all that is there, which by then is much."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.sharing import TogetherOnASystem

    return TogetherOnASystem(config, log)


@pytest.fixture(scope="session")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    """What processes run on."""
    return uvloop.EventLoopPolicy()


@pytest.fixture(scope="session")
async def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The embedded MongoDB-compatible server; take a `database_prefix` of your own on it."""
    async with running_mongo(tmp_path_factory.mktemp("mongo"), durable=False) as (url, _child):
        yield url


@pytest.fixture(scope="session")
async def broker_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real Valkey, shared by all tests."""
    async with running_valkey(tmp_path_factory.mktemp("valkey")) as (url, _child):
        yield url


@pytest.fixture(scope="session")
async def running_sink_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sinks]:
    async with running_sinks(tmp_path_factory.mktemp("sinks")) as sinks:
        yield sinks


@pytest.fixture
async def sinks(running_sink_process: Sinks) -> Sinks:
    """The SMS and mail sinks, empty and without faults."""
    await running_sink_process.clear()
    return running_sink_process


@pytest.fixture
def database_prefix() -> str:
    """For this test alone."""
    return f"t{uuid4().hex[:12]}"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What a process would write to its log."""
    root = logging.getLogger()
    copy = logging.StreamHandler(io.StringIO())
    copy.setFormatter(root.handlers[0].formatter)
    root.addHandler(copy)
    yield copy.stream
    root.removeHandler(copy)


@pytest.fixture
def exported() -> Iterator["InMemorySpanExporter"]:
    """Spans of this process, which is traced for as long as the test takes."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from infra.tracing import exporting, spans

    exporter = InMemorySpanExporter()
    provider = exporting.begin("test", "r-1", SimpleSpanProcessor(exporter))
    yield exporter
    spans.trace_by(None)
    provider.shutdown()
