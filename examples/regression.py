"""Fits a line to a small table by least squares, with the standard error of the slope.

Run it with:  ./athanor run examples/regression.py -p leave_out=3
"""

import csv
import io
import math

import athanor

# Length of a spring in millimetres under a load in newtons (made up, with noise).
TABLE = """load,length
0.0,100.3
0.5,106.1
1.0,112.2
1.5,117.6
2.0,124.4
2.5,129.8
3.0,136.1
3.5,141.7
4.0,148.2
4.5,153.9
"""

left_out = athanor.params.get("leave_out")
rows = [
    (float(row["load"]), float(row["length"]))
    for number, row in enumerate(csv.DictReader(io.StringIO(TABLE)))
    if number != left_out
]

n = len(rows)
mean_x = sum(x for x, _ in rows) / n
mean_y = sum(y for _, y in rows) / n
sxx = sum((x - mean_x) ** 2 for x, _ in rows)
slope = sum((x - mean_x) * (y - mean_y) for x, y in rows) / sxx
intercept = mean_y - slope * mean_x
residuals = [y - (intercept + slope * x) for x, y in rows]
error = math.sqrt(sum(r * r for r in residuals) / (n - 2) / sxx)

for step, residual in enumerate(residuals):
    athanor.log_metric("residual", residual, step)
print(f"length = {intercept:.2f} mm + {slope:.3f} (+/- {error:.3f}) mm/N * load")
athanor.result({"slope": slope, "slope_error": error, "intercept": intercept, "rows": n})
