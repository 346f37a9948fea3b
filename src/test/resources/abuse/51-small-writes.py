import os
for _ in range(10000):
    os.write(1, b"x")
    os.write(1, b"")
result = 1
