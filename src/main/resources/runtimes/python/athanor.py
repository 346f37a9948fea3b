"""What a program can say to the laboratory: parameters in; metrics, progress, artefacts and a result out.

    import athanor
    rate = athanor.params["rate"]
    athanor.log_metric("loss", 0.5, step=1)
    athanor.progress(0.25)
    athanor.artifact("model.bin")
    athanor.result({"accuracy": 0.9})

In a result, NaN and the infinities become the strings "NaN", "Infinity" and "-Infinity"; numpy scalars and arrays become
numbers and lists; dates ISO-8601; sets lists; bytes Base64. A value that has no form makes the result invalid.
"""

import os as _os
import time as _time

from _json import encode_basestring_ascii as _quote

_outcome = None
_out = _os.path.join(_os.getcwd(), "out")
_told = -1.0
_said = None
_said_at = -1.0
_DEPTH = 64
_WORDS = {None: "null", True: "true", False: "false"}

seed = int(_os.environ["ATHANOR_SEED"]) if "ATHANOR_SEED" in _os.environ else None


def __getattr__(name):
    if name == "params":
        from _athanor_harness import loads

        with open(_os.environ["ATHANOR_PARAMS"], encoding="utf-8") as file:
            globals()["params"] = loads(file.read())
        return globals()["params"]
    raise AttributeError(f"module 'athanor' has no attribute {name!r}")


def log_metric(name, value, step=None):
    """One point of a curve. Names have at most 64 characters; values that are not finite are counted and not kept."""
    name, value = str(name), float(value)
    if not 0 < len(name) <= 64:
        raise ValueError("a metric's name has 1 to 64 characters")
    tail = "" if step is None else f',"step":{int(step)}'
    _os.write(3, f'{{"name":{_quote(name)},"value":{_number(value)}{tail}}}\n'.encode())


def progress(fraction, message=None):
    """How much of the work is done, 0 to 1, and in a few words what is being done. Small steps and quick words are not told.

    What is below 0 counts as 0 and what is above 1 as 1; NaN is ignored.
    """
    global _told, _said, _said_at
    fraction = float(fraction)
    if fraction != fraction:
        return
    fraction = min(1.0, max(0.0, fraction))
    message = _said if message is None else str(message)[:200]
    now = _time.monotonic()
    moved = fraction != _told and (abs(fraction - _told) >= 0.001 or fraction == 1.0)
    if moved or (message != _said and now - _said_at >= 0.1):
        tail = "" if message is None else f',"message":{_quote(message)}'
        _told, _said, _said_at = fraction, message, now
        _os.write(3, f'{{"progress":{fraction!r}{tail}}}\n'.encode())


def artifact(path, name=None):
    """Keeps a copy of a file as an artefact: below out/ under its own or the given name."""
    import shutil

    _os.makedirs(_out, exist_ok=True)
    target = _os.path.join(_out, name or _os.path.basename(path))
    if _os.path.realpath(path) != _os.path.realpath(target):
        shutil.copyfile(path, target)
    return target


def result(value):
    """The result of this experiment. The last call wins."""
    global _outcome
    _outcome = _encoded(value)


class _Invalid(Exception):
    pass


def _encoded(value):
    try:
        return b"J", _text(value)
    except _Invalid as reason:
        return b"I", str(reason)
    except Exception as error:
        return b"I", f"the result could not be read: {type(error).__name__}: {error}"


def _text(value):
    parts = []
    _put(value, "result", 0, parts.append)
    return "".join(parts)


def _put(value, path, depth, add):
    if depth > _DEPTH:
        raise _Invalid(f"{path[:200]} is nested deeper than {_DEPTH} levels")
    if value is None or value is True or value is False:
        add(_WORDS[value])
    elif isinstance(value, str):
        add(_string(value, path))
    elif isinstance(value, int):
        add(_integer(int(value), path))
    elif isinstance(value, float):
        add(_number(float(value)))
    elif isinstance(value, dict):
        _put_dict(value, path, depth, add)
    elif isinstance(value, (list, tuple, set, frozenset, range)):
        _put_list(value, path, depth, add)
    else:
        _put(_plain(value, path), path, depth + 1, add)


def _string(value, path):
    if "\0" in value:
        raise _Invalid(f"{path} holds a NUL character, which has no stored form; use bytes")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _Invalid(f"{path} holds half a surrogate pair, which is no text") from None
    return _quote(value)


def _integer(value, path):
    if value.bit_length() > 1020:
        raise _Invalid(f"{path} is an integer beyond 1e307; use a string")
    return int.__repr__(value)


def _number(value):
    if value != value:
        return '"NaN"'
    if value in (float("inf"), float("-inf")):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    return float.__repr__(value)


def _put_dict(value, path, depth, add):
    add("{")
    first = True
    for key, item in value.items():
        if key is None or isinstance(key, (bool, int, float)):
            key = _WORDS[key] if key is None or isinstance(key, bool) else str(key)
        elif not isinstance(key, str):
            raise _Invalid(f"{path} has a key of type {type(key).__name__}; keys are strings")
        add(("" if first else ",") + _string(key, path) + ":")
        _put(item, f"{path}.{key}", depth + 1, add)
        first = False
    add("}")


def _put_list(value, path, depth, add):
    if isinstance(value, (set, frozenset)):
        try:
            value = sorted(value)
        except TypeError:
            pass
    add("[")
    for index, item in enumerate(value):
        if index:
            add(",")
        _put(item, f"{path}[{index}]", depth + 1, add)
    add("]")


def _plain(value, path):
    """A value of the plain kinds that stands for this one."""
    kind = type(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        import binascii

        return binascii.b2a_base64(bytes(value), newline=False).decode()
    for way in ("tolist", "isoformat"):
        if callable(getattr(value, way, None)):
            return getattr(value, way)()
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in kind.__dataclass_fields__}
    if hasattr(kind, "__members__") and hasattr(value, "value"):
        return value.value
    if kind.__module__ == "datetime":
        return value.total_seconds()
    if kind.__module__ in ("decimal", "_decimal", "fractions", "uuid", "pathlib"):
        return str(value)
    if kind.__module__ == "collections.abc" or kind.__name__ in ("dict_keys", "dict_values", "deque"):
        return list(value)
    raise _Invalid(f"{path} is a {kind.__module__}.{kind.__qualname__}, which has no form in JSON")
