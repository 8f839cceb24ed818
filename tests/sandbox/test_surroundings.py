"""What a program finds around it, and what becomes of what it leaves there."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

from asynclearn.sandbox.outcome import Ending
from asynclearn.sandbox.zygote.folder import remove_folder


def test_stdin_is_at_its_end(outcome_of):
    outcome = outcome_of("import sys\nprint(repr(sys.stdin.read()))\ninput()")
    assert outcome.stdout == "''\n"
    assert outcome.exception is not None
    assert outcome.exception.type == "EOFError"


@pytest.mark.skipif(sys.platform != "linux", reason="macOS adds variables of its own")
def test_the_environment_holds_exactly_this(outcome_of, monkeypatch):
    monkeypatch.setenv("SECRET", "token")
    source = "import json, os\nprint(json.dumps([os.getcwd(), dict(os.environ)]))"
    folder, environment = json.loads(outcome_of(source).stdout)
    assert environment == {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_no_descriptor_of_ours_is_open_but_the_report(outcome_of):
    # The one that lists the folder is number 3, as in a plain run.
    source = "import os\nprint(sorted(map(int, os.listdir('/proc/self/fd'))))"
    assert outcome_of(source).stdout == "[0, 1, 2, 3, 255]\n"


def test_a_child_process_inherits_no_report_and_no_hook(outcome_of):
    source = """\
        import subprocess
        import sys

        ask = "import os, sys; print(sys.path[1:] == %r); os.fstat(255)" % sys.path[1:]
        result = subprocess.run([sys.executable, "-s", "-c", ask], capture_output=True, text=True)
        print(result.stdout, result.stderr.splitlines()[-1])
        """
    assert outcome_of(source).stdout == "True\n OSError: [Errno 9] Bad file descriptor\n"


@pytest.mark.skipif(
    importlib.util.find_spec("sitecustomize") is not None,
    reason="a plain run has the distribution's sitecustomize, where ours takes its place",
)
def test_the_hook_leaves_no_trace_but_its_callback(outcome_of, plain):
    source = """\
import sys
print(sorted(sys.modules))
print([type(finder).__name__ for finder in sys.meta_path], len(sys.path_hooks))
print([path for path in sys.path_importer_cache if path.endswith("/hook")])
print(sys.path[1:], sys.argv, sys.excepthook is sys.__excepthook__, hasattr(sys, "last_value"))
print(sys.flags.safe_path, sys.flags.isolated, sys.stdout.encoding, sys.stdout.errors)
print(globals().keys(), __name__, __spec__, __builtins__)
"""
    # The zygote has imported asyncio, which is the one difference that a program can see.
    source = f"import asyncio\ndel asyncio\n{source}"
    assert outcome_of(source).stdout.splitlines() == plain(source).stdout.splitlines()


def test_the_working_folder_is_private_and_gone_afterwards(outcome_of):
    source = """\
        import os

        print(os.getcwd())
        print(os.listdir(), os.stat(".").st_uid == os.getuid())
        print(__file__ == os.path.join(os.getcwd(), "program.py"))
        open("left behind", "w").close()
        """
    for _ in range(2):
        folder, *rest = outcome_of(source).stdout.splitlines()
        assert rest == ["['program.py'] True", "True"]
        assert not Path(folder).exists()


def test_locked_folders_and_links_to_outside_are_removed_but_not_followed(
    outcome_of, tmp_path, temporary_folder
):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("kept")
    outside.chmod(0o755)
    source = f"""\
        import os

        os.makedirs("locked/inner/folder")
        open("locked/inner/file", "w").close()
        os.symlink({str(outside)!r}, "locked/link")
        os.symlink({str(outside)!r}, "link")
        os.symlink({str(outside / "precious")!r}, "link-to-file")
        os.mkfifo("fifo")
        os.mkdir("1")
        open("2", "w").close()
        os.chmod("locked/inner/folder", 0)
        os.chmod("locked/inner", 0)
        os.chmod("locked", 0)
        os.chmod(".", 0)
        """
    assert outcome_of(source).ending is Ending.FINISHED
    assert list(temporary_folder.iterdir()) == []
    assert (outside / "precious").read_text() == "kept"
    assert outside.stat().st_mode & 0o777 == 0o755


def test_a_folder_replaced_by_a_link_is_not_followed(outcome_of, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("kept")
    source = f"""\
        import os
        import shutil

        folder = os.getcwd()
        try:
            shutil.rmtree(folder)
            os.symlink({str(outside)!r}, folder)
        except OSError:
            pass
        """
    assert outcome_of(source).ending is Ending.FINISHED
    assert (outside / "precious").read_text() == "kept"


def test_a_very_deep_tree_is_removed(outcome_of, temporary_folder):
    source = """\
        import os

        for _ in range(3000):
            os.mkdir("d" * 50)
            os.chdir("d" * 50)
        print("deep")
        """
    assert outcome_of(source).stdout == "deep\n"
    assert list(temporary_folder.iterdir()) == []


def test_removing_what_is_not_there_does_nothing(tmp_path):
    remove_folder(str(tmp_path / "missing"))


def test_a_removal_keeps_hard_linked_files_elsewhere(tmp_path):
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    folder.mkdir()
    kept.write_text("kept")
    os.link(kept, folder / "link")
    remove_folder(str(folder))
    assert not folder.exists()
    assert kept.read_text() == "kept"


def test_sets_have_the_same_order_each_time(outcome_of):
    source = "print({str(number) for number in range(50)}, hash('x'))"
    assert len({outcome_of(source).stdout for _ in range(3)}) == 1


def test_characters_beyond_ascii_come_through(outcome_of):
    outcome = outcome_of("import sys\nprint('Zürich 🐍 \\u202e')\nprint('ß', file=sys.stderr)")
    assert outcome.stdout == "Zürich 🐍 \u202e\n"
    assert outcome.stderr == "ß\n"


def test_bytes_that_are_no_utf8_are_replaced(outcome_of):
    outcome = outcome_of("import os\nos.write(1, b'a\\xff\\xc3')")
    assert outcome.stdout == "a\ufffd\ufffd"


def test_line_ends_are_kept_as_printed(outcome_of):
    assert outcome_of("import sys\nsys.stdout.write('a\\r\\nb\\rc\\n')").stdout == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    "filename",
    ["", ".", "..", "a/b.py", "/etc/passwd", "../up.py", "-c", "nul\0.py", "x" * 300, "\ud800.py"],
)
def test_an_unsafe_name_becomes_program_py(outcome_of, filename):
    outcome = outcome_of("import sys\nprint(sys.argv)", filename=filename)
    assert outcome.stdout == "['program.py']\n"


@pytest.mark.parametrize("filename", ["part-2.md", "with space.py", "ü.py", ".hidden", "json.py"])
def test_a_bare_name_is_what_tracebacks_show(outcome_of, filename):
    outcome = outcome_of("\n" * 40 + "1 / 0\n", filename=filename)
    assert f'File "{filename}", line 41, in <module>' in outcome.stderr
    assert outcome.exception is not None
    assert outcome.exception.line == 41
