# What takes long to measure and to remove.
import os
for number in range(5000):
    os.close(os.open(f"{os.environ['TMPDIR']}/{number}", os.O_CREAT, 0))
    os.symlink("..", f"link-{number}")
for _ in range(10_000):
    os.mkdir("deeper")
    os.chdir("deeper")
