import os, zipfile
with zipfile.ZipFile("out/bomb.zip", "w", zipfile.ZIP_DEFLATED) as f:
    with f.open("zeros", "w") as entry:
        for _ in range(100):
            entry.write(bytes(1 << 20))
with open("out/sparse", "wb") as f:
    os.truncate("out/sparse", 50 << 20)
