import os, time
for _ in range(20):
    if os.fork() == 0:
        held = bytearray(60 << 20)
        time.sleep(1)
        os._exit(0)
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
