import os
found = []
for folder in (os.environ["TMPDIR"], "/dev/shm", os.getcwd()):
    try:
        found += [name for name in os.listdir(folder) if "abuse" in name]
    except PermissionError:
        pass
result = found
