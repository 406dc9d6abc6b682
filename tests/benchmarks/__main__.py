"""Every benchmark, one after the other: `make bench`."""

from tests.benchmarks import (
    bench_autosave,
    bench_bulk,
    bench_growth,
    bench_portfolio,
    bench_report,
    bench_scoring,
)

BENCHES = (bench_scoring, bench_report, bench_portfolio, bench_bulk, bench_growth, bench_autosave)

for bench in BENCHES:
    print(f"\n== {bench.__name__.rpartition('.')[2]}\n")  # noqa: T201
    bench.main()
