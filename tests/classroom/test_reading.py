import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asynclearn.classroom.reading import read_exports
from asynclearn.errors import ProgressError
from asynclearn.progress.sitting import Doubt


@pytest.mark.parametrize("name", ["anna.json", "anna.jsonl"])
def test_both_forms_of_an_export_are_read_whole(exported, answer, name):
    first, second = answer(claim="lone \ud800\n!hangs", confidence=3, hints=1), answer("p")
    doubt = Doubt("q", "d", "a", "odd", first.at)

    reading = read_exports([exported(name, first, second, doubts=[doubt])])

    [one] = reading.handed
    assert (one.attempts, one.doubts) == ((first, second), (doubt,))
    assert reading.remarks == ()


def test_answers_for_an_instructor_hold_no_names_and_no_paths(exported, answer):
    text = exported("anna.jsonl", answer()).read_text()

    header, line = map(json.loads, text.splitlines())
    assert header["format"] == "asynclearn/answers"
    assert set(line) == {
        "question", "digest", "claim", "right", "at", "share", "near_miss", "accepted",
        "confidence", "hints", "why", "sitting",
    }  # fmt: skip


def test_a_folder_is_read_at_any_depth_and_what_else_lies_there_is_named(exported, answer):
    folder = exported("anna.json", answer()).parent
    exported("week-2/ben.jsonl", answer())
    exported(".hidden/carl.json", answer())
    (folder / "notes.json").write_text("{}")
    (folder / "merge-streams.py").write_text("")
    (folder / "link.json").symlink_to(folder / "anna.json")
    os.mkfifo(folder / "pipe.json")

    reading = read_exports([folder])

    assert len(reading.handed) == 2
    [remark] = reading.remarks
    assert "notes.json` is no export" in remark


def test_the_same_content_counts_once_wherever_it_lies(exported, answer):
    path = exported("anna.json", answer())
    copy = path.with_name("copy.json")
    copy.write_bytes(path.read_bytes())

    assert len(read_exports([path, copy, path.parent]).handed) == 1


def test_joined_files_stay_apart(exported, answer):
    paths = [exported(f"{name}.jsonl", answer()) for name in ("anna", "ben")]
    joined = paths[0].with_name("all.jsonl")
    joined.write_text("".join(path.read_text() for path in paths))

    assert len(read_exports([joined]).handed) == 2


def test_exports_on_one_line_each_are_learners_of_their_own(exported, answer):
    paths = [exported(f"{name}.json", answer()) for name in ("anna", "ben")]
    joined = paths[0].with_name("all.jsonl")
    joined.write_text("\n".join(json.dumps(json.loads(path.read_text())) for path in paths))

    assert len(read_exports([joined]).handed) == 2


def test_a_line_may_name_its_learner(exported, answer):
    path = exported("class.jsonl", answer(), answer("p"), answer("r"))
    header, *lines = map(json.loads, path.read_text().splitlines())
    for line, learner in zip(lines, ("one", "two", "one"), strict=True):
        line["learner"] = learner
    path.write_text("\n".join(map(json.dumps, [header, *lines])))

    handed = read_exports([path]).handed

    assert [(each.learner, len(each.attempts)) for each in handed] == [("one", 2), ("two", 1)]


def test_broken_lines_are_named_and_skipped(exported, answer):
    path = exported("anna.jsonl", answer(), answer("p"))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], "no json", lines[1], "", lines[2].replace("true", "7")]))

    reading = read_exports([path])

    [one] = reading.handed
    assert len(one.attempts) == 1
    assert reading.remarks == tuple(
        f"{path}:{number}: this is no answer; it is skipped." for number in (2, 5)
    )


def test_a_broken_answer_of_a_whole_export_is_numbered_and_skipped(exported, answer):
    path = exported("anna.json", answer(), answer("p", confidence=2))
    path.write_text(path.read_text().replace('"confidence": 2', '"confidence": 9'))

    reading = read_exports([path])

    assert [len(each.attempts) for each in reading.handed] == [1]
    assert reading.remarks == (f"{path}: answer 2 can't be read; it is skipped.",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no export; give files that `asynclearn progress export FILE` wrote"),
        ("# A README\n", "is no export"),
        ("[]", "is no export"),
        ("[" * 100_000, "is no export"),
        ('{"format": "other"}', "is no export"),
        ('{"format": "asynclearn/progress", "version": 2}', "newer asynclearn"),
        ('{"format": "asynclearn/claims", "version": 1}', "claims of an exam"),
        (b"\xff\xfe", "is no export"),
    ],
)
def test_a_file_that_is_no_export_is_told_what_it_should_be(tmp_path, text, words):
    path = tmp_path / "file.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(ProgressError, match=words):
        read_exports([path])


def test_an_export_that_breaks_off_is_told_where(exported, answer):
    path = exported("anna.json", answer(), answer())
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:20]))

    with pytest.raises(ProgressError, match=r"anna\.json:\d+: the export breaks off"):
        read_exports([path])


def test_a_folder_without_exports_and_a_missing_file_are_errors(tmp_path):
    with pytest.raises(ProgressError, match="holds no export"):
        read_exports([tmp_path])
    for name in ("nowhere.json", "long" * 100):
        with pytest.raises(ProgressError, match="can't be read"):
            read_exports([tmp_path / name])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(["question", "at", "claim", "hints", "learner", "format", "note"]), VALUES)
def test_whatever_a_line_says_it_is_read_or_refused_kindly(tmp_path, key, value):
    line = {
        "question": "q", "digest": "d", "claim": "c", "right": True,
        "at": "2026-03-01T00:00:00+00:00",
    }  # fmt: skip
    path = tmp_path / "file.jsonl"
    path.write_text(f"{json.dumps(line)}\n{json.dumps({**line, key: value})}\n")
    try:
        reading = read_exports([path])
    except ProgressError:
        return  # a format of its own
    assert sum(len(each.attempts) for each in reading.handed) + len(reading.remarks) >= 1
