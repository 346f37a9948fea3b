yes '{"name":"a","value":1}' >&3
