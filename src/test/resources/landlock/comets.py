# Each process lives only until it has a child, so whoever looks comes late.
import os, time
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
        while True:
            try:
                if os.fork():
                    os._exit(0)
            except OSError:
                pass
time.sleep(0.3)
print("UP", flush=True)
import athanor
time.sleep(athanor.params["stay"])
result = 1
