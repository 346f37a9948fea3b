import os, time
for _ in range(2):
    if os.fork() == 0:
        time.sleep(0.4)
        os.write(1, b"late\n")
        os._exit(0)
print("main")
