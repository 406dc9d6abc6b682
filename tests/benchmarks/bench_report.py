"""What a report's PDF costs: `python -m tests.benchmarks.bench_report`.

The floor is the layout engine alone on the same HTML, in a child process like ours, with the
same garbage collection, without our finisher, our attachment and our limits (design.md 10: at
most 5 % above it, and a full report in less than 2 s of CPU). Times are CPU seconds of the
child, imports included, the best of three runs taken in turn.
"""

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

from instruments import answers, assess, catalogue
from reports import build, html, pdf

RUNS = 3
SAMPLES = ("lantern-house", "pilot-like-a1", "cedar-fork", "open-gate-2")
FLOOR = """
import gc, sys
gc.disable()
from weasyprint import HTML
from reports.pdf_worker import fetch
HTML(string=sys.stdin.read(), url_fetcher=fetch).write_pdf(pdf_variant="pdf/ua-1")
"""


def cpu_of(work, *arguments):
    """CPU seconds that the children of one call took."""
    before = getrusage(RUSAGE_CHILDREN)
    work(*arguments)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def floor(document):
    subprocess.run(
        (sys.executable, "-c", FLOOR),
        input=document.encode(),
        check=True,
        env=pdf.environment(),
        capture_output=True,
    )


def measure(sample):
    """CPU seconds of the engine alone, of our PDF, and of everything before it."""
    start = process_time()
    report = build.build(assess.assess(answers.read(catalogue.samples()[sample])))
    document = html.print_document(report)
    before = process_time() - start
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(cpu_of(floor, document))
        ours.append(cpu_of(pdf.render, report))
    return min(bare), min(ours), before


def main():
    print(f"{'sample':<18}{'engine s':>10}{'PDF s':>10}{'ratio':>8}{'before it s':>13}")  # noqa: T201
    for sample in SAMPLES:
        bare, ours, before = measure(sample)
        print(f"{sample:<18}{bare:>10.2f}{ours:>10.2f}{ours / bare:>8.2f}{before:>13.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
