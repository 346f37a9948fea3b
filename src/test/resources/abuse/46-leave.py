import os
left = 0
for folder in (os.environ["TMPDIR"], "/dev/shm", os.getcwd()):
    try:
        os.makedirs(folder + "/athanor-abuse", exist_ok=True)
        open(folder + "/athanor-abuse/left", "w").write("x")
        left += 1
    except PermissionError:
        pass
result = left
