rm -rf /work/* /work/.athanor /tmp /usr/bin/env 2>/dev/null
/usr/bin/env true && echo "still there"
exit 0
