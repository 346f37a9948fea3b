#!/bin/bash
# Makes files of the node reachable for the user of a sandbox: mount.sh FILE... -- COMMAND...
# Runs as root in a mount namespace of its own, which ends with the sandbox. The FILEs are /mnt/0, /mnt/1 and so on there.
/usr/bin/mount -t tmpfs -o size=64k,mode=0755,nosuid,nodev,noexec athanor-inputs /mnt || exit 75
number=0
while [ "$1" != -- ]; do
  : > "/mnt/$number" || exit 75
  /usr/bin/mount -o bind,ro,nosuid,nodev "$1" "/mnt/$number" || exit 75
  number=$((number + 1))
  shift
done
shift
exec "$@"
