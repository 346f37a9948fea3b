import os, time
while True:
    os.write(2, b"e" * 32768)
    time.sleep(0.01)
