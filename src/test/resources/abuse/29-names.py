import os
for name in (b"..evil", b"new\nline", b"bad\xff", b"-rf", b"a" * 250, b"<script>", b"a b", b"\x1b[2J"):
    open(b"out/" + name, "w").write("x")
for i in range(57):
    open("out/file-%02d" % i, "w").write("x")
