"""The pages that say what this rests on: about, method, models, and staying safe."""

from collections.abc import Mapping
from typing import Any, Final

from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from instruments import catalogue, evidence, glossary, legal
from instruments.evidence import Kind
from readiness.request import Request
from readiness.views.rule_words import gates, rule_list

ABOUT: Final = {
    "what": "What this is",
    "from": "Where it comes from",
    "pilot": "The pilot",
    "process": "Four steps to evidence",
    "keep": "What we keep, and for how long",
    "law": "Privacy law, in short",
    "names": "Names we use",
    "words": "Glossary",
}
METHOD: Final = {
    "questions": "The questions",
    "scores": "Scores",
    "gates": "What has to be in place",
    "readiness": "Ready for a group?",
    "evaluation": "Ready to evaluate?",
    "steps": "Next steps",
    "path": "The shortest path",
    "limits": "What this cannot tell",
    "versions": "Versions",
    "disagree": "Where our sources disagree",
}
MODELS: Final = {
    "short": "In short",
    "compare": "Side by side",
    "meetings": "How a meeting runs",
    "leads": "Who may lead",
    "say": "What people say",
    "outcomes": "What research found",
    "peer-led": "Peer-led or not",
    "findings": "Findings",
    "limits": "Limits and open questions",
    "base": "What groups rest on",
    "more": "Numbers and sources",
}
SOURCES: Final = {
    "numbers": "Numbers",
    "avoid": "What we do not repeat",
    "cells": "Sources: side by side",
    "found": "Sources: what research found",
    "review": "What the review asked",
    "references": "References",
}
KINDS: Final = {
    Kind.SOURCE: "The two documents",
    Kind.LAW: "Laws and rules",
    Kind.GUIDANCE: "Guidance from the field",
    Kind.METHOD: "How to evaluate",
    Kind.STUDY: "Studies that the two documents cite",
    Kind.OURS: "Our own judgment",
}
SAFETY: Final = {
    "help": "Talk to someone now",
    "leave": "Leaving this page quickly",
    "device": "Your device and browser",
    "mail": "E-mail and files",
    "hold": "What we hold",
    "court": "If somebody demands data",
}
IN_SHORT: Final = (
    "no-best-model",
    "fit-matters",
    "trauma-left-out",
    "peer-led-seeking-safety",
    "trafficking",
)
"""Findings that open the models page."""


def page(parts: Mapping[str, str], **values: object) -> dict[str, Any]:
    """Return a page's values: its parts for the list of contents, and what it shows."""
    return {"parts": parts, "evidence": evidence.load(), **values}


@view_config(
    route_name="about",
    request_method="GET",
    renderer="pages/about.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def about(request: Request) -> dict[str, Any]:
    """Say what this is, where it comes from and what is kept."""
    return page(
        ABOUT,
        legal=legal.load(),
        glossary=glossary.load(),
        formative=catalogue.find("formative"),
        evaluability=catalogue.find("evaluability"),
        settings=request.app_settings,
    )


@view_config(
    route_name="method",
    request_method="GET",
    renderer="pages/method.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def method(_request: Request) -> dict[str, Any]:
    """Say how answers become results; every number comes from the rules file."""
    rules = catalogue.rules()
    formative = catalogue.find("formative")
    evaluability = catalogue.find("evaluability")
    return page(
        METHOD,
        rules=rules,
        formative=formative,
        evaluability=evaluability,
        lessons=catalogue.lessons(),
        quick=catalogue.selection("quick-screen"),
        lists=(
            (formative, rule_list(formative, rules)),
            (evaluability, rule_list(evaluability, rules)),
        ),
        gate_lists=(*gates(formative), *gates(evaluability)),
    )


@view_config(
    route_name="models",
    request_method="GET",
    renderer="pages/models.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def models(request: Request) -> dict[str, Any]:
    """Compare the five models and say what research found, with its limits."""
    findings = {finding.id: finding for finding in evidence.load().findings.findings}
    return page(
        MODELS,
        short=[findings[name] for name in IN_SHORT],
        sources_path=request.route_path("models", _query={"part": "sources"}),
    )


@view_config(
    route_name="models",
    request_method="GET",
    request_param="part=sources",
    renderer="pages/sources.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def sources(_request: Request) -> dict[str, Any]:
    """Give the numbers with their cautions, the source of every cell, and all references."""
    return page(SOURCES, kinds=KINDS)


@view_config(
    route_name="safety",
    request_method="GET",
    renderer="pages/safety.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def safety(request: Request) -> dict[str, Any]:
    """Say how to leave quickly, what that cannot do, and where to find help."""
    return page(SAFETY, settings=request.app_settings)
