import os
result = [name for folder in ("/tmp", "/dev/shm", "/work") for name in os.listdir(folder) if "abuse" in name]
