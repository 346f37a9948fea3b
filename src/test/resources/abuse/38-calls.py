import fcntl, os, pty
from probe import X86, attempt, call, seen
call("keyctl", 250, 219, 0, -3, 0)
call("add_key", 248, 217, b"user", b"a", b"b", 1, -3)
call("request_key", 249, 218, b"user", b"a", 0, 0)
call("bpf", 321, 280, 0, 0, 0)
call("io_uring_setup", 425, 425, 1, 0)
call("perf_event_open", 298, 241, 0, 0, -1, -1, 0)
call("userfaultfd", 323, 282, 0)
call("clone3", 435, 435, 0, 0)
call("clone of a user namespace", 56, 220, 0x10000000 | 17, 0, 0, 0, 0)
call("memfd_secret", 447, 447, 0)
call("setns", 308, 268, 0, 0)
call("unshare", 272, 97, 0x10000000)
call("shmget", 29, 194, 0, 4096, 0o1600)
call("open_by_handle_at", 304, 265, 0, 0, 0)
call("fanotify_init", 300, 262, 0, 0)
call("personality", 135, 92, 0x0040000)
call("quotactl", 179, 60, 0, 0, 0, 0)
call("kexec_load", 246, 104, 0, 0, 0, 0)
call("init_module", 175, 105, 0, 0, b"")
call("syslog", 103, 116, 3, 0, 0)
if X86:
    call("x32", 0x40000000 | 39, 0)
try:
    terminal = pty.openpty()[1]
except OSError:
    terminal = 0  # the filter looks at the call alone
attempt("TIOCSTI", lambda: fcntl.ioctl(terminal, 0x5412, b"x"))
attempt("TIOCLINUX", lambda: fcntl.ioctl(terminal, 0x541C, b"\x03"))
result = seen
