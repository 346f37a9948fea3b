import os
for folder in ("/tmp", "/dev/shm", "/work"):
    os.makedirs(folder + "/athanor-abuse", exist_ok=True)
    open(folder + "/athanor-abuse/left", "w").write("x")
