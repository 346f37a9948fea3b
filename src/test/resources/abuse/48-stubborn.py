import os, signal, time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for _ in range(3):
    os.fork()
if os.fork() == 0:
    os.setsid()
print("UP", flush=True)
time.sleep(100)
