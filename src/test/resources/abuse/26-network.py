import athanor, socket
from probe import attempt, seen
def connect(name, address):
    def action():
        socket.create_connection(address, 1).close()
    attempt(name, action)
for port in athanor.params["ports"]:
    connect("127.0.0.1:server", ("127.0.0.1", port))
connect("127.0.0.1:5432", ("127.0.0.1", 5432))
connect("169.254.169.254", ("169.254.169.254", 80))
connect("8.8.8.8", ("8.8.8.8", 53))
connect("[::1]:server", ("::1", athanor.params["ports"][0]))
try:
    socket.getaddrinfo("example.org", 80)
    seen["DNS"] = "works"
except socket.gaierror:
    seen["DNS"] = "refused"
def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(b"x", ("8.8.8.8", 53))
attempt("UDP", udp)
def local(name, address):
    attempt(name, lambda: socket.socket(socket.AF_UNIX).connect(address))
local("abstract socket of the host", "\0" + athanor.params["abstract"])
local("/run/dbus", "/run/dbus/system_bus_socket")
for name, family, kind in (("raw", 2, 3), ("packet", 17, 3), ("vsock", 40, 1), ("alg", 38, 5), ("bluetooth", 31, 3), ("can", 29, 3),
                           ("rds", 21, 5), ("tipc", 30, 1), ("xdp", 44, 3)):
    attempt(name, lambda: socket.socket(family, kind).close())
result = seen
