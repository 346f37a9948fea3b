# What a process may do to others of its user: Landlock says nothing of most of it.
import athanor, ctypes, os, resource, signal
holes = []
libc = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"
def refused(name, action):
    try:
        action()
        holes.append(name)
    except OSError:
        pass
def call(x86, arm, *args):
    if libc.syscall(x86 if X86 else arm, *args) < 0:
        raise OSError(ctypes.get_errno(), "refused")
for who, pid in (("first process", os.getppid()), ("node", athanor.params["node"])):
    refused(f"CPU limit of the {who}", lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)))
    refused(f"limits of the {who}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
    refused(f"processors of the {who}", lambda: os.sched_setaffinity(pid, {0}))
    refused(f"scheduler of the {who}", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)))
    refused(f"parameters of the {who}", lambda: os.sched_setparam(pid, os.sched_param(0)))
    refused(f"attributes of the {who}", lambda: call(314, 274, pid, (ctypes.c_uint32 * 12)(48, 5), 0))
    refused(f"priority of the {who}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
    refused(f"group priority of the {who}", lambda: os.setpriority(os.PRIO_PGRP, os.getpgid(pid), 19))
    refused(f"disk priority of the {who}", lambda: call(251, 30, 1, pid, 3 << 13))
    for number in (0, signal.SIGSTOP, signal.SIGKILL):
        refused(f"signal {number} to the {who}", lambda: os.kill(pid, number))
        refused(f"signal {number} to a descriptor of the {who}", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), number))
    for name in ("environ", "cmdline", "status", "stat", "maps", "mem", "net/tcp"):
        refused(f"{name} of the {who}", lambda: open(f"/proc/{pid}/{name}", "rb"))
    refused(f"descriptors of the {who}", lambda: os.listdir(f"/proc/{pid}/fd"))
refused("priority of the user", lambda: os.setpriority(os.PRIO_USER, 0, 19))
refused("disk priority of the user", lambda: call(251, 30, 3, 0, 3 << 13))
refused("hiding from who watches", lambda: libc.prctl(4, 0, 0, 0, 0) == 0 or call(-1, -1))
for name in ("net/tcp", "net/unix", "mountinfo", f"task/{os.getpid()}/net/tcp"):
    refused(f"{name} of the machine", lambda: open(f"/proc/self/{name}"))
# What is its own it may still change.
os.setpriority(os.PRIO_PROCESS, 0, 5)
os.sched_setaffinity(0, os.sched_getaffinity(0))
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 4096))
open("/proc/self/status").close()
result = holes
