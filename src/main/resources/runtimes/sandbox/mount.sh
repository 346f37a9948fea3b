#!/bin/bash
# Makes files of the node reachable for the user of a sandbox: mount.sh FILE... -- COMMAND...
# Runs as root in a mount namespace of its own, which ends with the sandbox. The FILEs are /mnt/0, /mnt/1 and so on there.
/usr/bin/mount -t tmpfs -o size=256k,mode=0755,nosuid,nodev,noexec athanor-inputs /mnt || exit 75
number=0
table=
while [ "$1" != -- ]; do
  : > "/mnt/$number" || exit 75
  file=${1//\\/\\134}
  file=${file// /\\040}
  file=${file//$'\t'/\\011}
  table+="$file /mnt/$number none bind,ro,nosuid,nodev 0 0"$'\n'
  number=$((number + 1))
  shift
done
shift
# All by one process: each costs as much as the start of an interpreter on a busy machine.
printf %s "$table" > /mnt/table || exit 75
/usr/bin/mount --all --fstab /mnt/table || exit 75
exec "$@"
