import os
open(os.environ["ATHANOR_RESULT"], "w").write("[" * 200000 + "]" * 200000)
