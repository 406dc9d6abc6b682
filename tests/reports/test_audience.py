"""The one place that redacts."""

from reports.audience import Audience, redact
from reports.build import build
from tests.reports.samples import S1, report, snapshot


def test_organization_reads_everything():
    made = report(S1)

    assert redact(made, audience=Audience.ORGANIZATION) == made
    assert made.audience == "organization"


def test_build_makes_the_report_for_the_organization_unless_told_otherwise():
    assert build(snapshot(S1)) == build(snapshot(S1), audience=Audience.ORGANIZATION)
