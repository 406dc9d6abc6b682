"""What can be seen to be wrong without running anything (V3): each rule names what it finds."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from pyramid.registry import Introspector

from readiness import models

MODELS: Final = {
    name for name in models.__all__ if isinstance(getattr(models, name), type(models.Base))
}
FORM: Final = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
MACRO: Final = re.compile(r"{%-? macro (\w+)\(.*?{%-? endmacro", re.DOTALL)


def loads_by_bare_id(source: str) -> list[str]:
    """Functions that load a row by its id alone, with nobody's scope around it.

    The worker's functions, which begin with `jobs`, are apart: their ids come from the queue.
    """
    found = []
    for function, call in _calls(source, but="jobs"):
        named = call.args[0] if call.args else None
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in {"get", "get_one"}
            and isinstance(named, ast.Name)
            and named.id in MODELS
        ):
            found.append(function)
    return found


def text_made_of_parts(source: str) -> list[str]:
    """Functions that put a value into the words of an SQL statement."""
    return [
        function
        for function, call in _calls(source)
        if _name(call.func) in {"text", "exec_driver_sql"}
        and call.args
        and not isinstance(call.args[0], ast.Constant | ast.Name | ast.Attribute)
    ]


def runs_or_reads_unsafely(source: str) -> list[str]:
    """Functions that evaluate text, use a shell, or read YAML or pickles that may do things."""
    banned = {"eval", "exec", "loads_unsafe"}
    found = []
    for function, call in _calls(source):
        words = ast.unparse(call.func)
        shell = any(
            one.arg == "shell" and getattr(one.value, "value", True) for one in call.keywords
        )
        if words in banned or words in {"yaml.load", "pickle.loads", "os.system"} or shell:
            found.append(function)
    return found


def forms_without_token(template: str) -> list[str]:
    """Forms for POST in which no form token is written, also not by a macro of the file."""
    carrying = [found[1] for found in MACRO.finditer(template) if "csrf_token" in found[0]]
    return [
        form
        for form in FORM.findall(template)
        if "csrf_token" not in form and not any(f"{name}(" in form for name in carrying)
    ]


def unescaped(template: str) -> list[str]:
    """Places that switch off escaping, but for style sheets of our own."""
    return re.findall(r"(?<!\bcss)\|\s*safe\b|autoescape false|\bMarkup\b", template)


def posts_that_only_read(introspector: Introspector) -> list[str]:
    """Views that take a post and ask for no more than to read."""
    return [
        _callable(view)
        for view, permission in _views(introspector)
        if "POST" in _methods(view) and str(permission).endswith(":read")
    ]


def posts_without_token(introspector: Introspector) -> list[str]:
    """Views that take a post from anywhere."""
    return [
        _callable(view)
        for view, _ in _views(introspector)
        if _methods(view) - {"GET", "HEAD"} and view["require_csrf"] is False
    ]


def open_to_everyone(introspector: Introspector) -> set[str]:
    """Routes with a view that asks for no permission."""
    return {
        view["route_name"]
        for view, permission in _views(introspector)
        if permission == "__no_permission_required__" and not view["exception_only"]
    }


def _calls(source: str, but: str = "") -> Iterator[tuple[str, ast.Call]]:
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and not (
            but and [one.arg for one in function.args.args[:1]] == [but]
        ):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield function.name, node


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", None) or getattr(function, "id", "")


def _views(introspector: Introspector) -> Iterator[tuple[dict[str, object], object]]:
    for entry in introspector.get_category("views") or ():
        view = entry["introspectable"]
        if view["route_name"] == "__static/":
            continue
        given = [one["value"] for one in entry["related"] if one.category_name == "permissions"]
        yield view, given[0] if given else None


def _methods(view: dict[str, object]) -> set[str]:
    given = view["request_methods"] or ()
    return {given} if isinstance(given, str) else set(given)


def _callable(view: dict[str, object]) -> str:
    return getattr(view["callable"], "__name__", str(view["callable"]))
