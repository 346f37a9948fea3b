# Shared pages pass the limits of one process, so only what counts the group can stop them.
import mmap, os, time
for _ in range(3):
    if os.fork() == 0:
        break
held = []
for _ in range(20):
    part = mmap.mmap(-1, 8 << 20)
    for i in range(0, 8 << 20, 4096):
        part[i] = 1
    held.append(part)
time.sleep(5)
