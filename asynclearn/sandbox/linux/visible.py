"""What of this machine a program may see: what its interpreter is made of, and nothing else."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SYSTEM = (
    # Shared libraries, commands, time zones, locales, certificates. On merged systems all but
    # the first are links into it.
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    # How the dynamic linker finds libraries: ld.so(8).
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    # What is behind links from /usr: Debian's alternatives, sitecustomize and locale names.
    "/etc/alternatives",
    "/etc/locale.alias",
    f"/etc/python{sys.version_info[0]}.{sys.version_info[1]}",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/protocols",
    "/etc/services",
    # Public certificates, by Debian, Fedora and Arch; the private keys lie beside them.
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/tls/openssl.cnf",
    "/etc/pki/ca-trust/extracted",
    "/etc/ca-certificates/extracted",
)
_STORES = ("/nix/store", "/gnu/store", "/home/linuxbrew/.linuxbrew")
"""Package managers whose interpreters use libraries from other folders of the same store."""

_NEVER = frozenset(
    f"/{name}"
    for name in (
        *("", "boot", "dev", "dev/shm", "etc", "home", "media", "mnt", "opt", "proc", "root"),
        *("run", "srv", "sys", "tmp", "var", "var/tmp"),
    )
)
_PROCESS_FOLDERS = ("/proc/", "/sys/", "/dev/")
_MOST_LINKS = 40  # as in path_resolution(7)


def of_this_interpreter(besides: "Iterable[str]" = ()) -> list[str]:
    """The files and folders that programs of this interpreter need, whichever kind it is.

    Packages count, also those that a .pth file or PYTHONPATH names. Never a folder in which the
    user's home lies, nor one of the machine's own such as /etc: a package there is not importable
    in the sandbox.
    """
    own = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, *sys.path]
    own += [sys.executable, getattr(sys, "_base_executable", ""), *besides]
    own += dict.fromkeys(_mapped_files())  # each library is mapped several times
    for store in _STORES:
        if any(_within(os.path.realpath(each), store) for each in own if each):
            own.append(store)
    homes = _homes()
    return [
        *(each for each in _SYSTEM if os.path.lexists(each)),
        *(each for each in own if _is_allowed(each, homes)),
    ]


def plan(paths: "Iterable[str]") -> tuple[list[str], dict[str, str]]:
    """How to show these paths under another root: the real ones, and the links that lead there.

    Of paths that contain each other only the outermost is told.
    """
    links: dict[str, str] = {}
    real = {_resolve(path, links) for path in paths}
    real.discard("")
    outermost: list[str] = []
    for path in sorted(real):
        if not any(_within(path, outer) for outer in outermost):
            outermost.append(path)
    seen = {
        link: target
        for link, target in links.items()
        if not any(_within(link, outer) for outer in outermost)
    }
    return outermost, seen


def _resolve(path: str, links: dict[str, str]) -> str:
    """The real path, "" if there is none; each link on the way is noted."""
    remaining = [part for part in path.split("/") if part not in ("", ".")]
    reached = ""
    followed = 0
    while remaining:
        part = remaining.pop(0)
        if part == "..":
            reached = reached.rpartition("/")[0]
            continue
        here = f"{reached}/{part}"
        try:
            target = os.readlink(here)
        except OSError:
            reached = here
            continue
        followed += 1
        if followed > _MOST_LINKS:
            return ""
        links[here] = target
        if target.startswith("/"):
            reached = ""
        remaining[:0] = [each for each in target.split("/") if each not in ("", ".")]
    return reached if os.path.lexists(reached) else ""


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _is_allowed(path: str, homes: "Iterable[str]") -> bool:
    if not path.startswith("/") or not os.path.exists(path):
        return False
    for each in {os.path.normpath(path), os.path.realpath(path)}:
        if each in _NEVER or (each + "/").startswith(_PROCESS_FOLDERS):
            return False
        if any(_within(home, each) for home in homes):
            return False
    return True


def _homes() -> set[str]:
    """The user's home by name and by truth, as the environment and as the system tells it."""
    homes = {os.environ.get("HOME", "")}
    try:
        import pwd  # noqa: PLC0415 - some small builds lack it

        homes.add(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        pass
    homes |= {os.path.realpath(home) for home in homes if home}
    # A service user's home is / or the like, and everything would lie above it.
    return {os.path.normpath(home) for home in homes if home.strip("/")}


def _mapped_files() -> "Iterator[str]":
    """The shared libraries that this process has loaded, wherever they lie."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
            for line in maps:
                _, slash, rest = line.rstrip("\n").partition("/")
                if slash and ".so" in rest and not rest.endswith("(deleted)"):
                    yield f"/{rest}"
    except OSError:
        return
