# Closes all that is open to it, so that nothing could begin here again.
import os
os.makedirs("a/b")
open("a/b/c", "w").close()
os.symlink("/etc", "a/link")
os.mkfifo("a/fifo")
for path in ("a/b/c", "a/b", "a", ".", os.environ["TMPDIR"], "../athanor/shim.pyc", "../athanor", "../node_modules/athanor", "../node_modules"):
    try:
        os.fchmod(os.open(path, os.O_RDONLY), 0)
    except PermissionError:
        pass
