# Its directories themselves, what lies beside them, and marks that would outlast it.
import fcntl, os, socket
holes = []
def refused(name, action):
    try:
        action()
        holes.append(name)
    except OSError:
        pass
own, temporary = os.getcwd(), os.environ["TMPDIR"]
refused("rename of its directory", lambda: os.rename(own, own + "-moved"))
refused("rename into another", lambda: os.rename(own, temporary + "/moved"))
refused("removal of its directory", lambda: os.rmdir(temporary))
refused("a file beside", lambda: open("../beside", "w"))
refused("a link beside", lambda: os.symlink("/etc", "../beside"))
refused("list of what is beside", lambda: os.listdir(".."))
refused("list of the slots", lambda: os.listdir("../.."))
refused("another slot", lambda: os.listdir("../../1/work"))
refused("a file of another slot", lambda: open("../../1/work/x", "w"))
refused("change of the first process", lambda: open("../athanor/shim.pyc", "r+b"))
refused("end of the filter", lambda: os.truncate("../athanor/filter.bpf", 0))
refused("hard link to a file of the node", lambda: os.link("../athanor/shim.pyc", "hard"))
refused("hard link to a file of the machine", lambda: os.link("/usr/bin/env", "hard"))
refused("move of a file of the node", lambda: os.rename("../athanor/shim.pyc", "moved"))
refused("mode of a file of the node", lambda: os.chmod("../athanor/shim.pyc", 0o777))
refused("mode of the directory of the slot", lambda: os.chmod("..", 0o777))
refused("mark on a file of the node", lambda: os.setxattr("../athanor/shim.pyc", "user.mark", b"x"))
refused("times of a file of the node", lambda: os.utime("../athanor/shim.pyc", (1, 1)))
beside = os.open("../athanor", os.O_RDONLY)
refused("mark by a descriptor", lambda: os.setxattr(beside, "user.mark", b"x"))
refused("times by a descriptor", lambda: os.utime(beside, (1, 1)))
here = os.open(".", os.O_RDONLY)
for name, number in (("flags", 0x40086602), ("project", 0x401C5820), ("encryption", 0x800C6613), ("seal", 0x40806685)):
    refused(f"{name} that last", lambda: fcntl.ioctl(here, number - (1 << 32) if number >> 31 else number, bytes(64)))
os.symlink("/etc/shadow", "shadow")
refused("read through a link", lambda: open("shadow"))
os.symlink("../athanor", "aside")
refused("write through a link", lambda: open("aside/x", "w"))
for path in ("/dev/shm/x", "/tmp/x", "/var/tmp/x", "/dev/tty", "/dev/ptmx", "/dev/mqueue/x"):
    refused(path, lambda: os.open(path, os.O_RDWR | os.O_CREAT))
for family in (1, 2, 10, 16, 17, 38, 40):
    refused(f"socket of the family {family}", lambda: socket.socket(family, socket.SOCK_DGRAM))
[one.close() for one in socket.socketpair()]
result = holes
