# Talks all the time, so that its node is missed by a write and not by a read.
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(3):
    os.fork()
if os.fork() == 0:
    os.setsid()
print("UP", flush=True)
while True:
    os.write(1, b"x\n")
    time.sleep(0.002)
