"""A server below HTTP: it sends what it is given, and perhaps a byte now and then for ever."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def serve_raw(sent: bytes = b"", *, drips: bytes = b"") -> Iterator[str]:
    """Answer each connection's first piece of a request, then drip or close; yield the URL."""
    is_over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(65_536)
                self.request.sendall(sent)
                while drips and not is_over.wait(0.01):
                    self.request.sendall(drips)

    with running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            is_over.set()


@contextmanager
def running(server: socketserver.TCPServer) -> Iterator[int]:
    """Run a server in a thread, and yield its port."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)
