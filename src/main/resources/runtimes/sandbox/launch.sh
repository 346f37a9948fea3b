#!/bin/bash
# Starts one sandbox: launch.sh FILE... -- JOIN... -- COMMAND...
# The FILEs are opened on descriptors 10, 11 and so on. JOIN is a cgroup file that takes this process (written as 0).
# Runs before the uid changes, so that no file of the node has to be readable to the sandbox's user.
number=10
while [ "$1" != -- ]; do
  file=$1
  eval "exec $number<\"\$file\"" || exit 74
  number=$((number + 1))
  shift
done
shift
while [ "$1" != -- ]; do
  echo 0 > "$1" || exit 71
  shift
done
shift
echo 1000 > /proc/self/oom_score_adj || exit 72
ulimit -c 0 -l 64 || exit 73
ulimit -n 4096 2>/dev/null
ulimit -s 8192 2>/dev/null
exec "$@"
