import os
from probe import attempt, call, opened, run, seen
def lower():
    with open("/proc/self/oom_score_adj", "w") as f:
        f.write("-1000")
attempt("oom score -1000", lower)
def less():
    with open("/proc/self/oom_score_adj", "w") as f:
        f.write("0")
attempt("oom score 0", less)
attempt("nice -20", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
attempt("realtime", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
run("ionice realtime", "ionice", "-c", "1", "-n", "0", "true")
call("mlockall", 151, 230, 3)
result = seen
