mkfifo "$ATHANOR_RESULT"
rmdir out
ln -s /etc out
