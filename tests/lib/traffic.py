# SPDX-License-Identifier: GPL-2.0-or-later
"""Real packets between namespaces. WHERE is a Peer, or None for the test's own namespace."""

import contextlib
import socket

import netns


def inside(where):
    return where.entered() if where else contextlib.nullcontext()


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def open_socket(where, kind, address, port=0):
    """A socket of namespace WHERE, bound to ADDRESS and PORT."""
    with inside(where):
        made = socket.socket(family(address), kind)
    made.settimeout(5)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((address, port))
    return made


class Tcp:
    """An open connection; the server is what accept() gave, wherever packets were sent to."""

    def __init__(self, client_at, server_at, client, server, to=None):
        with contextlib.closing(open_socket(server_at, socket.SOCK_STREAM, *server)) as listener:
            listener.listen()
            self.client = open_socket(client_at, socket.SOCK_STREAM, *client)
            self.client.connect(to or server)
            self.server, _ = listener.accept()
        self.server.settimeout(5)

    def talk(self, text=b"x"):
        """One message each way."""
        for sender, receiver in ((self.client, self.server), (self.server, self.client)):
            sender.sendall(text)
            assert receiver.recv(len(text), socket.MSG_WAITALL) == text

    def say(self, line, back=False):
        """A line to the server, or back to the client; read before it returns."""
        sender, receiver = (self.server, self.client) if back else (self.client, self.server)
        sender.sendall(line + b"\r\n")
        receiver.recv(len(line) + 2, socket.MSG_WAITALL)

    def close(self):
        self.client.close()
        assert self.server.recv(1) == b""
        self.server.close()


def udp(client_at, server_at, client, server, to=None, answer=True, text=b"hello"):
    """One datagram and, if wanted, its answer."""
    with contextlib.closing(open_socket(server_at, socket.SOCK_DGRAM, *server)) as receiver, \
         contextlib.closing(open_socket(client_at, socket.SOCK_DGRAM, *client)) as sender:
        sender.sendto(text, to or server)
        _, source = receiver.recvfrom(2048)
        if answer:
            receiver.sendto(text, source)
            sender.recvfrom(2048)


def ping(where, address, ident):
    """One echo request that is answered; IDENT is its ICMP id."""
    with inside(where):
        netns.command("ping", "-q", "-c1", "-W5", "-e", str(ident), address)


class Net:
    """LEFT and RIGHT talk through this namespace, which forwards and tracks."""

    def __init__(self):
        self.left = netns.Peer("left", ["192.0.2.1/24", "2001:db8:1::1/64"], ["192.0.2.2/24", "2001:db8:1::2/64"])
        self.right = netns.Peer("right", ["198.51.100.1/24", "2001:db8:2::1/64"],
                                ["198.51.100.2/24", "198.51.100.3/24", "2001:db8:2::2/64", "2001:db8:2::3/64"])
        for peer, four, six in ((self.left, "192.0.2.1", "2001:db8:1::1"),
                                (self.right, "198.51.100.1", "2001:db8:2::1")):
            with peer.entered():
                netns.ip(f"route add default via {four}")
                netns.ip(f"-6 route add default via {six}")
        netns.sysctl("net.ipv4.ip_forward", 1)
        netns.sysctl("net.ipv6.conf.all.forwarding", 1)
