"""Times scikit-learn's IsolationForest on tables of float32, on one core.

Arguments: trees, samples, rounds, then for each table its file (raw little-endian float32, row-major) and its number of columns.
Prints one line of JSON for each table: seconds of one fit, rows scored per second in bulk, seconds for a single row; medians.
"""
import json
import os
import statistics
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy
import sklearn
from sklearn.ensemble import IsolationForest

# At some tens of thousands of rows a second, larger tables would only take longer to tell the same rate.
BULK_ROWS_MAX = 50_000
SINGLE_ROWS = 7


def seconds(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main():
    trees, samples, rounds = (int(argument) for argument in sys.argv[1:4])
    tables = sys.argv[4:]
    for file, columns in zip(tables[0::2], tables[1::2]):
        rows = numpy.fromfile(file, dtype="<f4").reshape(-1, int(columns))
        bulk = rows[:BULK_ROWS_MAX]

        def create(seed):
            return IsolationForest(n_estimators=trees, max_samples=min(samples, len(rows)), random_state=seed, n_jobs=1)

        forest = create(0).fit(rows)
        forest.score_samples(bulk[:256])
        fit = statistics.median(seconds(lambda: create(seed).fit(rows)) for seed in range(rounds))
        score = statistics.median(seconds(lambda: forest.score_samples(bulk)) for _ in range(rounds))
        single = statistics.median(seconds(lambda: forest.score_samples(rows[index % len(rows)][None, :])) for index in range(SINGLE_ROWS))
        figures = {"version": sklearn.__version__, "fit_s": fit, "rows_per_second": len(bulk) / score, "single_row_s": single}
        print(json.dumps(figures), flush=True)


main()
