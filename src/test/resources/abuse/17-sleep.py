import time
print("kept", flush=True)
open("out/kept", "w").write("1")
time.sleep(1000)
