"""The five models side by side: what they are, who leads, what members say, what research found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from instruments.evidence.citing import Cited
from instruments.evidence.shapes import Id


@dataclass(frozen=True)
class Attribute:
    """A column of the comparison, such as the recovery goal."""

    id: Id
    name: str
    question: str


@dataclass(frozen=True, kw_only=True)
class ModelCell(Cited):
    """What one model is like in one attribute; `note` says what the table leaves out."""

    attribute: Id
    points: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Model:
    """One group model. Its id is also the profile's answer to `model`."""

    id: Id
    name: str
    short: str
    began: str
    cells: tuple[ModelCell, ...]

    @cached_property
    def by_attribute(self) -> Mapping[str, ModelCell]:
        """The cells by the id of their attribute."""
        return MappingProxyType({cell.attribute: cell for cell in self.cells})


@dataclass(frozen=True, kw_only=True)
class Meeting(Cited):
    """How a meeting of one model runs, and what the model brings with it."""

    model: Id
    points: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What `models.yaml` holds."""

    attributes: tuple[Attribute, ...]
    models: tuple[Model, ...]
    meetings: tuple[Meeting, ...]


class Status(StrEnum):
    """What research says about a model and an outcome area."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    TOO_LITTLE = "too-little"


@dataclass(frozen=True)
class Area:
    """One of the five outcome areas."""

    id: Id
    name: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class OutcomeCell(Cited):
    """What research found for one model in one area.

    `peer_led` and `other` are given for Seeking Safety alone: what comes from groups
    that peers led, and what does not. `note` says where the review disagrees with itself.
    """

    area: Id
    status: Status
    text: str
    peer_led: str = ""
    other: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class OutcomeRow:
    """The five cells of a model, under the name that the review's table gives it."""

    model: Id
    name: str
    cells: tuple[OutcomeCell, ...]
    note: str = ""

    @cached_property
    def by_area(self) -> Mapping[str, OutcomeCell]:
        """The cells by the id of their area."""
        return MappingProxyType({cell.area: cell for cell in self.cells})


@dataclass(frozen=True)
class Outcomes:
    """What `outcomes.yaml` holds."""

    areas: tuple[Area, ...]
    rows: tuple[OutcomeRow, ...]

    @cached_property
    def by_model(self) -> Mapping[str, OutcomeRow]:
        """The rows by the id of their model."""
        return MappingProxyType({row.model: row for row in self.rows})


@dataclass(frozen=True, kw_only=True)
class Leaders(Cited):
    """Who may lead, in one model or in groups for people who have experienced crime."""

    id: Id
    name: str
    who: str
    needs: tuple[str, ...]
    apart: str = ""


@dataclass(frozen=True)
class WhoLeads:
    """What `who-leads.yaml` holds."""

    rows: tuple[Leaders, ...]


@dataclass(frozen=True, kw_only=True)
class Voices(Cited):
    """What people in one model's groups say, and on what basis we know it."""

    id: Id
    name: str
    basis: str
    likes: tuple[str, ...]
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Participants:
    """What `participants.yaml` holds."""

    rows: tuple[Voices, ...]
