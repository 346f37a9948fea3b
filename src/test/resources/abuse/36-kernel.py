import os
from probe import attempt, opened, seen
for name in ("kallsyms", "cmdline", "keys", "config.gz", "kcore", "kmsg", "timer_list", "sysrq-trigger"):
    opened(name, "/proc/" + name)
for name in ("mem", "kmem", "port", "vda", "sda", "kmsg", "kvm", "net/tun", "fuse"):
    opened("/dev/" + name, "/dev/" + name)
opened("sysrq", "/proc/sysrq-trigger", os.O_WRONLY)
opened("core_pattern", "/proc/sys/kernel/core_pattern", os.O_WRONLY)
opened("modprobe", "/proc/sys/kernel/modprobe", os.O_WRONLY)
attempt("/proc/1/root", lambda: os.listdir(f"/proc/{os.getppid()}/root"))
attempt("/proc/1/cwd", lambda: os.listdir(f"/proc/{os.getppid()}/cwd"))
result = seen
