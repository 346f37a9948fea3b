import errno, os, time
children = 0
while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError as error:
        result = {"children": children, "error": errno.errorcode[error.errno]}
        break
    children += 1
