"""The direction of the house: `instruments <- reports <- readiness`, and who may import what."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ALLOWED = {
    "instruments": {"instruments", "colander", "yaml"},
    "reports": {
        "reports", "instruments", "jinja2", "markupsafe", "weasyprint", "pydyf", "docx", "lxml",
        "xlsxwriter", "fontpkg", "fontpkg_atkinson_hyperlegible", "fontpkg_literata",
    },
}  # fmt: skip

CONFINED = {
    # Colander's untyped nodes and deform's widgets stay behind one door each.
    "colander": ("instruments/", "readiness/forms/"),
    "deform": ("readiness/forms/",),
    # Importing WeasyPrint takes a second and half the memory of a worker.
    "weasyprint": ("reports/pdf",),
    "docx": ("reports/docx",),
    "xlsxwriter": ("reports/xlsx",),
}


def imported(source: str) -> Iterator[str]:
    """Every module that a source imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def strangers(package: str, source: str) -> set[str]:
    """Packages that `source` imports although its own package may not."""
    roots = {name.split(".")[0] for name in imported(source)}
    return roots - ALLOWED[package] - set(sys.stdlib_module_names)


@pytest.mark.parametrize("package", ALLOWED)
def test_pure_package_imports_only_what_it_may(package):
    found = {
        str(path.relative_to(ROOT)): strangers(package, path.read_text())
        for path in modules(package)
    }

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("name", CONFINED)
def test_library_stays_behind_its_door(name):
    users = {
        str(path.relative_to(ROOT))
        for package in ("instruments", "reports", "readiness")
        for path in modules(package)
        if name in {found.split(".")[0] for found in imported(path.read_text())}
    }

    assert {user for user in users if not user.startswith(CONFINED[name])} == set()


def test_views_leave_the_database_to_services():
    users = [
        str(path.relative_to(ROOT))
        for path in modules("readiness/views")
        if any(found.split(".")[0] == "sqlalchemy" for found in imported(path.read_text()))
    ]

    assert users == []


def test_a_planted_import_is_found():
    hidden = "def f():\n    from readiness.db import Base\n"

    assert strangers("instruments", hidden) == {"readiness"}
    assert strangers("reports", "import pyramid.config, json\n") == {"pyramid"}
    assert strangers("instruments", "import reports.pdf\n") == {"reports"}


def test_every_module_says_its_role():
    silent = [
        str(path.relative_to(ROOT))
        for package in ("instruments", "reports", "readiness")
        for path in modules(package)
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == []
