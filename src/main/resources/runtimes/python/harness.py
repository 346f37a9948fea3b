"""Runs a Python program so that it cannot tell: as __main__, with its own file and lines in every traceback."""

import builtins
import gc
import os
import sys

_ADD_PATHS = ("/usr/lib/python3/dist-packages", "/usr/local/lib/python%d.%d/dist-packages" % sys.version_info[:2])
WORK = os.getcwd()


class _Decoder:
    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = float
    memo = {}


def loads(text):
    """JSON without the json module, whose import costs more than the rest of the start."""
    import _json

    return _json.make_scanner(_Decoder())(text, 0)[0]


def prepare(modules=()):
    """What site would have done, as far as programs notice, and modules of the system that the program will want."""
    from _sitebuiltins import Quitter

    builtins.exit = Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = Quitter("quit", "Ctrl-D (i.e. EOF)")
    for path in _ADD_PATHS:
        if os.path.isdir(path) and path not in sys.path:
            sys.path.append(path)
    import atexit  # noqa: F401  here rather than in each process that is forked from this one
    import athanor  # noqa: F401

    for name in modules:
        _load(name)
    # The first use of the compiler sets it up, in pages that each child would have to make for itself.
    exec(compile("def f(x): return [x]\nf(1)\n", "<athanor>", "exec", dont_inherit=True), {})
    gc.collect()
    gc.freeze()


def _load(name):
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):  # they ask when they are loaded; the job will have the same
        os.environ[library + "_NUM_THREADS"] = "1"
    try:
        __import__(name)
    except Exception:  # the program will say so in its own words
        pass


def channel(kind, text):
    """The private way to the node. A program that has closed it, as daemons close all that they did not open, leaves a file."""
    data = text.encode("utf-8", "replace")
    if _same(4):
        _write(4, kind + len(data).to_bytes(4, "big") + data)
    elif kind == b"J":
        try:
            with open(os.environ["ATHANOR_RESULT"], "wb") as file:
                file.write(data)
        except OSError as error:
            os.write(2, f"athanor: the result cannot be handed over: {error}\n".encode())


def _write(fd, data):
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError:
        pass


def _same(fd):
    try:
        return os.path.samestat(os.fstat(fd), _private)
    except OSError:
        return False


def run(name, seed, arguments=()):
    """Runs the file and answers the exit status, as the interpreter would have."""
    global _private
    _private = os.fstat(4)
    path = os.path.join(WORK, name)
    main = type(sys)("__main__")
    main.__file__ = path
    main.__builtins__ = builtins
    main.__dict__["_athanor_keep"] = sys.modules["__main__"]
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    sys.path.insert(0, WORK)
    sys.stdout.reconfigure(line_buffering=True)
    if "numpy.random" in sys.modules:  # loaded before: the random module takes care of itself after a fork, this does not
        sys.modules["numpy.random"].seed()
    if seed is not None:
        import random

        random.seed(seed)
    status = 0
    try:
        with open(path, "rb") as f:
            source = f.read()
        del main.__dict__["_athanor_keep"]
        exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)
        _join_threads()
    except SystemExit as stop:
        status = _exit_status(stop.code)
    except BaseException as error:
        status = 1
        _report(error)
    if status == 0:
        _result(main)
    del main
    return _left(status)


def _left(status):
    """Does what the interpreter does at its end as far as a program notices, and then leaves at once.

    To take the interpreter apart touches most of its pages, which are copied for that: a third of a short attempt. What
    was there before the program is frozen, so that only what the program made is looked at. Returns where a file that is
    still open may have something to write: then the interpreter has to do it all.
    """
    import atexit

    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()  # before the modules go, as the interpreter does: this also brings files before their buffers
    for name, module in list(sys.modules.items()):
        if name == "__main__" or str(getattr(module, "__file__", "")).startswith(WORK):
            del sys.modules[name], module
    gc.collect()
    if not _ENDS.issuperset(os.listdir("/proc/self/fd")):
        return status
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            status = 120 if stream is sys.stdout and status == 0 else status
    os._exit(status)


# 5 is the look at them itself.
_ENDS = frozenset("012345")


def _join_threads():
    threading = sys.modules.get("threading")
    if threading is not None:
        main = threading.main_thread()
        for thread in threading.enumerate():
            if thread is not main and not thread.daemon:
                thread.join()


def _exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        # What does not fit into a C long is -1, as for the interpreter itself.
        return code & 0xFF if -(2**63) <= code < 2**63 else 255
    print(code, file=sys.stderr)
    return 1


def _result(main):
    module = sys.modules.get("athanor")
    outcome = getattr(module, "_outcome", None)
    if outcome is None:
        for name in ("results", "result"):
            value = main.__dict__.get(name)
            if value is not None and not callable(value) and not isinstance(value, type(sys)):
                from athanor import _encoded

                outcome = _encoded(value)
                break
    if outcome is not None:
        channel(*outcome)


def _own(traceback):
    """The traceback from the first frame of the program on."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename in _OURS:
        traceback = traceback.tb_next
    return traceback


_OURS = frozenset((_own.__code__.co_filename,))


def _plain(text):
    """The text without what no JSON text of ours may hold: NUL and halves of surrogate pairs."""
    return text.replace("\0", "\\x00").encode("utf-8", "replace").decode("utf-8")


def _report(error):
    import traceback

    from athanor import _text

    error.__traceback__ = _own(error.__traceback__)
    lines = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if sys.excepthook is sys.__excepthook__:
        try:
            sys.stdout.flush()
            sys.stderr.write(lines)
        except (OSError, ValueError):
            pass
    else:
        sys.excepthook(type(error), error, error.__traceback__)
    file = line = None
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(WORK + "/"):
            file, line = frame.filename, frame.lineno
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    try:
        message = str(error)
    except Exception:
        message = "(the error's own text could not be made)"
    fields = {"type": name, "message": _plain(message[:4000]), "traceback": _plain(lines[-64000:])}
    if file is not None:
        fields["file"] = os.path.relpath(file, WORK) if file.startswith(WORK) else file
        fields["line"] = line
    channel(b"U", _text(fields))


if __name__ == "__main__":
    prepare()
    sys.path.append(sys.path.pop(0))  # of this file: what the program has comes first
    _seed = os.environ.get("ATHANOR_SEED")
    sys.exit(run(sys.argv[1], None if _seed is None else int(_seed), sys.argv[2:]))
