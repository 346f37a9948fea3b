import os, signal
from probe import attempt, call, opened, seen
# Its parent is the first process of the sandbox, which is process 1 where it has a namespace.
FIRST = os.getppid()
attempt("fd", lambda: os.listdir(f"/proc/{FIRST}/fd"))
for name in ("mem", "maps", "environ", "auxv", "stack", "syscall"):
    opened(name, f"/proc/{FIRST}/" + name)
for number in (20, 21, 22):
    attempt("descriptor %d" % number, lambda: os.fstat(number))
call("pidfd_getfd", 438, 438, os.pidfd_open(FIRST), 20, 0)
for number in (0, signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    if FIRST != 1:  # there the kernel takes it and does nothing
        attempt("signal %d" % number, lambda: os.kill(FIRST, number))
        attempt("pidfd signal %d" % number, lambda: signal.pidfd_send_signal(os.pidfd_open(FIRST), number))
result = seen
