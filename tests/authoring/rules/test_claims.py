"""How a false claim is told: what matters most comes first."""

import platform

import pytest

FIX = "run `asynclearn check --update` to write what it prints, or mend the program"
FORGOTTEN = "and `main()` is never awaited"
BUT = "but is claimed to finish (and 4 more differences)"
DEPENDS = "as it depends on that"


def wrong_output(report):
    [problem] = [each for each in report.errors if each.rule == "wrong-output"]
    return problem.message.removeprefix(f"on Python {platform.python_version()} ")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "async def main():\n",
            "async def main():\n    raise ValueError\n",
            f"the program raised ValueError, {BUT}; {FIX}",
        ),
        (
            "```output\n",
            "```output hangs\n",
            f"the program finished, but the claim is `hangs`; {FIX}",
        ),
        (
            "```output\n",
            "```output raises=KeyError\n",
            f"the program finished, but the claim is `raises=KeyError`; {FIX}",
        ),
        (
            "asyncio.run(main())",
            "main()",
            f"line 1, `Anna waits`, is not printed (and 3 more differences), {FORGOTTEN}; {FIX}",
        ),
        (
            "import asyncio\n\n",
            "import asyncio\nimport nowhere\n\n",
            f"the program raised ModuleNotFoundError, {BUT}; mend line 13 first, {DEPENDS}",
        ),
    ],
    ids=["raises", "no-hang", "no-exception", "forgotten", "no-module"],
)
def test_the_ending_and_its_cause_are_told_before_the_lines(change, report, old, new, told):
    path = change("challenges/two-boats.md", (old, new))

    assert wrong_output(report(path)) == told


def test_a_package_that_needs_knows_is_to_be_named_there(change, report):
    edit = ("import asyncio\n\n", "import asyncio\nimport aiohttp\n\n")
    path = change("challenges/two-boats.md", edit)

    [told] = [each.message for each in report(path).errors if each.rule == "undeclared-need"]
    assert told.endswith("; write `needs: [aiohttp]` into the front matter")


def test_an_import_that_may_fail_needs_nothing(change, report):
    attempt = "try:\n    import nowhere\nexcept ImportError:\n    nowhere = None\n"
    path = change("challenges/two-boats.md", ("import asyncio\n\n", f"import asyncio\n{attempt}\n"))

    assert not report(path).errors


@pytest.mark.parametrize(
    ("printed", "choices", "broken"),
    [
        ("0", "[10, 100, 1000]", ["estimate-not-above-zero"]),
        ("0", "[0, 10]", []),
        ("-3", "[0, 10]", ["estimate-not-above-zero"]),
        ("0.001", "[0, 10]", ["estimate-choices"]),
    ],
)
def test_what_no_guess_can_be_near_is_no_estimate(change, report, printed, choices, broken):
    path = change(
        "challenges/a-long-sum.md",
        ("print(len(items))", f"print({printed})"),
        ("[10, 100, 1000]", choices),
    )

    assert [each.rule for each in report(path).errors] == broken


def test_a_choice_below_zero_is_refused_at_its_line(change, report):
    path = change("challenges/a-long-sum.md", ("[10, 100, 1000]", "[-10, 100]"))

    [problem] = report(path).errors
    assert problem.line == 8
    assert "numbers from 0" in problem.message
