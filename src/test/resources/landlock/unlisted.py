import os, time
os.mkdir("d")
folder = os.open("d", os.O_RDONLY)
os.fchmod(folder, 0o300)
with open("d/a", "wb") as file:
    file.write(bytes(40 << 20))
time.sleep(10)
