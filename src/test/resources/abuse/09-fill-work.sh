( exec head -c 1G /dev/zero > big ) 2>/dev/null
echo "$? $(stat -c %s big)"
rm big
for i in 1 2 3 4; do head -c 60M /dev/zero > "f$i" 2>/dev/null || echo full; done
du -sm --apparent-size . | cut -f1
rm f?
