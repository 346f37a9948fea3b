import os
i = 0
while True:
    open(os.environ["TMPDIR"] + "/%d" % i, "w").close()
    i += 1
