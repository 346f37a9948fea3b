import os
from probe import attempt, call, opened, seen
attempt("fd", lambda: os.listdir("/proc/1/fd"))
for name in ("mem", "maps", "environ", "auxv", "stack", "syscall"):
    opened(name, "/proc/1/" + name)
for number in (20, 21, 22):
    attempt("descriptor %d" % number, lambda: os.fstat(number))
call("pidfd_getfd", 438, 438, os.pidfd_open(1), 20, 0)
result = seen
