import ctypes
from probe import call, seen
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
call("attach", 101, 117, PTRACE_ATTACH, 1, 0, 0)
call("seize", 101, 117, PTRACE_SEIZE, 1, 0, 0)
buffer = ctypes.create_string_buffer(8)
call("process_vm_readv", 310, 270, 1, buffer, 1, buffer, 1, 0)
call("process_vm_writev", 311, 271, 1, buffer, 1, buffer, 1, 0)
call("kcmp", 312, 272, 1, 1, 0, 0, 0)
result = seen
