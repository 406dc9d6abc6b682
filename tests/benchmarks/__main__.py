"""Every benchmark, one after the other: `make bench`."""

from tests.benchmarks import (
    bench_autosave,
    bench_growth,
    bench_portfolio,
    bench_report,
    bench_scoring,
)

for bench in (bench_scoring, bench_report, bench_portfolio, bench_growth, bench_autosave):
    print(f"\n== {bench.__name__.rpartition('.')[2]}\n")  # noqa: T201
    bench.main()
