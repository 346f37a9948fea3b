"""An interpreter that is started before its program is there.

It says with one byte of its output that it waits, and begins at one byte on its input, which has an end after that. Until
then it has read nothing of anybody. What limits a program is set from here at that moment; an interpreter that does not
wait yet, or was started for something else, is dropped, and the program starts as if there had been none.
"""

import os
import resource

from _signal import SIG_DFL, SIGINT, SIGKILL, SIGPIPE, SIGTERM, signal
from __main__ import pipe

import _athanor_processes as processes

SIGXFSZ = 25


class Interpreter:
    def __init__(self, order):
        self.order = order
        self.pairs = [pipe() for _ in range(4)]
        begin, self.begin = pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.run(begin)
        for fd in (begin, *(write for _, write in self.pairs)):
            os.close(fd)

    def run(self, begin):
        try:
            os.setsid()
            for target, fd in enumerate((begin, *(write for _, write in self.pairs))):
                os.dup2(fd, target, inheritable=True)
            os.closerange(5, 256)
            for number in (SIGINT, SIGTERM, SIGPIPE, SIGXFSZ):
                signal(number, SIG_DFL)
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, 4096))  # interpreters raise it themselves, as they start
            argv = self.order["argv"]
            os.execve(argv[0], argv, {**os.environ, **self.order["env"], **self.order["more"]})
        finally:
            os._exit(127)

    def waits_for(self, job):
        if job["argv"] != self.order["for"] or job["env"] != self.order["env"]:
            return False
        out = self.pairs[0][0]
        os.set_blocking(out, False)
        try:
            return os.read(out, 1) == b"\n"
        except BlockingIOError:
            return False

    def take(self, rlimits):
        """Lets it begin; answers the seconds of processor time that it has used, which are not the program's."""
        fields = processes.stat(self.pid)
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        for limit, soft, hard in rlimits:
            if limit == resource.RLIMIT_CPU:
                soft, hard = soft + round(used), hard + round(used)
            if limit != resource.RLIMIT_NOFILE:
                resource.prlimit(self.pid, limit, (soft, hard))
        os.write(self.begin, b"\n")
        os.close(self.begin)
        return used

    def drop(self):
        os.kill(self.pid, SIGKILL)
        os.waitpid(self.pid, 0)
        for fd in (self.begin, *(read for read, _ in self.pairs)):
            os.close(fd)
