"""What a learner types, read and written."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asynclearn.errors import ClaimError
from asynclearn.judging.claim import FINISHES, Claim, ClaimedEnding, Finish
from asynclearn.judging.typed import format_claim, parse_claim

HANGS = ClaimedEnding(Finish.HANGS)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("", Claim("")),
        ("a\nb", Claim("a\nb")),
        ("a\n!hangs", Claim("a\n", HANGS)),
        ("a\n  !HANGS  \n\n", Claim("a\n", HANGS)),
        ("a\r\n!hangs\r\n", Claim("a\r\n", HANGS)),
        ("!hangs\na", Claim("!hangs\na")),
        ("!finishes", Claim("")),
        ("!hangs\n!finishes", Claim("!hangs\n")),
        ("!raises ValueError", Claim("", ClaimedEnding(Finish.RAISES, exception="ValueError"))),
        (
            "!Raises \t asyncio.QueueEmpty",
            Claim("", ClaimedEnding(Finish.RAISES, exception="asyncio.QueueEmpty")),
        ),
        ("!raises StreamBroken", Claim("", ClaimedEnding(Finish.RAISES, "StreamBroken"))),
        ("!exits 3", Claim("", ClaimedEnding(Finish.EXITS, exit_code=3))),
        ("!exits 0255", Claim("", ClaimedEnding(Finish.EXITS, exit_code=255))),
        ("!", Claim("!")),
        ("!!", Claim("!!")),
        ("!!hangs", Claim("!!hangs")),
        ("! text", Claim("! text")),
        ("!3", Claim("!3")),
        ("a !hangs", Claim("a !hangs")),
    ],
)
def test_a_claim_is_read(text, claim):
    assert claim == parse_claim(text)


OR_OUTPUT = " If the program prints this line itself, add `!finishes` below it."
ALL_ENDINGS = "write `!raises NAME`, `!exits CODE`, `!hangs` or `!finishes`."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "!raise ValueError",
            "`!raise ValueError` is no ending; did you mean `!raises ValueError`?" + OR_OUTPUT,
        ),
        ("!raises TypeEror", "there is no `TypeEror`; did you mean `!raises TypeError`?"),
        ("!raises typeError", "there is no `typeError`; did you mean `!raises TypeError`?"),
        ("!raises QueueEmty", "there is no `QueueEmty`; did you mean `!raises QueueEmpty`?"),
        ("!raise", "`!raise` is no ending; did you mean `!raises ValueError`?" + OR_OUTPUT),
        ("!KeyError", "`!KeyError` is no ending; did you mean `!raises KeyError`?" + OR_OUTPUT),
        ("!exit", "`!exit` is no ending; did you mean `!exits 1`?" + OR_OUTPUT),
        ("!exit 3", "`!exit 3` is no ending; did you mean `!exits 3`?" + OR_OUTPUT),
        ("!hang", "`!hang` is no ending; did you mean `!hangs`?" + OR_OUTPUT),
        ("!stuck", "`!stuck` is no ending; did you mean `!hangs`?" + OR_OUTPUT),
        ("!throws X", "`!throws X` is no ending; did you mean `!raises X`?" + OR_OUTPUT),
        ("!Wow", f"`!Wow` is no ending; {ALL_ENDINGS}{OR_OUTPUT}"),
        (
            "!raises",
            "`!raises` needs the name of an exception; write it as in `!raises ValueError`.",
        ),
        (
            "!raises KeyError('x')",
            "`KeyError('x')` is no name of an exception; did you mean `!raises KeyError`?",
        ),
        (
            "!raises 3",
            "`3` is no name of an exception; write only the name, as in `!raises ValueError`.",
        ),
        (
            "!raises None",
            "`None` is no name of an exception; write only the name, as in `!raises ValueError`.",
        ),
        (
            "!raises a..b",
            "`a..b` is no name of an exception; write only the name, as in `!raises ValueError`.",
        ),
        ("!exits", "`!exits` needs the exit code; write a number from 0 to 255, as in `!exits 3`."),
        ("!exits x", "`x` is no exit code; write a number from 0 to 255, as in `!exits 3`."),
        ("!exits 256", "`256` is no exit code; write a number from 0 to 255, as in `!exits 3`."),
        ("!exits -1", "`-1` is no exit code; write a number from 0 to 255, as in `!exits 3`."),
        ("!exits ٣", "`٣` is no exit code; write a number from 0 to 255, as in `!exits 3`."),
        (
            "!hangs here",
            "`!hangs` has nothing after it, but here stands `here`; write just `!hangs`.",
        ),
    ],
)
def test_a_misspelt_ending_is_refused(line, message):
    with pytest.raises(ClaimError) as refused:
        parse_claim(f"a\n{line}\n")

    assert message == str(refused.value)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (Claim("a\n"), "a\n"),
        (Claim("a", HANGS), "a\n!hangs"),
        (Claim("a\n", HANGS), "a\n!hangs"),
        (Claim("", HANGS), "!hangs"),
        (Claim("!wow"), "!wow\n!finishes"),
        (Claim("!hangs\n", HANGS), "!hangs\n!hangs"),
        (Claim("", ClaimedEnding(Finish.EXITS, exit_code=0)), "!exits 0"),
    ],
)
def test_a_claim_is_written(claim, text):
    assert text == format_claim(claim)


names = st.from_regex(r"[A-Za-z_]\w{0,5}", fullmatch=True).filter(
    lambda name: name.isidentifier() and not keyword.iskeyword(name)
)
endings = st.one_of(
    st.just(FINISHES),
    st.just(HANGS),
    st.integers(0, 255).map(lambda code: ClaimedEnding(Finish.EXITS, exit_code=code)),
    st.lists(names, min_size=1, max_size=3).map(
        lambda parts: ClaimedEnding(Finish.RAISES, exception=".".join(parts))
    ),
)
texts = st.text() | st.lists(
    st.sampled_from(["a", "!hangs", "!wow", "!", "", "  ", " !raises X "]), max_size=5
).map("\n".join)


@given(texts, endings)
def test_what_is_written_is_read_back(text, ending):
    claim = parse_claim(format_claim(Claim(text, ending)))

    assert claim.ending == ending
    assert claim.stdout.rstrip() == text.rstrip()
