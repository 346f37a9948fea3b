"""Beside every hostile program: tries something and notes by which error it was refused, or that it works."""
import ctypes
import errno
import os

seen = {}
X86 = os.uname().machine == "x86_64"
_libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, action):
    try:
        action()
        seen[name] = "works"
    except OSError as error:
        seen[name] = errno.errorcode.get(error.errno, type(error).__name__)


def call(name, x86, arm, *args):
    """A system call by its number, as libc might not offer it or might check it first."""

    def action():
        ctypes.set_errno(0)
        if _libc.syscall(x86 if X86 else arm, *args) < 0:
            raise OSError(ctypes.get_errno(), name)

    attempt(name, action)


def run(name, *words):
    """A command: refused when it does not end with 0."""
    import subprocess

    try:
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL)
        seen[name] = "works" if done.returncode == 0 else "exit %d" % done.returncode
    except OSError as error:
        seen[name] = errno.errorcode.get(error.errno, "refused")


def opened(name, path, flags=os.O_RDONLY):
    """Opens and, for reading, wants to see something: what is covered by an empty file is not open."""

    def action():
        fd = os.open(path, flags, 0o644)
        if flags == os.O_RDONLY and not os.read(fd, 1):
            raise OSError(errno.ENODATA, path)
        if flags != os.O_RDONLY:
            os.write(fd, b"x")

    attempt(name, action)
