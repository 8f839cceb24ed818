"""Programs run as they might be on other machines."""

import asyncio
import functools
import sys
from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from asynclearn.errors import UsageError
from asynclearn.sandbox import warm
from asynclearn.sandbox.interpreter import OWN, Interpreter, interpreter_named
from asynclearn.sandbox.outcome import Clock, Limits, Outcome, Program, Shake
from asynclearn.sandbox.runner import run

PATIENCE = 20.0


@pytest.fixture(scope="module", autouse=True)
def _no_other_zygote_stays() -> Iterator[None]:
    yield
    warm.shut_down()


@functools.cache
def _named(version: str) -> Interpreter:
    return interpreter_named(version)[0]


OTHER_VERSIONS = {"3.11", "3.12", "3.13"} - {"{}.{}".format(*sys.version_info)}


@pytest.fixture(
    params=["own", *(pytest.param(each, marks=pytest.mark.slow) for each in sorted(OTHER_VERSIONS))]
)
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    """Our own, and each other version that is there."""
    if request.param == "own":
        return OWN
    try:
        return _named(request.param)
    except UsageError as error:
        pytest.skip(str(error))


@pytest.fixture
def outcomes_of() -> Callable[..., list[Outcome]]:
    """What a source comes to with each of these shakes: `outcomes_of(source, None, Shake(1))`."""

    def outcomes(
        source: str,
        *shakes: Shake | None,
        interpreter: Interpreter = OWN,
        clock: Clock = Clock.VIRTUAL,
        traced: bool = False,
    ) -> list[Outcome]:
        async def run_all() -> list[Outcome]:
            programs = [
                Program(dedent(source), clock=clock, traced=traced, shake=shake) for shake in shakes
            ]
            limits = Limits(seconds=PATIENCE)
            return await asyncio.gather(*(run(each, limits, interpreter) for each in programs))

        return asyncio.run(run_all())

    return outcomes


@pytest.fixture
def outputs_of(outcomes_of: Callable[..., list[Outcome]]) -> Callable[..., list[str]]:
    """What a source prints with each of these shakes, in one line each."""

    def outputs(source: str, *shakes: Shake | None, **options: object) -> list[str]:
        found = outcomes_of(source, *shakes, **options)
        assert [each.stderr for each in found] == [""] * len(shakes)
        return [" ".join(each.stdout.split()) for each in found]

    return outputs
