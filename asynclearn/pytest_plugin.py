"""`pytest --asynclearn PATH`: each claim of a course is a test, with the id `path:line`.

Loaded by the entry point `pytest11` into every pytest where asynclearn is installed, so nothing
else of asynclearn is imported before the option is given.
"""

import asyncio
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from asynclearn.authoring.report import Report

_OPTION = "--asynclearn"
_ROOTS = pytest.StashKey[tuple[Path, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option."""
    parser.getgroup("asynclearn").addoption(
        _OPTION,
        action="append",
        default=[],
        metavar="PATH",
        help="Test the claims of a course, a folder or a file.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Has what is named collected, besides what else is."""
    named = [Path(path) for path in config.getoption(_OPTION)]
    for path in named:
        if not path.exists():
            raise pytest.UsageError(f"{_OPTION} {path}: it does not exist")
    config.stash[_ROOTS] = tuple(path.resolve() for path in named)
    config.args += [str(path) for path in named if str(path) not in config.args]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CoursePage | None":
    """A Markdown file of a course that was named."""
    roots = parent.config.stash[_ROOTS]
    if file_path.suffix != ".md" or not roots:
        return None
    if not any(root == file_path or root in file_path.parents for root in roots):
        return None
    page: CoursePage = CoursePage.from_parent(parent, path=file_path)
    return page


class CoursePage(pytest.File):
    """A file of a course: a test for each of its claims."""

    _report: "Report | None" = None

    def collect(self) -> Iterator["ClaimTest"]:
        """The claims in the order of the file. A file that can't be read is an error."""
        from asynclearn.authoring.claimed import claimed_lines  # noqa: PLC0415  (see above)

        for line in claimed_lines(self.path):
            name = f"{self.nodeid}:{line}"
            test: ClaimTest = ClaimTest.from_parent(self, name=name, nodeid=name, line=line)
            yield test

    def repr_failure(  # type: ignore[override]  # as in pytest.Collector itself
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:  # noqa: ANN401
        """A course's problem without a traceback."""
        from asynclearn.errors import AsynclearnError  # noqa: PLC0415

        if isinstance(excinfo.value, AsynclearnError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def report(self) -> "Report":
        """What is wrong with the claims. The programs are run the first time that this is asked."""
        if self._report is None:
            from asynclearn.authoring.claimed import check_claims  # noqa: PLC0415
            from asynclearn.authoring.python import Python  # noqa: PLC0415
            from asynclearn.sandbox.runner import run  # noqa: PLC0415

            python = Python(platform.python_version(), run)
            self._report = asyncio.run(check_claims(self.path, python))
        return self._report


class ClaimTest(pytest.Item):
    """One claim: an `output`, an `output wrong`, a solution, or a wrong solution."""

    def __init__(self, *, line: int, **more: Any) -> None:  # noqa: ANN401
        super().__init__(**more)
        self._line = line

    def runtest(self) -> None:
        """Fails with what is wrong with the claim; skips where its program can't run."""
        assert isinstance(self.parent, CoursePage)  # noqa: S101 - `collect` above makes it so
        report = self.parent.report()
        for problem in report.errors:
            if problem.line == self._line:
                raise ClaimFailed(str(problem))
        if report.skipped:
            pytest.skip(report.skipped[0].message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """The problem alone: our own traceback would tell an author nothing."""
        if isinstance(excinfo.value, ClaimFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, self._line - 1, str(self._line)


class ClaimFailed(Exception):  # noqa: N818 - it is no error of the test's
    """A claim is not true."""
