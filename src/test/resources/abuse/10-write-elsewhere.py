import errno
import os
from probe import opened, seen
for path in ("/dev/x", "/x", "/usr/x", "/usr/bin/python3", "/athanor/shim.pyc", "/etc/passwd", "/proc/sys/kernel/hostname",
             "/sys/x", "/var/tmp/x", "/run/x", "/home/x", "/root/x"):
    opened(path, path, os.O_WRONLY | os.O_CREAT)
for name in ("a", "b"):
    try:
        with open("/dev/shm/" + name, "wb") as f:
            for _ in range(100):
                f.write(bytes(1 << 20))
                f.flush()
    except OSError as error:
        last = errno.errorcode[error.errno]
use = os.statvfs("/dev/shm")
seen["shm"] = str((use.f_blocks - use.f_bfree) * use.f_frsize >> 20) + " MB" if last == "ENOSPC" else last
result = seen
