cat | wc -c
