kill -9 1
kill -STOP 1
kill -INT 1
echo "after 1"
sh -c 'kill -9 -1'
sleep 1000
