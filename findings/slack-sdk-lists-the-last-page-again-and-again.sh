#!/usr/bin/env bash
# Versions: slack_sdk 3.48.0.
# Behaviour: iterating over a response with a cursor yields the same object for every page and exchanges its data: a
#   list of the pages holds the last page, once per page, and the first response has become the last one too.
# One would expect: a response per page, as a loop over it shows: there the pages are right, as each is read in time.
# Why it matters: collecting pages first and reading them afterwards loses all channels or messages but the last
#   few, with the right number of pages and no error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'slack_sdk==3.48.0'

cat >program.py <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from urllib.parse import parse_qs

from slack_sdk import WebClient

PAGES = {"": ("Oslo", "b"), "b": ("Rome", "c"), "c": ("Cairo", "")}


class Slack(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        name, cursor = PAGES[asked.get("cursor", [""])[0]]
        page = {"ok": True, "channels": [{"name": name}], "response_metadata": {"next_cursor": cursor}}
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Slack)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = WebClient(token="none", base_url=f"http://127.0.0.1:{server.server_port}/")
print("slack_sdk", version("slack_sdk"))
print("loop:", *(page["channels"][0]["name"] for page in client.conversations_list(limit=1)))
first = client.conversations_list(limit=1)
pages = list(first)
print("list:", *(page["channels"][0]["name"] for page in pages), "and the first:", first["channels"][0]["name"])
PYTHON

cat >expected <<'TEXT'
slack_sdk 3.48.0
loop: Oslo Rome Cairo
list: Cairo Cairo Cairo and the first: Cairo
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: slack_sdk now yields a response per page.' >&2
    exit 1
fi
echo 'As described.'
