"""The same attacks by a user without any rights, for whoever runs the tests as root."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

USER = 65_432
"""A number that no account has; a process needs no name to be somebody."""
OPTIONS = ["-p", "no:cacheprovider", "-n", "2"]
ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.slow


@pytest.fixture
def home_of_another(request):
    """A folder of the other user, in which an interpreter, its packages and the project lie.

    Root's own may lie where nobody else may look, such as in /root.
    """
    if "landlock" in request.node.name:
        pytest.skip("it runs the attacks on both tiers itself")
    folder = Path(tempfile.mkdtemp(prefix="other-user-", dir="/var/tmp"))
    folder.chmod(0o755)
    (folder / "home").mkdir()
    os.chown(folder / "home", USER, USER)
    python = folder / "python"
    for name in ("bin", "lib"):
        skip = shutil.ignore_patterns("test", "tests", "*.a", "site-packages", "config-*")
        shutil.copytree(Path(sys.base_prefix, name), python / name, symlinks=True, ignore=skip)
    _look_for_libraries_nearby(python)
    packages = sysconfig.get_paths()["purelib"]
    library = python / Path(sysconfig.get_paths()["stdlib"]).relative_to(sys.base_prefix)
    shutil.copytree(packages, library / "site-packages", ignore=shutil.ignore_patterns("*.pth"))
    for name in ("asynclearn", "tests", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / "project" / name)
        else:
            shutil.copy(source, folder / "project" / name)
    yield folder
    shutil.rmtree(folder)


def _look_for_libraries_nearby(python: Path) -> None:
    """Have a copied interpreter load its own libpython, not the one beside the original.

    LD_LIBRARY_PATH would not do, as the sandbox clears the environment.
    """
    usual = str(Path(sys.base_prefix, "lib")).encode() + b"\0"
    nearby = b"$ORIGIN/../lib".ljust(len(usual), b"\0")
    for path in (python / "bin").iterdir():
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF":
            path.write_bytes(path.read_bytes().replace(usual, nearby))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_all_attacks_come_to_the_same_as_an_ordinary_user(home_of_another):
    home = home_of_another / "home"
    python = home_of_another / "python" / "bin" / Path(sys.executable).resolve().name
    result = subprocess.run(
        [python, "-m", "pytest", "tests/sandbox/attacks", "-q", "--tb=line", *OPTIONS],
        cwd=home_of_another / "project",
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        user=USER,
        group=USER,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]
