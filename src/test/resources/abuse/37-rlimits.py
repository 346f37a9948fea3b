import os, resource
from probe import seen
for name in ("NPROC", "CPU", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "STACK"):
    kind = getattr(resource, "RLIMIT_" + name)
    soft, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY:
        continue
    try:
        resource.setrlimit(kind, (hard + 1, hard + 1))
        seen[name] = "works"
    except (ValueError, OSError):
        seen[name] = "refused"
pid = os.fork()
if pid == 0:
    os.abort()
status = os.waitpid(pid, 0)[1]
seen["abort"] = "core dumped" if os.WCOREDUMP(status) else "signal %d, no core" % os.WTERMSIG(status)
seen["core files"] = [name for name in os.listdir(".") if "core" in name]
result = seen
