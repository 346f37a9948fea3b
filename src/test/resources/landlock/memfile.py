import os, time
os.write(os.memfd_create("a"), bytes(40 << 20))
time.sleep(10)
