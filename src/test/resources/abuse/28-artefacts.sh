ln -s /etc/passwd "$ATHANOR_RESULT"
cd out
echo kept > ok
ln -s /etc/shadow link
mkfifo fifo
ln -s . loop
mkdir sub; ln -s /etc sub/etc; echo kept > sub/ok
ln /usr/bin/su hard 2>/dev/null || echo "hard link refused"
mknod device b 8 0 2>/dev/null || echo "device refused"
