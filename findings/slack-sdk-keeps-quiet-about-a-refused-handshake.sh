#!/usr/bin/env bash
# Versions: slack-sdk 3.48.0.
# Behaviour: the built-in Socket Mode Connection, whose WebSocket handshake is answered with another status than 101 (here 403, as by a
#   proxy or a used-up address), returns from connect() as after a success. It calls neither on_error_listener nor on_close_listener;
#   one line of its log alone has the status. is_active() stays False.
# One would expect: an exception, or the listener for errors, which is called with those of reading.
# Why it matters: a bot that waits for messages waits for ever, and the operator learns no reason unless warnings of the library are logged.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'slack-sdk==3.48.0'

cat >program.py <<'PYTHON'
import logging
import socket
import threading
from importlib.metadata import version

from slack_sdk.socket_mode.builtin.connection import Connection

print(f"slack-sdk {version('slack-sdk')}")
said = []


class Kept(logging.Handler):
    def emit(self, record):
        said.append((record.levelname, "403" in record.getMessage()))


logger = logging.getLogger("socket")
logger.addHandler(Kept())
logger.propagate = False
logger.setLevel(logging.WARNING)


def refuse(server):
    with server.accept()[0] as caller:
        caller.recv(4096)
        caller.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
        caller.shutdown(socket.SHUT_WR)


heard = []
with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=refuse, args=(server,))
    thread.start()
    connection = Connection(
        f"ws://127.0.0.1:{server.getsockname()[1]}/",
        logger,
        on_message_listener=heard.append,
        on_error_listener=heard.append,
        on_close_listener=lambda code, reason=None: heard.append(code),
    )
    try:
        connection.connect()
        print("connect() has returned, is_active():", connection.is_active())
    except Exception as error:
        print("connect() has raised:", type(error).__name__)
    print("listeners heard:", heard, "log:", said)
    thread.join(5)
PYTHON

timeout 60 venv/bin/python program.py | tee seen

cat >expected <<'TEXT'
slack-sdk 3.48.0
connect() has returned, is_active(): False
listeners heard: [] log: [('WARNING', True)]
TEXT

if ! diff expected seen; then
    echo 'Changed: a refused handshake is told otherwise.' >&2
    exit 1
fi
echo 'As described.'
