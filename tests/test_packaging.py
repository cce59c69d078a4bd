"""The house itself: what is installed, what it depends on, and that its files agree."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.resources
import itertools
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Where each folder of the top level is inside the installed package.
MAPPED = {
    folder: package.replace(".", "/")
    for package, folder in PROJECT["tool"]["setuptools"]["package-dir"].items()
}
CODE_AND_DATA = {".py", ".typed", ".toml", ".csv", ".html", ".css", ".js", ".json"}


def shipped_files() -> set[str]:
    """Everything that a wheel must hold, by its name inside the wheel."""
    names = set()
    for folder, inside in {"relsim": "relsim", **MAPPED}.items():
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in CODE_AND_DATA or path.name == "py.typed":
                names.add(f"{inside}/{path.relative_to(ROOT / folder).as_posix()}")
    return names


def pins() -> dict[str, list[Requirement]]:
    """The lines of the constraints file by package."""
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            found.setdefault(requirement.name, []).append(requirement)
    return found


def direct_dependencies() -> list[str]:
    """Every requirement that pyproject.toml names, extras included."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    return [line for line in lines if not line.startswith("relsim[")]  # an extra in another


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the sources, as a user would get it."""
    copy = tmp_path_factory.mktemp("sources")
    skip = shutil.ignore_patterns("__pycache__")
    for folder in ("relsim", *MAPPED):
        shutil.copytree(ROOT / folder, copy / folder, ignore=skip)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    target = copy / "dist"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--wheel-dir", str(target), str(copy)]
    if int(importlib.metadata.version("setuptools").split(".")[0]) >= 77:
        command.append("--no-build-isolation")  # no network needed
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(target.glob("*.whl"))


def test_wheel_holds_every_module_and_every_shipped_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert inside == shipped_files()
    assert licences


def test_installed_wheel_finds_its_experiments_away_from_the_sources(
    wheel: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "import importlib.resources, pathlib, relsim\n"
        "print(pathlib.Path(relsim.__file__).parent)\n"
        "folder = importlib.resources.files('relsim.experiments')\n"
        "print(*sorted(path.name for path in folder.iterdir()), sep='\\n')"
    )
    # -S leaves out the editable installation, which would answer for a file that is missing.
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where, *names = done.stdout.splitlines()
    assert Path(where).resolve() == (site / "relsim").resolve()
    expected = {path.name for path in (ROOT / "experiments").iterdir()} - {"__pycache__"}
    assert set(names) == expected


def test_editable_installation_finds_the_experiments_of_the_source_tree() -> None:
    folder = importlib.resources.files("relsim.experiments")
    assert Path(str(folder)).resolve() == ROOT / "experiments"


def test_importing_relsim_loads_no_heavy_library() -> None:
    code = (
        "import sys, relsim\n"
        "heavy = {'numba', 'mesa', 'dash', 'plotly', 'polars', 'scipy', 'pandas'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("line", direct_dependencies())
def test_direct_dependency_has_bounds_and_a_pin_inside_them(line: str) -> None:
    requirement = Requirement(line)
    operators = {specifier.operator for specifier in requirement.specifier}
    assert ">=" in operators
    if requirement.name != "setuptools":  # builds only; its majors come every few weeks
        assert "<" in operators
    pinned = pins()[canonicalize_name(requirement.name)]
    for pin in pinned:
        (version,) = (specifier.version for specifier in pin.specifier)
        assert requirement.specifier.contains(version), f"{pin} is outside {requirement}"


def test_every_library_that_is_imported_is_declared() -> None:
    users = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["cluster"],
    ]
    declared = {canonicalize_name(Requirement(line).name) for line in users}
    developers = {canonicalize_name(Requirement(line).name) for line in direct_dependencies()}
    providers = importlib.metadata.packages_distributions()
    undeclared = set()
    for path in (path for folder in ("relsim", *MAPPED) for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # What says how to install it where it is missing may be a developer's tool.
        missed = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.Try)
            and any(ast.unparse(one.type or node) == "ImportError" for one in node.handlers)
            for inner in node.body
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                offers = {canonicalize_name(offer) for offer in providers.get(name, [name])}
                known = developers if node in missed else declared
                if name != "relsim" and not offers & known:
                    undeclared.add(f"{name} in {path.relative_to(ROOT)}")
    assert undeclared == set()


def test_constraints_pin_one_version_each_and_name_no_index() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-|@", text, re.MULTILINE)
    for name, lines in pins().items():
        assert all([s.operator for s in line.specifier] == ["=="] for line in lines), name
        for version, platform in itertools.product(
            ("3.11", "3.12", "3.13"), ("linux", "darwin", "win32")
        ):
            place = {"python_version": version, "sys_platform": platform}
            fitting = [line for line in lines if not line.marker or line.marker.evaluate(place)]
            assert len(fitting) <= 1, f"{name} on Python {version}, {platform}"


def test_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert released[0] == version
    assert re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE)
