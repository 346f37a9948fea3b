import ctypes, os
from probe import call, seen
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
FIRST = os.getppid()
call("attach", 101, 117, PTRACE_ATTACH, FIRST, 0, 0)
call("seize", 101, 117, PTRACE_SEIZE, FIRST, 0, 0)
buffer = ctypes.create_string_buffer(8)
call("process_vm_readv", 310, 270, FIRST, buffer, 1, buffer, 1, 0)
call("process_vm_writev", 311, 271, FIRST, buffer, 1, buffer, 1, 0)
call("kcmp", 312, 272, FIRST, FIRST, 0, 0, 0)
result = seen
