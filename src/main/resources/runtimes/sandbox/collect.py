"""What is looked at or gathered around a run. Nothing here trusts the program: files are opened without following links."""

import os

from _json import encode_basestring_ascii as _ascii
import _athanor_processes as processes
import _athanor_scratch as scratch
from __main__ import MAX_FRAME, send

ERROR_BYTES = 256 << 10
NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
DEPTH = 4
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def quote(text):
    return _ascii(text.encode("utf-8", "replace").decode())


def group_use(limit):
    """CPU seconds and bytes of the living processes and of files in memory."""
    cpu = memory = 0
    pids = processes.pids()
    for pid in pids:
        try:
            fields = processes.stat(pid)
            cpu += int(fields[11]) + int(fields[12])
            memory += int(fields[21]) * _PAGE
        except OSError:
            pass
    files = scratch.in_memory() if processes.namespace else 0
    if memory + files > limit:
        # Resident pages counted once for each process that shares them; the exact sum is dearer, so only now.
        memory = sum(map(_proportional, pids))
    return cpu / _TICKS, memory + files


def _proportional(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as f:
            sizes = {line.split()[0]: int(line.split()[1]) << 10 for line in f if line.startswith(b"Pss")}
        # Pages of mapped files, such as mounted inputs, can be dropped by the kernel at any time.
        return sizes.get(b"Pss:", 0) - sizes.get(b"Pss_File:", 0)
    except PermissionError:
        return int(processes.stat(pid)[21]) * _PAGE if processes.has_memory(pid) else 0
    except OSError:
        return 0


def results(run):
    """Sends the result and the user's error; answers why the result is invalid, or None."""
    limit = run.job["result"]
    data, found, invalid = bytes(run.channel.buffer), False, None
    if run.channel.dropped:
        return f"the result is larger than {limit} bytes"
    while len(data) >= 5:
        kind, size = data[:1], int.from_bytes(data[1:5], "big")
        payload, data = data[5 : 5 + size], data[5 + size :]
        if len(payload) < size:
            break
        if kind == b"J":
            found = True
            invalid = _send_result(payload, limit)
        elif kind == b"I":
            found = True
            invalid = payload.decode("utf-8", "replace")[:1000]
        elif kind == b"U" and size <= ERROR_BYTES:
            send(b"U", payload)
    return invalid if found else _result_file(run.private, limit)


def _send_result(payload, limit):
    if len(payload) > limit:
        return f"the result is larger than {limit} bytes"
    for start in range(0, len(payload), MAX_FRAME):
        send(b"J", payload[start : start + MAX_FRAME])
    return None


def _open_regular(name, directory):
    """A descriptor and its size, or a reason."""
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    except OSError as error:
        return None, "a link" if error.errno == 40 else os.strerror(error.errno)
    status = os.fstat(fd)
    if status.st_mode & 0o170000 != 0o100000:
        os.close(fd)
        return None, "not a regular file"
    return (fd, status.st_size), None


def _read(fd, size):
    parts = []
    while size > 0:
        part = os.read(fd, size)
        if not part:
            break
        parts.append(part)
        size -= len(part)
    os.close(fd)
    return b"".join(parts)


def _result_file(private, limit):
    try:
        os.stat("result.json", dir_fd=private, follow_symlinks=False)
    except OSError:
        return None
    opened, reason = _open_regular("result.json", private)
    if reason:
        return f"the result file is {reason}"
    fd, size = opened
    return _send_result(_read(fd, min(size, limit + 1)), limit)


def artefacts(work, job):
    """Sends every file below out/ that the rules allow; answers how many, and the others with the reason."""
    refused = []
    files, total = job["artefactFiles"], job["artefactBytes"]
    state = {"files": files, "bytes": total, "mostFiles": files, "mostBytes": total}
    _walk(work, "out", "", DEPTH, state, refused)
    return job["artefactFiles"] - state["files"], refused


def _walk(parent, name, prefix, depth, state, refused):
    try:
        directory = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    except FileNotFoundError:
        return
    except OSError:
        refused.append((prefix + name, "not a directory of its own"))
        return
    with os.scandir(directory) as entries:
        names = sorted(entry.name for _, entry in zip(range(5000), entries))
    for entry in names:
        _take(directory, entry, prefix, depth, state, refused)
    os.close(directory)


def _beyond(state, size):
    """Which limit a file exceeds, and how much of it the files before have taken."""
    if state["files"] <= 0:
        return f"more than {state['mostFiles']} files (execution.artefactFiles)"
    kept = state["mostBytes"] - state["bytes"]
    return f"too big: {size} bytes, with {kept} of {state['mostBytes']} taken (execution.artefactBytes)"


def _take(directory, entry, prefix, depth, state, refused):
    label = prefix + entry
    if not NAME.issuperset(entry) or entry[0] in ".-" or len(label) > 100:
        refused.append((label[:100], "name: at most 100 of A-Z a-z 0-9 . _ -, not starting with . or -"))
        return
    opened, reason = _open_regular(entry, directory)
    if reason == "not a regular file":
        is_directory = os.stat(entry, dir_fd=directory, follow_symlinks=False).st_mode & 0o170000 == 0o040000
        if is_directory and depth > 0:
            _walk(directory, entry, label + "/", depth - 1, state, refused)
            return
        if is_directory:
            reason = "deeper than four folders"
    if reason:
        refused.append((label, reason))
        return
    fd, size = opened
    if state["files"] <= 0 or size > state["bytes"]:
        os.close(fd)
        refused.append((label, _beyond(state, size)))
        return
    state["files"] -= 1
    state["bytes"] -= size
    _stream(fd, label.encode(), size)


def _stream(fd, label, size):
    head = len(label).to_bytes(2, "big") + label
    step = MAX_FRAME - len(head) - 1
    while True:
        part = os.read(fd, min(step, size)) if size else b""
        size -= len(part)
        last = size <= 0 or not part
        send(b"A", (b"\1" if last else b"\0") + head + part)
        if last:
            break
    os.close(fd)
