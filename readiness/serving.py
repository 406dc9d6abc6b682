"""How the production server takes connections: a thread is for requests, never for waiting.

gunicorn gives each new connection a thread for as long as five seconds before anything has
been sent. With two hundred open connections that send nothing, a page took more than a minute
(`tests/reliability/test_overload.py`). Here a connection gets a thread when its request begins.
"""

import errno
import selectors
import socket
import time
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

from readiness.patience import WAITED

_NOBODY: Final = frozenset({errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK})
"""What is said when another process took the connection, or when it is gone already."""


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn publishes no types
    """gunicorn's worker with threads; it knows how long each request has waited for one."""

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 -- gunicorn's own
        """Stop taking connections; whoever stands at the door when we are told to stop comes in.

        The system has greeted them already: closing the door would throw away what they sent.
        """
        super().set_accept_enabled(enabled)
        if self.alive or enabled:
            return
        for listener in self.sockets:
            before = -1
            while before < self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and listen to it beside all others until it says something."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOBODY:
                raise
            return
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        ready = partial(self.on_pending_socket_readable, connection)
        self.poller.register(client, selectors.EVENT_READ, ready)

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 -- gunicorn publishes no types
        """Note since when a request waits for a thread."""
        conn.since = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:  # noqa: ANN401
        """Tell the application how long it waited (`patience`)."""
        WAITED.set(time.monotonic() - conn.since)
        return super().handle(conn)
