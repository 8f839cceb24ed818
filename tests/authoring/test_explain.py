"""Every rule has a page."""

import ast
from pathlib import Path

import pytest

from asynclearn.authoring import explain as explain_module
from asynclearn.authoring.explain import explain, explanations
from asynclearn.content import grammar
from asynclearn.content.library import parse_challenge
from asynclearn.errors import UsageError

READERS = sorted(Path(grammar.__file__).parent.glob("*.py"))


def named_rules():
    """The names of rules in the calls that add a problem: the last argument of each."""
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            name = function.id if isinstance(function, ast.Name) else name
            if name in ("add", "Problem"):
                yield from (
                    each.value
                    for each in ast.walk(node.args[-1])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def test_every_rule_of_the_grammar_has_a_page_and_every_page_a_rule():
    document = Path(explain.__code__.co_filename).parent / "explanations" / "grammar.md"
    pages = {
        line.removeprefix("## ")
        for line in document.read_text().splitlines()
        if line.startswith("## ")
    }

    assert pages == set(named_rules())


def test_no_rule_has_two_pages_and_each_says_how_much_it_weighs():
    pages = list(explanations())
    names = [name for name, _ in pages]

    assert len(set(names)) == len(names)
    for name, page in pages:
        assert page.startswith(("An error. ", "Advice. ")), name


def test_a_rule_that_does_not_exist_is_guessed():
    with pytest.raises(UsageError, match="did you mean `open-fence`"):
        explain("open-fense")


def test_a_rule_about_a_whole_file_shows_one_that_can_be_read(tmp_path):
    page = explain("missing-section")
    shown = [fence.split("\n````\n")[0] for fence in f"{page}\n".split("````markdown\n")[1:]]

    for number, text in enumerate(shown):
        path = tmp_path / f"whole-{number}.md"
        path.write_text(text)
        parse_challenge(path)
    assert [text.split("\n")[1] for text in shown] == ["kind: predict", "kind: debug"]


def test_only_rules_that_exist_show_whole_files():
    assert set(explain_module._WHOLE) <= dict(explanations()).keys()
