#!/usr/bin/env bash
# Versions: slack-bolt 1.30.0, slack-sdk 3.48.0.
# Behaviour: an installation by OAuth whose code Slack does not exchange for a token ends in the failure callback with the reason
#   "invalid_code" and no error, whatever Slack has answered: a wrong client secret, an unknown client, or too many requests.
# One would expect: Slack's own word as the reason, or the exception as the error, which the callback has a field for.
# Why it matters: everybody who installs the app is told that the code was wrong, and the operator looks there; the secret that was
#   mistyped in the settings stands in one line of the library's log alone.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'slack-bolt==1.30.0' 'slack-sdk==3.48.0'

cat >program.py <<'PYTHON'
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient

print(f"slack-bolt {version('slack-bolt')}, slack-sdk {version('slack-sdk')}")
logging.disable(logging.CRITICAL)


class Slack(BaseHTTPRequestHandler):
    error = ""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"ok": False, "error": Slack.error}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def failed(args):
    print(f"{Slack.error}: reason {args.reason!r}, error {args.error!r}")
    return BoltResponse(status=200, body="")


server = HTTPServer(("127.0.0.1", 0), Slack)
threading.Thread(target=server.serve_forever, daemon=True).start()
flow = OAuthFlow(
    client=WebClient(base_url=f"http://127.0.0.1:{server.server_port}/api/"),
    settings=OAuthSettings(
        client_id="1.2",
        client_secret="secret",
        scopes=["chat:write"],
        state_validation_enabled=False,
        callback_options=CallbackOptions(success=failed, failure=failed),
    ),
)
for Slack.error in ("invalid_code", "bad_client_secret", "invalid_client_id", "ratelimited"):
    flow.handle_callback(BoltRequest(body="", query={"code": "c"}))
server.shutdown()
PYTHON

timeout 60 venv/bin/python program.py | tee seen

cat >expected <<'TEXT'
slack-bolt 1.30.0, slack-sdk 3.48.0
invalid_code: reason 'invalid_code', error None
bad_client_secret: reason 'invalid_code', error None
invalid_client_id: reason 'invalid_code', error None
ratelimited: reason 'invalid_code', error None
TEXT

if ! diff expected seen; then
    echo 'Changed: a refused installation is told otherwise.' >&2
    exit 1
fi
echo 'As described.'
