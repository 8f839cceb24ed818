from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from asynclearn.content.library import parse_challenge
from asynclearn.content.writing import wrong_fence
from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.judging.judge import same_claim

WRONG_IN_TEMPLATE = "```output wrong\n```"
ENDINGS = st.sampled_from(
    [
        ClaimedEnding(),
        ClaimedEnding(Finish.HANGS),
        ClaimedEnding(Finish.EXITS, exit_code=3),
        ClaimedEnding(Finish.RAISES, exception="asyncio.TimeoutError"),
    ]
)
LINES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")) | st.sampled_from("` ~>#"))
CLAIMS = st.builds(Claim, st.lists(LINES, max_size=4).map("\n".join), ENDINGS)


@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(CLAIMS)
@example(Claim("```python\n  ````\n"))
@example(Claim("    ```\n\n~~~\n> quote\n"))
@example(Claim(""))
def test_a_fence_that_is_pasted_says_the_same_claim(write, claim):
    pasted = CHALLENGE_TEMPLATES[Kind.PREDICT].replace(WRONG_IN_TEMPLATE, wrong_fence(claim))

    [wrong] = parse_challenge(write("pasted.md", pasted)).snippet.wrong

    assert same_claim(wrong.claim, claim)


def test_the_words_of_the_ending_are_those_of_the_grammar():
    claims = {
        ClaimedEnding(): "```output wrong\na\n```",
        ClaimedEnding(Finish.HANGS): "```output wrong hangs\na\n```",
        ClaimedEnding(Finish.EXITS, exit_code=3): "```output wrong exits=3\na\n```",
        ClaimedEnding(Finish.RAISES, "ValueError"): "```output wrong raises=ValueError\na\n```",
    }

    assert {ending: wrong_fence(Claim("a", ending)) for ending in claims} == claims
