#!/usr/bin/env bash
# Versions: slack_sdk 3.48.0.
# Behaviour: WebClient sends a request again when the connection ends before the answer came, chat.postMessage
#   too: Slack has both.
# One would expect: that a request which isn't safe to repeat is left to the caller, as urllib3 does; nothing in
#   the answer tells of the second one.
# Why it matters: people get the forecast twice whenever a proxy or a restart cuts an answer;
#   retry_handlers=[] sends it once.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'slack_sdk==3.48.0'

cat >program.py <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from slack_sdk import WebClient

posts = []


class Slack(BaseHTTPRequestHandler):
    def do_POST(self):
        posts.append(self.rfile.read(int(self.headers["Content-Length"])))
        if len(posts) == 1:
            return  # The message is taken, its answer is lost.
        body = b'{"ok": true, "ts": "1.000001"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Slack)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("slack_sdk", version("slack_sdk"))
client = WebClient(token="none", base_url=f"http://127.0.0.1:{server.server_port}/")
answer = client.chat_postMessage(channel="C1", text="Rain in Oslo")
print("calls: 1, ok:", answer["ok"], "messages at Slack:", len(posts))
PYTHON

cat >expected <<'TEXT'
slack_sdk 3.48.0
calls: 1, ok: True messages at Slack: 2
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: slack_sdk now posts once.' >&2
    exit 1
fi
echo 'As described.'
