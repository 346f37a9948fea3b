import os, time
file = open("a", "wb")
os.unlink("a")
file.write(bytes(40 << 20))
file.flush()
time.sleep(10)
