"""What holds of the code as a whole."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "portalaudit"
MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_saying_hello_loads_nothing_heavy(option: str) -> None:
    """`--version` and `--help` answer before pandas, SQLAlchemy or httpx are loaded."""
    program = (
        "import sys\nfrom portalaudit.cli.main import run\nrun([sys.argv[1]])\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'sqlalchemy', 'httpx', 'requests', 'alembic'} & set(sys.modules)\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program, option], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "portalaudit" in done.stdout.lower()


def test_one_module_imports_httpx() -> None:
    """The HTTP client is imported in one module, so that it can be replaced."""
    users = [path.relative_to(SOURCE).as_posix() for path in MODULES if "httpx" in _imported(path)]

    assert len(users) == 1
    assert users[0].startswith("fetch/")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_files_stay_small(path: Path) -> None:
    """A file that grows past 300 lines wants to be two."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_every_check_module_is_registered() -> None:
    """Checks are found by entry point: a file without one would never run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    registered = set(project["project"]["entry-points"]["portalaudit.checks"])
    written = {
        path.stem
        for path in (SOURCE / "checks").glob("*/*.py")
        if path.stem != "__init__" and "_check(" in path.read_text(encoding="utf-8")
    }

    assert written == registered


def test_only_the_command_line_prints() -> None:
    """Results go through one layer, so that `--output json` prints JSON and nothing else."""
    printing = [
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if "cli" not in path.parts and "sys.stdout" in path.read_text(encoding="utf-8")
    ]

    assert printing == []


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
