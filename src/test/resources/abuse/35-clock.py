import time
from probe import attempt, call, seen
import ctypes
attempt("clock_settime", lambda: time.clock_settime(time.CLOCK_REALTIME, 946684800))
call("settimeofday", 164, 170, (ctypes.c_long * 2)(946684800, 0), 0)
call("adjtimex", 159, 171, (ctypes.c_long * 26)(1))
call("clock_adjtime", 305, 266, 0, (ctypes.c_long * 26)(1))
result = seen
