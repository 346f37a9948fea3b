import fcntl, time
file = open("/usr/bin/python3", "rb")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
time.sleep(1)
result = "held"
