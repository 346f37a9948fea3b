from probe import run, seen
run("bwrap", "bwrap", "--ro-bind", "/usr", "/usr", "--unshare-all", "/usr/bin/true")
run("bwrap as it is", "bwrap", "--bind", "/", "/", "/usr/bin/true")
run("nsenter", "nsenter", "-t", "1", "-a", "true")
run("nsenter -U", "nsenter", "-U", "-t", "1", "true")
run("chroot", "chroot", ".", "true")
result = seen
