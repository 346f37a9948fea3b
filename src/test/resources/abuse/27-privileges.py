import os
from probe import call, run, seen
TMP = os.environb[b"TMPDIR"]
run("unshare -U", "unshare", "-U", "true")
run("unshare -m", "unshare", "-m", "true")
run("mount", "mount", "-t", "tmpfs", "x", os.environ["TMPDIR"])
run("umount", "umount", os.getcwd())
run("su", "su", "-c", "id")
run("newuidmap", "newuidmap", str(os.getpid()), "0", "0", "1")
call("setuid", 105, 146, 0)
call("chroot", 161, 51, TMP)
call("pivot_root", 155, 41, TMP, TMP)
call("mknod of a disk", 259, 33, -100, os.fsencode(os.getcwd() + "/disk"), 0o60600, 0x800)
status = dict(line.split(":\t") for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
seen["NoNewPrivs"] = status["NoNewPrivs"]
seen["Seccomp"] = status["Seccomp"]
seen["capabilities"] = sorted({status[name].lstrip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")})
seen["bounding set"] = status["CapBnd"].lstrip("0")
result = seen
