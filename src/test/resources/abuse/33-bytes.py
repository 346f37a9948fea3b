import athanor, base64, os
os.write(1, b"\0\x1b[2J\xff\xed\xa0\x80\x1b]0;title\x07\n")
open(os.environ["ATHANOR_RESULT"], "wb").write(base64.b64decode(athanor.params["result"]))
