"""The directories that a program can write to: how much is in them, and emptying them."""

import os

import _athanor_processes as processes
from __main__ import ROOT

DIRECTORIES = ((ROOT + "/work", 0o755), (ROOT + "/tmp", 0o1777), ("/dev/shm", 0o1777))
ON_DISK = ((ROOT + "/work", 0o700), (ROOT + "/tmp", 0o700))
INODE_BYTES = 1 << 10
MOST_ENTRIES = 20_000
DEEP = 40
DEEPEST = 200
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def in_memory():
    """Bytes of files that lie in memory."""
    files = 0
    for path, _ in DIRECTORIES:
        use = os.statvfs(path)
        # An empty file has no blocks, but the kernel remembers it.
        files += (use.f_blocks - use.f_bfree) * use.f_frsize + (use.f_files - use.f_ffree) * INODE_BYTES
    return files


def on_disk():
    """Bytes of files that lie on a disk which others use too, and of those that have no name any more."""
    return sum(_measured(None, path, 0) for path, _ in ON_DISK) + _held()


def free():
    """Bytes of that disk which nobody uses."""
    use = os.statvfs(ON_DISK[0][0])
    return use.f_bavail * use.f_frsize


def _held():
    """Only the dead cannot be looked into; one that lives hides what it has."""
    held = {}
    for pid in processes.pids():
        try:
            for name in os.listdir(f"/proc/{pid}/fd"):
                _hold(f"/proc/{pid}/fd/{name}", held)
        except PermissionError:
            if processes.has_memory(pid):
                return 1 << 62
        except OSError:
            pass
    return sum(held.values())


def _hold(path, held):
    try:
        status = os.stat(path)
    except OSError:
        return
    if status.st_nlink == 0 and status.st_mode & 0o170000 == 0o100000:
        held[status.st_dev, status.st_ino] = status.st_blocks * 512


def _opened(name, parent):
    """A directory, also one that its owner has closed: in one that cannot be listed there can be files all the same."""
    try:
        return os.open(name, _OPEN, dir_fd=parent)
    except PermissionError:
        link = os.open(name, os.O_PATH | _OPEN, dir_fd=parent)
        try:
            # By its descriptor: the name may be a link to anything by now.
            os.chmod(f"/proc/self/fd/{link}", 0o700)
        finally:
            os.close(link)
        return os.open(name, _OPEN, dir_fd=parent)


def _measured(parent, name, depth):
    if depth > DEEPEST:
        return 1 << 62
    total = 0
    try:
        fd = _opened(name, parent)
    except OSError:
        return 0  # gone meanwhile
    try:
        with os.scandir(fd) as entries:
            for entry in entries:
                try:
                    total += entry.stat(follow_symlinks=False).st_blocks * 512 + INODE_BYTES
                    if entry.is_dir(follow_symlinks=False):
                        total += _measured(fd, entry.name, depth + 1)
                except OSError:
                    pass
    finally:
        os.close(fd)
    return total


def wipe():
    """Empties them; False when that is refused or, where starting anew is quicker, would take long."""
    left = [MOST_ENTRIES if processes.namespace else 1 << 62]
    try:
        return all(_wiped(path, mode, left) for path, mode in (DIRECTORIES if processes.namespace else ON_DISK))
    except OSError:
        return False


def _wiped(path, mode, left):
    top = _opened(path, None)
    try:
        os.fchmod(top, mode)
        for name in os.listxattr(top):
            os.removexattr(top, name)
        device = os.fstat(top).st_dev
        while any(os.stat(name, dir_fd=top, follow_symlinks=False).st_dev == device for name in os.listdir(top)):
            if not _emptied(top, top, left, 0):
                return False
        return True
    finally:
        os.close(top)


def _emptied(top, directory, left, depth):
    device = os.fstat(directory).st_dev
    with os.scandir(directory) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                return False
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.name, dir_fd=directory)
                continue
            if entry.stat(follow_symlinks=False).st_dev != device:
                continue  # the mounted inputs, which no program could change
            os.chmod(entry.name, 0o700, dir_fd=directory)
            if depth == DEEP:  # there may be thousands below: on with them from the top
                os.rename(entry.name, os.urandom(8).hex(), src_dir_fd=directory, dst_dir_fd=top)
                continue
            fd = os.open(entry.name, _OPEN, dir_fd=directory)
            try:
                if not _emptied(top, fd, left, depth + 1):
                    return False
            finally:
                os.close(fd)
            os.rmdir(entry.name, dir_fd=directory)
    return True
