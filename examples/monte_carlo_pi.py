"""Estimates pi from the share of random points in the unit square that fall inside the quarter circle.

Run it with:  ./athanor run examples/monte_carlo_pi.py -p n=100000 -p seed=1
"""

import math
import random

import athanor

n = athanor.params.get("n", 100_000)
seed = athanor.params.get("seed", 1)

source = random.Random(seed)
inside = 0
checkpoint = 100
for i in range(1, n + 1):
    if source.random() ** 2 + source.random() ** 2 <= 1.0:
        inside += 1
    if i == checkpoint or i == n:
        athanor.log_metric("error", abs(4 * inside / i - math.pi), i)
        checkpoint *= 10

estimate = 4 * inside / n
print(f"n={n} seed={seed} estimate={estimate:.6f} error={estimate - math.pi:+.6f}")
athanor.result({"n": n, "seed": seed, "estimate": estimate, "error": estimate - math.pi})
