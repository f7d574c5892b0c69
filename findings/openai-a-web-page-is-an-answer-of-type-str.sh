#!/usr/bin/env bash
# Versions: openai 3.57.0.
# Behaviour: a 200 with an HTML page (a proxy's sign-in page, a wrong base address) is returned by
#   chat.completions.create() as a str, with no error.
# One would expect: an exception of the library's own, or at least the declared type ChatCompletion.
# Why it matters: the fault shows up lines later as 'str has no attribute choices', which no 'except
#   openai.OpenAIError' catches.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'openai==3.57.0'

cat >program.py <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from openai import OpenAI


class Proxy(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<html>Please sign in</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = OpenAI(api_key="none", base_url=f"http://127.0.0.1:{server.server_port}/v1")
answer = client.chat.completions.create(model="any", messages=[{"role": "user", "content": "Rain?"}])
print("openai", version("openai"))
print(type(answer).__name__, answer)
PYTHON

cat >expected <<'TEXT'
openai 3.57.0
str <html>Please sign in</html>
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: openai no longer returns a web page as an answer.' >&2
    exit 1
fi
echo 'As described.'
