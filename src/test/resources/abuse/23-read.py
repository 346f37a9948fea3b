import errno
import os
from probe import attempt, opened, seen
for path in ("/etc/shadow", "/proc/1/environ", "/proc/1/cmdline"):
    opened(path, path)
for path in ("/root", "/home", "/var", "/run", "/sys", "/boot"):
    attempt(path, lambda: os.listdir(path))
try:
    processes = [p for p in os.listdir("/proc") if p.isdigit()]
    seen["processes"] = str(len([p for p in processes if p not in ("1", str(os.getpid()))])) + " others"
except OSError as error:
    seen["processes"] = errno.errorcode[error.errno]
seen["environment"] = sorted(name for name in os.environ if not name.startswith("ATHANOR_") and not name.endswith("_NUM_THREADS"))
result = seen
