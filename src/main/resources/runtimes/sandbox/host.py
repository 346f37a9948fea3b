"""Where there are no namespaces: this process adopts what its program leaves, and the program gives up what it can.

Landlock: linux/landlock.h, version 6 or later of its interface, because only that keeps a program from sending signals to
processes outside. The numbers of its three system calls are the same for every architecture.
"""

import ctypes
import os
import struct

from _signal import SIGTERM, signal
from __main__ import ROOT, WORK

import _athanor_processes as processes
import _athanor_scratch as scratch

LEAST_VERSION = 6
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 22, 36, 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE = 1, 2, 4, 8, 1 << 14
ALL_FILES, ALL_NET, ALL_SCOPES, SIGNALS = (1 << 16) - 1, 3, 3, 2
READ = READ_FILE | READ_DIR
RUN = READ | EXECUTE
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/matplotlibrc", "/etc/fonts")
KERNEL = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/kernel/osrelease", "/proc/sys/vm/overcommit_memory")
# Not net, mountinfo and the like, which tell of the machine, nor task, which has them too.
OWN = ("auxv", "cmdline", "comm", "environ", "exe", "fd", "fdinfo", "io", "limits", "maps", "oom_score", "oom_score_adj")
OWN += ("smaps", "smaps_rollup", "stat", "statm", "status")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

_libc = ctypes.CDLL(None, use_errno=True)


def adopt(landlock):
    """What loses its parent comes to this process; what an earlier sandbox left in the directory goes."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    processes.namespace = False
    first = os.getpid()
    signal(SIGTERM, lambda *_: os.getpid() == first and processes.leave())
    if landlock and _version() >= LEAST_VERSION:
        _stay_among_own()
    if not scratch.wipe():
        raise OSError("what an earlier program left cannot be removed")


def tasks_of_user(but):
    """Processes and threads of this user without those processes: the kernel's limit of them counts all."""
    count = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) in but:
            continue
        try:
            if os.stat(f"/proc/{pid}").st_uid == os.getuid():
                count += int(processes.stat(pid)[17])
        except OSError:
            pass
    return count


def _version():
    return _libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))


def _stay_among_own():
    """Signals of this process reach only what descends from it, so that it can end all of them by one."""
    _enter(_rules(0, 0, SIGNALS))
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        processes.bounded = True


def restrict():
    """In the program's process: nothing but its directory, what it needs of the system, and no way back."""
    version = _version()
    if version < LEAST_VERSION:
        raise OSError(f"Landlock {max(version, 0)} is too old: {LEAST_VERSION} is needed, which Linux 6.12 has")
    rules = _rules(ALL_FILES, ALL_NET, ALL_SCOPES)
    own = [f"/proc/{os.getpid()}/{name}" for name in OWN]
    # Without its configuration neither Java nor, when it is there and refused, node would start.
    settings = ["/etc/ssl/openssl.cnf", *(f"/etc/{name}" for name in os.listdir("/etc") if name.startswith("java-"))]
    for paths, access in (
        (SYSTEM, RUN),
        ((*settings, f"{ROOT}/athanor", f"{ROOT}/node_modules", *own, *KERNEL), READ),
        (DEVICES, READ_FILE | WRITE_FILE),
        ((WORK, f"{ROOT}/tmp"), ALL_FILES),
    ):
        for path in paths:
            _allow(rules, path, access)
    _enter(rules)
    _filter()


def _rules(*handled):
    attributes = struct.pack("QQQ", *handled)
    return _call(_libc.syscall, CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))


def _enter(rules):
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _call(_libc.syscall, RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint(0))
    os.close(rules)


def _allow(rules, path, access):
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this machine
    if os.fstat(fd).st_mode & 0o170000 != 0o040000:
        access &= EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE
    rule = struct.pack("=Qi", access, fd)
    _call(_libc.syscall, ADD_RULE, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0))
    os.close(fd)


def _filter():
    with open(f"{ROOT}/athanor/filter.bpf", "rb") as file:
        program = file.read()
    code = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(code)))
    _prctl(PR_SET_SECCOMP, 2, ctypes.addressof(head))


def _prctl(option, first, second=0):
    _call(_libc.prctl, ctypes.c_int(option), *map(ctypes.c_ulong, (first, second, 0, 0)))


def _call(function, *arguments):
    result = function(*arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
