"""The processes of the program, and their end.

In a process namespace of their own they are all that there are but this one. Elsewhere they are all that descend from this
one, because what loses its parent becomes a child of this one; only when this one has no child is it sure that there are none.
"""

import os
import time

from _signal import SIGKILL, SIGSTOP

namespace = True
bounded = False  # whether a signal to all reaches those of the program and no others


def stat(pid):
    """The fields of /proc/PID/stat from the state on."""
    with open(f"/proc/{pid}/stat", "rb") as f:
        return f.read().rpartition(b")")[2].split()


def has_memory(pid):
    """False for one that is dying or dead."""
    try:
        return int(stat(pid)[20]) > 0
    except OSError:
        return False


def pids():
    if namespace:
        return [p for p in os.listdir("/proc") if p.isdigit() and p != "1"]
    found, new = [], [str(os.getpid())]
    while new:
        new = [child for pid in new for child in _children(pid)]
        found += new
    return found


def _children(pid):
    children = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as f:
                children += f.read().split()
    except OSError:
        pass  # it has ended; what it had is ours now
    return children


def alive():
    """How many are still there, the dead ones not counted."""
    return len(_living())


def _living():
    living = []
    for pid in pids():
        try:
            if stat(pid)[0] not in (b"Z", b"X"):
                living.append(int(pid))
        except OSError:
            pass
    return living


def kill():
    """Ends all that are there now; False when there was none."""
    if namespace or bounded:  # in one step for the kernel: nothing can be born meanwhile
        try:
            os.kill(-1, SIGKILL)
        except ProcessLookupError:
            return False
        except OSError:
            pass
        return True
    living = _living()
    for number in (SIGSTOP, SIGKILL):  # what has stopped makes no new ones meanwhile
        for pid in living:
            try:
                os.kill(pid, number)
            except OSError:
                pass
    return bool(living)


def leave():
    """Ends this process and with it everything of the sandbox."""
    while not namespace:
        kill()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            break
        time.sleep(0.001)
    os._exit(0)
