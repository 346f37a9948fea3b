"""Integrates exp(-x) sin(x) from 0 to pi by Simpson's rule and compares with the closed form (1 + exp(-pi)) / 2.

Run it with:  ./athanor run examples/integrate.py -p intervals=1000
"""

import math

import athanor

most = athanor.params.get("intervals", 1024)
if most < 2 or most % 2:
    raise ValueError(f"intervals must be even and at least 2, not {most}")


def f(x):
    return math.exp(-x) * math.sin(x)


def simpson(intervals):
    h = math.pi / intervals
    odd = sum(f(i * h) for i in range(1, intervals, 2))
    even = sum(f(i * h) for i in range(2, intervals, 2))
    return h / 3 * (f(0) + 4 * odd + 2 * even + f(math.pi))


exact = (1 + math.exp(-math.pi)) / 2
intervals = 2
while intervals < most:
    athanor.log_metric("error", abs(simpson(intervals) - exact), intervals)
    intervals *= 2
value = simpson(most)
athanor.log_metric("error", abs(value - exact), most)

print(f"{most} intervals: {value:.12f}, exact {exact:.12f}")
athanor.result({"intervals": most, "value": value, "exact": exact, "error": abs(value - exact)})
