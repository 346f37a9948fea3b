"""One run of one program: starts it, watches its pipes and limits, ends it and everything it left, reports."""

import fcntl
import os
import select
import time

import resource
from _signal import SIG_DFL, SIGINT, SIGPIPE, SIGTERM, default_int_handler, signal
from __main__ import DRAIN_BYTES, DRAIN_SECONDS, MAX_POINTS, WORK, Stream, pipe, send

from _athanor_harness import loads

import _athanor_collect as collect
import _athanor_processes as processes
import _athanor_scratch as scratch

SIGXFSZ = 25
TICK = 0.1


host = bounds = None


def settle(isolation):
    """Makes ready for programs: with namespaces there is nothing to do."""
    global host, bounds
    if isolation != "namespaces":
        import _athanor_host as host

        host.adopt(isolation == "landlock")
        bounds = host.restrict if isolation == "landlock" else None


class Program:
    def __init__(self, control):
        self.control = control
        self.status = self.cause = None
        self.ahead = None
        self.was_ahead = False
        self.survivors = 0
        self.peak = self.cpu = 0
        self.used = 0.0
        self.largest = 0
        self.kill_at = None
        self.measure_at = 0.0
        self.free, self.room = 0, -1
        self.started = self.ended = 0.0
        self.work = os.open(WORK, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        os.mkdir("out", 0o755, dir_fd=self.work)
        os.mkdir(".athanor", 0o755, dir_fd=self.work)
        self.private = os.open(".athanor", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self.work)
        self.work, self.private = (fcntl.fcntl(d, fcntl.F_DUPFD_CLOEXEC, 22) for d in (self.work, self.private))

    def fork(self):
        """Makes its process, which waits for the job: what a fork costs is paid before. True in the child, once the job is there."""
        self.pairs = [pipe() for _ in range(4)]
        order, self.order = pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.order)
            return self.ordered(order)
        for fd in (order, *(write for _, write in self.pairs)):
            os.close(fd)
        return False

    def ordered(self, order):
        size = int.from_bytes(self.read(order, 4), "big")
        self.job = loads(self.read(order, size).decode())
        return self.child([write for _, write in self.pairs])

    @staticmethod
    def read(fd, size):
        parts = []
        while size > 0:
            part = os.read(fd, size)
            if not part:
                os._exit(0)  # this sandbox ends without a job
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def expect(self, order):
        """Starts the interpreter for a program that is likely to come."""
        import _athanor_ahead as ahead

        self.ahead = ahead.Interpreter(loads(order.decode()))

    def start(self, order):
        """Hands the job to its process."""
        self.job = job = loads(order.decode())
        self.started = time.monotonic()
        if self.ahead is not None and self.ahead.waits_for(job):
            self.take_ahead()
        else:
            view = memoryview(len(order).to_bytes(4, "big") + order)
            while view:
                view = view[os.write(self.order, view) :]
            os.close(self.order)
            if self.ahead is not None:
                self.ahead.drop()
        pairs = self.pairs
        limits = (job["output"], job["output"], DRAIN_BYTES, job["result"] + collect.ERROR_BYTES)
        kinds = (b"O", b"E", b"M", b"")
        self.streams = {p[0]: Stream(k, p[0], n) for p, k, n in zip(pairs, kinds, limits)}
        self.out, self.err, self.metrics, self.channel = self.streams.values()

    def take_ahead(self):
        """The interpreter becomes the process of this run, and the one that was forked for it goes."""
        self.was_ahead = True
        forked, pairs = self.pid, self.pairs
        self.pid, self.pairs = self.ahead.pid, self.ahead.pairs
        self.used = -self.ahead.take(self.rlimits(forked, self.pid))
        os.close(self.order)
        os.waitpid(forked, 0)
        for read, _ in pairs:
            os.close(read)

    def child(self, writes):
        """True when it shall go on as the Python program itself."""
        job = self.job
        os.setsid()
        for target, fd in enumerate(writes, 1):
            os.dup2(fd, target, inheritable=True)
        os.closerange(5, 256)
        signal(SIGINT, default_int_handler)
        signal(SIGTERM, SIG_DFL)
        for name, value in job["env"].items():
            os.environ[name] = value
        for limit, soft, hard in self.rlimits(os.getpid()):
            resource.setrlimit(limit, (soft, hard))
        if bounds:
            bounds()
        if not job["argv"]:
            return True
        for number in (SIGINT, SIGPIPE, SIGXFSZ):
            signal(number, SIG_DFL)
        try:
            os.execve(job["argv"][0], job["argv"], dict(os.environ))
        except (OSError, ValueError) as error:
            # The file is there, so what the kernel did not find is what its first line or its header asks for.
            missing = isinstance(error, FileNotFoundError) and os.path.exists(job["argv"][0])
            why = " (its interpreter is missing)" if missing else ""
            os.write(2, f"athanor: cannot start {job['argv'][0]}: {error}{why}\n".encode("utf-8", "replace"))
        os._exit(127)

    def rlimits(self, *own):
        """The limits of the program, whose first process is one of `own` or takes its place."""
        job = self.job
        seconds = int(-(-job["cpu"] // 1)) or 1
        yield resource.RLIMIT_CPU, seconds, seconds + 1
        yield resource.RLIMIT_FSIZE, job["fileSize"], job["fileSize"]
        yield resource.RLIMIT_NOFILE, 256, 4096
        # A message queue of POSIX would outlive its processes.
        yield resource.RLIMIT_MSGQUEUE, 0, 0
        if host:  # they are counted by user, who may be that of the node
            yield resource.RLIMIT_SIGPENDING, 256, 256
        # Counted inside this user namespace: the shim is one of them.
        others = host.tasks_of_user(own) if host else 1
        yield resource.RLIMIT_NPROC, job["processes"] + others, job["processes"] + others
        if job["poll"]:
            kind = resource.RLIMIT_DATA if job["data"] else resource.RLIMIT_AS
            most = job["memory"] + job["mounted"] + (256 << 20)
            yield kind, most, most

    def follow(self):
        """Until the main process has ended and its pipes are dry."""
        poll = select.poll()
        poll.register(20, select.POLLIN)
        for fd in self.streams:
            poll.register(fd, select.POLLIN)
        pidfd = os.pidfd_open(self.pid)
        poll.register(pidfd, select.POLLIN)
        open_streams = set(self.streams)
        looked = self.started
        deadline = self.started + self.job["wall"]
        while self.status is None or (open_streams and time.monotonic() < self.ended + DRAIN_SECONDS):
            pending = any(s.buffer and s.kind for s in self.streams.values())
            for fd, _ in poll.poll(4 if pending else 20 if self.status is not None else TICK * 1000):
                if fd == 20:
                    self.control.fill()
                elif fd == pidfd:
                    poll.unregister(pidfd)
                elif not self.streams[fd].read():
                    poll.unregister(fd)
                    open_streams.discard(fd)
            now = time.monotonic()
            for stream in self.streams.values():
                stream.flush(now)
            self.reap()
            self.obey(now)
            if now >= deadline:
                self.kill("wall")
            if now - looked >= TICK:
                looked = now
                self.control.check()
                self.look()
            self.check_output()
        os.close(pidfd)

    def reap(self):
        try:
            while self.wait(os.WNOHANG):
                pass
        except ChildProcessError:
            pass

    def wait(self, options):
        """Whether one was reaped; adds up what it used, with all that it had waited for."""
        pid, status, usage = os.wait4(-1, options)
        self.used += usage.ru_utime + usage.ru_stime
        self.largest = max(self.largest, usage.ru_maxrss << 10)
        if pid == self.pid:
            self.status, self.ended = status, time.monotonic()
        return pid != 0

    def obey(self, now):
        for kind, payload in self.control.frames():
            if kind == b"K":
                self.kill(payload.decode())
            elif kind == b"T" and self.kill_at is None:
                self.kill_at = now + int.from_bytes(payload, "big") / 1000
                self.terminate()
        if self.kill_at is not None and now >= self.kill_at:
            self.kill("cancel")

    def terminate(self):
        if self.status is None:
            try:
                os.killpg(self.pid, SIGTERM)
            except OSError:
                pass

    def look(self):
        """Without a cgroup the shim itself adds up what the group uses."""
        if self.status is not None:
            return
        if host:
            self.measure()
        if not self.job["poll"]:
            return
        cpu, memory = collect.group_use(self.job["memory"])
        self.cpu = max(self.cpu, cpu + self.used)
        self.peak = max(self.peak, memory)
        if memory > self.job["memory"]:
            self.kill("memory")
        elif self.cpu > self.job["cpu"]:
            self.kill("cpu")

    def measure(self):
        """A disk that others use too has no end of its own; a walk through many files is made less often, but when it fills."""
        begun, free = time.monotonic(), scratch.free()
        if begun >= self.measure_at or self.free - free > self.room:
            self.free, self.room = free, self.job["disk"] - scratch.on_disk()
            if self.room < 0:
                self.kill("disk")
            self.measure_at = begun + 20 * (time.monotonic() - begun)

    def check_output(self):
        if self.out.dropped > DRAIN_BYTES or self.err.dropped > DRAIN_BYTES:
            self.kill("output")
        elif self.metrics.lines > MAX_POINTS or self.metrics.dropped:
            self.kill("metrics")
        elif self.channel.dropped > DRAIN_BYTES:
            self.kill("result")

    def kill(self, cause):
        if self.cause is None and self.status is None:
            self.cause = cause
        if self.status is None or self.kill_at is not None:
            processes.kill()

    def finish(self):
        self.survivors = processes.alive()
        end = time.monotonic() + 1
        while time.monotonic() < end and processes.kill():
            try:
                if not self.wait(0 if processes.namespace else os.WNOHANG):
                    time.sleep(0.001)
            except ChildProcessError:
                break
        for stream in self.streams.values():
            stream.drain()
            stream.flush(0, force=True)
        invalid = collect.results(self)
        kept, refused = collect.artefacts(self.work, self.job)
        quote = collect.quote
        fields = {
            "exit": os.WEXITSTATUS(self.status) if os.WIFEXITED(self.status) else -1,
            "signal": os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else 0,
            "cause": quote(self.cause or ""),
            "wallMicros": int((self.ended - self.started) * 1e6),
            "cpuMicros": int(max(self.cpu, self.used, 0) * 1e6),
            "peak": max(self.peak, self.largest),
            "survivors": self.survivors,
            "ahead": int(self.was_ahead),
            "stdoutKept": self.out.kept,
            "stdoutDropped": self.out.dropped,
            "stderrKept": self.err.kept,
            "stderrDropped": self.err.dropped,
            "invalid": quote(invalid or ""),
            "refused": "{" + ",".join(f"{quote(n)}:{quote(r)}" for n, r in refused[:100]) + "}",
        }
        send(b"X", ("{" + ",".join(f'"{k}":{v}' for k, v in fields.items()) + "}").encode())

    def clear(self):
        """Makes the sandbox as it was before the job; False when that is not certain."""
        for fd in (*self.streams, self.work, self.private):
            os.close(fd)
        return processes.alive() == 0 and scratch.wipe()
