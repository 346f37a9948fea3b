"""The first process of one sandbox: takes a job from the node, runs it as a child, streams what it says, ends everything.

Arguments: seconds of silence after which it leaves; "namespaces", "landlock" or "none"; "group" where it takes another
job after that, from the same people: nothing of the one before is left then; "load=MODULE" for what is imported before a
program comes. It is started in its directory of work.

Frames in both directions: one type byte, four bytes of length (big endian), payload.
From the node: P what to expect (starts an interpreter), F file part, J job (starts it), T terminate (grace in ms), K kill (cause), H heartbeat. End of input: exit.
To the node: R ready, O and E output, M metric lines, J result, U user's error, A artefact part, X final report.
Imports are few on purpose: the start of the interpreter is most of the cost of a short attempt.
"""

import _signal
import fcntl
import os
import select
import sys
import time

CONTROL, NODE = 20, 21
MAX_FRAME = 1 << 20
CHUNK = 65536
BATCH = 0.005
DRAIN_BYTES = 8 << 20
DRAIN_SECONDS = 0.05
MAX_POINTS = 50_000
WORK = os.getcwd()
ROOT = os.path.dirname(WORK).rstrip("/")


def send(kind, payload=b""):
    view = memoryview(kind + len(payload).to_bytes(4, "big") + bytes(payload))
    while view:
        view = view[os.write(NODE, view) :]


def high(fd):
    """Moves a descriptor out of the range that programs see."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 22)
    os.close(fd)
    return moved


def pipe():
    read, write = os.pipe()
    return high(read), high(write)


class Control:
    """Frames from the node. Trusted, but its end is the end of the sandbox."""

    def __init__(self, silence):
        self.buffer = bytearray()
        self.silence = silence
        self.heard = time.monotonic()

    def fill(self):
        data = os.read(CONTROL, CHUNK)
        if not data:
            leave()
        self.heard = time.monotonic()
        self.buffer += data

    def check(self):
        if self.silence and time.monotonic() - self.heard > self.silence:
            leave()

    def frames(self):
        while len(self.buffer) >= 5:
            end = 5 + int.from_bytes(self.buffer[1:5], "big")
            if len(self.buffer) < end:
                return
            kind, payload = bytes(self.buffer[:1]), bytes(self.buffer[5:end])
            del self.buffer[:end]
            yield kind, payload


class Stream:
    """One pipe of the program: keeps the first `limit` bytes, counts the rest."""

    def __init__(self, kind, fd, limit):
        self.kind, self.fd, self.limit = kind, fd, limit
        self.kept = self.dropped = self.lines = 0
        self.buffer = bytearray()
        self.flushed = 0.0
        os.set_blocking(fd, False)

    def read(self):
        """False at the end of the stream."""
        try:
            data = os.read(self.fd, CHUNK)
        except BlockingIOError:
            return True
        if not data:
            return False
        part = data[: self.limit - self.kept]
        self.kept += len(part)
        self.dropped += len(data) - len(part)
        self.lines += data.count(b"\n")
        self.buffer += part
        return True

    def flush(self, now, force=False):
        if self.buffer and self.kind and (force or len(self.buffer) >= CHUNK or now - self.flushed >= BATCH):
            send(self.kind, self.buffer)
            self.buffer.clear()
            self.flushed = now

    def drain(self):
        before = -1
        while before != self.kept + self.dropped:
            before = self.kept + self.dropped
            if not self.read():
                return


def leave():
    import _athanor_processes as processes

    processes.leave()


def receive_files(control, series, expect):
    """Writes the files of the job until the job itself arrives."""
    inputs = set()
    poll = select.poll()
    poll.register(CONTROL, select.POLLIN)
    while True:
        for kind, payload in control.frames():
            if kind == b"F":
                size = int.from_bytes(payload[:2], "big")
                name = payload[2 : 2 + size].decode()
                write_file(name, payload[2 + size :])
                if name.startswith("inputs/"):
                    inputs.add(name)
            elif kind == b"P":
                expect(payload)
            elif kind == b"J":
                protect(inputs)
                return payload
            elif kind in b"TK" and not series:  # in a series it was meant for the job before and came late
                leave()
        if poll.poll(1000 if control.silence else None):
            control.fill()
        control.check()


def write_file(name, data):
    path = os.path.join(WORK, name)
    if "/" in name:
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o755 if name == "program" else 0o644)
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
    os.close(fd)


def protect(inputs):
    """What was copied cannot be changed by mistake, as what is mounted cannot at all."""
    for name in inputs:
        os.chmod(os.path.join(WORK, name), 0o444)
    if inputs:
        os.chmod(os.path.join(WORK, "inputs"), 0o555)


def main():
    os.dup2(0, CONTROL, inheritable=False)
    os.dup2(1, NODE, inheritable=False)
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.closerange(3, 20)
    # The kernel ignores signals from inside to PID 1 unless it has a handler, and Python installs one.
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    os.umask(0o022)
    sys.path.append(ROOT + "/athanor")
    import _athanor_harness as harness
    import _athanor_program as program

    series = "group" in sys.argv[3:]
    program.settle(sys.argv[2])
    harness.prepare([word[5:] for word in sys.argv[3:] if word.startswith("load=")])
    control = Control(float(sys.argv[1]))
    while True:
        run = program.Program(control)
        if run.fork():
            return harness.run(run.job["file"], None, run.job["arguments"])  # in the child: ends as any interpreter does
        send(b"R", sys.version.split()[0].encode())
        run.start(receive_files(control, series, run.expect))
        run.follow()
        run.finish()
        outlived = series or sys.argv[2] != "namespaces"
        if not (outlived and run.clear() and series):
            leave()


if __name__ == "__main__":
    first = os.getpid()
    try:
        code = main()
    except BaseException:
        if os.getpid() != first:
            raise
        # The node is gone, or there is a fault here: what was started must not go on without this process.
        sys.excepthook(*sys.exc_info())
        leave()
    sys.exit(code)
