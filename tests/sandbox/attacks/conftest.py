"""Hostile programs, run as any other, and a look at the host from outside afterwards."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from asynclearn.sandbox import warm
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run

PATIENCE = 20.0
PRELUDE = (Path(__file__).parent / "prelude.py").read_text()
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - where programs may leave files

Given = Mapping[str, Any]


TIERS = {
    "namespaces": ["namespaces", "landlock", "limits"],
    # As on a machine whose user namespaces are switched off, such as Ubuntu 24.04.
    "landlock": ["landlock", "limits"],
}

_TCP_ONLY = "no sockets but TCP ones on loopback, and pairs"
_NO_SHARED_MEMORY = "no /dev/shm: it is the machine's own, and has no folder for one run"
_NO_QUOTA = "no file system of its own, so no quota: each file has a limit, and the time"

# What comes through, or does not work, without namespaces, and why. A name with its parameters
# stands for that case alone. Each is expected to fail, and it is an error if one does not.
WITHOUT_NAMESPACES = {
    "test_seen_from_outside_the_program_is_in_namespaces_of_its_own": "there are none",
    "test_not_even_whether_a_file_exists_is_to_be_seen": "Landlock knows no right for stat(2)",
    "test_not_even_whether_a_process_exists_is_to_be_seen": "nor for stat(2) in /proc",
    "test_mapped_files_count_or_meet_the_quota": _NO_QUOTA,
    "test_many_large_files_meet_a_quota": _NO_QUOTA,
    "test_many_files_meet_a_quota": _NO_QUOTA,
    "test_no_port_of_the_machine_is_taken": "the loopback network is the machine's own",
    "test_runs_at_the_same_time_do_not_meet": "they share the ports of the machine",
    "test_it_works_in_confinement[udp]": _TCP_ONLY,
    "test_it_works_in_confinement[unix socket in its folder]": _TCP_ONLY,
    "test_it_works_in_confinement[unix socket in /tmp]": _TCP_ONLY,
    "test_it_works_in_confinement[abstract unix socket]": _TCP_ONLY,
    "test_it_works_in_confinement[shared memory]": _NO_SHARED_MEMORY,
    "test_it_works_in_confinement[devices]": "no /dev/zero: any amount of shared memory is mapped "
    "from it, and /dev/full can't be shown in its place",
    "test_it_works_in_confinement[process pool]": _NO_SHARED_MEMORY,
    "test_it_works_in_confinement[spawned processes]": _NO_SHARED_MEMORY,
}

# The same where the program is the learner, too; of root's runs each is a user of its own. These
# depend on what else the user does, so they may also pass.
WITHOUT_NAMESPACES_AS_THE_LEARNER = {
    "test_no_capability_can_ever_come_back": "only who holds CAP_SETPCAP may empty the bounding "
    "set, which an exec with no new privileges never uses",
    "test_two_bombs_at_once_do_not_take_each_others_processes": "RLIMIT_NPROC counts all "
    "processes of a user, whoever started them",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.skipif(sys.platform != "linux", reason="Linux confines"))
        if isinstance(item, pytest.Function) and "landlock" in item.name:
            _expect(item)


def _expect(item: pytest.Function) -> None:
    name = item.name.replace("landlock-", "", 1).replace("[landlock]", "")
    if reason := WITHOUT_NAMESPACES.get(name):
        item.add_marker(pytest.mark.xfail(reason=reason))
    if os.getuid() and (reason := WITHOUT_NAMESPACES_AS_THE_LEARNER.get(name)):
        item.add_marker(pytest.mark.xfail(reason=reason, strict=False))


def program(source: str, marker: str, given: Given) -> str:
    """A hostile program in full: the prelude, what it is given, its own lines."""
    named = "".join(f"{name} = {value!r}\n" for name, value in given.items())
    return f"{PRELUDE.replace('of-no-test', marker)}\n{named}\n{dedent(source)}"


def _mounts() -> set[str]:
    return set(Path("/proc/self/mounts").read_text().splitlines())


def _descriptors() -> dict[str, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, no paths
        with suppress(OSError):  # that of the listing itself
            found[name] = str(Path("/proc/self/fd", name).readlink())
    return found


def marked_processes(marker: str) -> list[int]:
    """The processes of the host that carry a marker as name, argument or variable."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        for file in ("comm", "cmdline", "environ"):
            with suppress(OSError):
                if marker.encode() in (folder / file).read_bytes():
                    found.append(int(folder.name))
                    break
    return found


def _marked_files(marker: str) -> list[Path]:
    folders = [*map(Path, SHARED_FOLDERS), Path.home(), Path.cwd(), Path(sys.prefix)]
    return [path for folder in folders if folder.is_dir() for path in folder.glob(f"*{marker}*")]


def _marked_ipc(marker: str) -> list[str]:
    key = str(ipc_key(marker))
    lists = [Path(f"/proc/sysvipc/{kind}") for kind in ("shm", "sem", "msg")]
    return [
        line for each in lists for line in each.read_text().splitlines() if line.split()[0] == key
    ]


def ipc_key(marker: str) -> int:
    """A key for System V objects that no other test has."""
    return int(marker[-6:], 16) + 1


@pytest.fixture(
    scope="module", params=["namespaces", pytest.param("landlock", marks=pytest.mark.slow)]
)
def tier(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The ways to confine that the sandbox may use."""
    usual, warm.TIERS = warm.TIERS, TIERS[request.param]
    warm.shut_down()
    yield warm.TIERS
    warm.shut_down()
    warm.TIERS = usual


# Makes a namespace as the sandbox would, so that no test is skipped because the sandbox is broken.
_NAMESPACES = """\
import ctypes, os
libc = ctypes.CDLL(None)
uid = os.getuid()
assert libc.unshare(0x10020000) == 0  # CLONE_NEWUSER | CLONE_NEWNS (linux/sched.h)
open("/proc/self/uid_map", "w").write(f"{uid} {uid} 1")
assert libc.mount(b"none", b"/", None, 0x44000, None) == 0  # MS_REC | MS_PRIVATE (sys/mount.h)
"""


@pytest.fixture(scope="module")
def layers(tier: list[str]) -> frozenset[str]:
    """What confines the runs from now on. The zygote is warm afterwards."""
    outcome = asyncio.run(run(Program("print('warm')"), Limits(seconds=PATIENCE)))
    if tier[0] == "namespaces" and "mount-namespace" not in outcome.confined:
        tried = subprocess.run(
            [sys.executable, "-c", _NAMESPACES], capture_output=True, check=False
        )
        if tried.returncode:
            pytest.skip("this machine allows no user namespaces")
    return frozenset(outcome.confined)


@pytest.fixture(autouse=True)
def marker(layers: frozenset[str], temporary_folder: Path) -> Iterator[str]:  # noqa: ARG001 - they come first
    """The name of an attack. Nothing that bears it may be on the host when the attack is over."""
    name = f"atk{secrets.token_hex(6)}"  # 15 bytes, the longest name of a process (TASK_COMM_LEN)
    mounts, descriptors = _mounts(), _descriptors()
    yield name
    deadline = time.monotonic() + 2.0
    while (left := marked_processes(name)) and time.monotonic() < deadline:
        time.sleep(0.02)
    files = _marked_files(name)
    for path in files:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    assert left == [], "processes"
    assert files == []
    assert _mounts() - mounts == set()
    assert _marked_ipc(name) == []
    assert len(_descriptors()) <= len(descriptors), (descriptors, _descriptors())


@pytest.fixture
def run_attack(marker: str) -> Callable[..., Outcome]:
    """What comes of a hostile program: `run_attack("...", given={"secret": path}, seconds=1)`."""

    def attack(source: str, *, given: Given | None = None, **limits: float) -> Outcome:
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(
            run(Program(program(source, marker, given or {}), clock=Clock.REAL), chosen)
        )

    return attack


@pytest.fixture
def run_unconfined(marker: str, tmp_path: Path) -> Callable[..., str]:
    """What the same program prints without a sandbox: it shows that an attack can succeed."""

    def unconfined(source: str, *, given: Given | None = None) -> str:
        folder = tmp_path / "unconfined"
        folder.mkdir(exist_ok=True)
        (folder / "program.py").write_text(program(source, marker, given or {}))
        result = subprocess.run(
            [sys.executable, "program.py"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return result.stdout

    return unconfined


def attempts(stdout: str) -> dict[str, str]:
    """What came of each attempt that a program told of."""
    lines = (line.partition("\t") for line in stdout.splitlines())
    return {name: what for name, tab, what in lines if tab}


@pytest.fixture
def came_through() -> Callable[..., dict[str, str]]:
    """The attempts that succeeded, of at least as many as a test says that there are."""

    def succeeded(outcome: Outcome, made: int) -> dict[str, str]:
        assert outcome.ending is Ending.FINISHED, outcome
        told = attempts(outcome.stdout)
        assert len(told) >= made, outcome
        return {name: what for name, what in told.items() if what.startswith("DONE")}

    return succeeded


@pytest.fixture
def told() -> Callable[[str], dict[str, str]]:
    """What came of each attempt: `told(outcome.stdout)`."""
    return attempts


@pytest.fixture
def planted_secret(marker: str) -> Iterator[dict[str, str]]:
    """Files of the learner, in the home folder and where all may write: their paths and texts."""
    folders = [Path.home(), Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - what it is about
    secrets_of = {}
    for folder in folders:
        (folder / f"{marker}-mine").mkdir(mode=0o755)
        path = folder / f"{marker}-mine" / "secret.txt"
        path.write_text(f"hidden-{secrets.token_hex(8)}")
        path.chmod(0o666)  # not the file's own rights, but the sandbox is to refuse
        secrets_of[str(path)] = path.read_text()
    yield secrets_of
    for folder in folders:
        shutil.rmtree(folder / f"{marker}-mine")


@pytest.fixture
def decoy() -> Iterator["subprocess.Popen[bytes]"]:
    """A process of the same user, outside of every sandbox, which nothing may touch."""
    code = "import sys, time; secret = 'decoy-' * 3; print(id(secret), flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-S", "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@dataclass
class Listener:
    """Services of the host, and who called them."""

    sockets: dict[str, socket.socket] = field(default_factory=dict)

    def addresses(self) -> dict[str, Any]:
        """How each is called, as literals that a program can be given."""
        return {name: each.getsockname() for name, each in self.sockets.items()}

    def calls(self) -> list[str]:
        """The names of those that were called since they were last asked."""
        return [name for name, each in self.sockets.items() if _was_called(each)]


def _was_called(service: socket.socket) -> bool:
    try:
        if service.type == socket.SOCK_STREAM:
            service.accept()[0].close()
        else:
            service.recv(100)
    except BlockingIOError:
        return False
    return True


def _own_address() -> str | None:
    """The machine's own address in its network; to choose a way there, nothing is sent."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # TEST-NET-2 (RFC 5737)
        except OSError:
            return None
        return str(probe.getsockname()[0])


@pytest.fixture
def host_listener(marker: str) -> Iterator[Listener]:
    """TCP, UDP and Unix services of the machine itself."""
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    path = f"/tmp/{marker}.socket"  # noqa: S108 - short enough for a socket, and others may get there
    services: list[tuple[str, int, int, Any]] = [
        ("tcp4", socket.AF_INET, stream, ("127.0.0.1", 0)),
        ("udp4", socket.AF_INET, datagram, ("127.0.0.1", 0)),
        ("tcp6", socket.AF_INET6, stream, ("::1", 0)),
        ("udp6", socket.AF_INET6, datagram, ("::1", 0)),
        ("abstract", socket.AF_UNIX, stream, f"\0{marker}"),
        ("abstract-datagram", socket.AF_UNIX, datagram, f"\0{marker}-datagram"),
        ("path", socket.AF_UNIX, stream, path),
        ("path-datagram", socket.AF_UNIX, datagram, f"{path}.datagram"),
    ]
    if address := _own_address():
        services.append(("outer", socket.AF_INET, stream, (address, 0)))
    listener = Listener()
    for name, family, kind, where in services:
        service = socket.socket(family, kind)
        listener.sockets[name] = service
        try:
            service.bind(where)
        except OSError:  # a machine without IPv6
            listener.sockets.pop(name).close()
            continue
        service.setblocking(False)  # noqa: FBT003 - a method of C, without keywords
        if kind == stream:
            service.listen(16)
    paths = Path(path), Path(f"{path}.datagram")
    for each in paths:
        each.chmod(0o777)
    yield listener
    for service in listener.sockets.values():
        service.close()
    for each in paths:
        each.unlink()


@pytest.fixture
def host_pids() -> str:
    """The pid namespace of the host, for programs that would do harm in it."""
    return str(Path("/proc/self/ns/pid").readlink())


# A command line of its own, which may have secrets, or a terminal.
_COMMAND_LINE = """\
import asyncio, os
from asynclearn.sandbox import warm
from asynclearn.sandbox.outcome import Limits, Program
from asynclearn.sandbox.runner import run
warm.TIERS = os.environ.pop("TIERS").split()
source = os.environ.pop("SOURCE")
kept = [os.environ.get("TOKEN", ""), open(os.environ["HIDDEN"]).read()]
if os.isatty(0):
    source = source.replace("<terminal>", os.ttyname(0))
outcome = asyncio.run(run(Program(source), Limits(seconds=20)))
open(os.environ["ANSWER"], "w").write(outcome.stdout + outcome.ending + "\\n")
"""


@dataclass(frozen=True)
class CommandLine:
    """A process that runs one hostile program, not yet started, and where it leaves the outcome."""

    command: list[str]
    environment: dict[str, str]
    root: Path
    answer: Path


@pytest.fixture
def command_line(marker: str, tmp_path: Path, tier: list[str]) -> Callable[..., CommandLine]:
    def prepare(source: str, *, given: Given, token: str = "") -> CommandLine:
        (tmp_path / "hidden").write_text(token)
        environment = {
            **os.environ,
            "TIERS": " ".join(tier),
            "SOURCE": program(source, marker, given),
            "TOKEN": token,
            "HIDDEN": str(tmp_path / "hidden"),
            "ANSWER": str(tmp_path / "answer"),
        }
        command = [sys.executable, "-c", _COMMAND_LINE, "--token", token]
        return CommandLine(command, environment, Path(__file__).parents[3], tmp_path / "answer")

    return prepare
