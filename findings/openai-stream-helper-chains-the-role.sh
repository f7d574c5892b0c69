#!/usr/bin/env bash
# Versions: openai 3.57.0.
# Behaviour: chat.completions.stream() joins the role of all chunks like their text: a server that names it in each
#   of three chunks yields a message of the role "assistantassistantassistant", with no error.
# One would expect: "assistant": the field is an optional word of a fixed set in every chunk; the helper itself
#   leaves out "type" and "index" when it adds up, for this reason.
# Why it matters: servers of this interface do name the role in each chunk (Doubao is one); the text reads well, but
#   sent back as history its role is refused, a turn later than the one that streamed it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'openai==3.57.0'

cat >program.py <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from openai import OpenAI

WORDS = ["Rain ", "in ", "Oslo"]


class Model(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in WORDS:
            delta = {"content": word}
            if word == WORDS[0] or self.path.startswith("/each"):
                delta["role"] = "assistant"
            choice = {"index": 0, "delta": delta, "finish_reason": "stop" if word == WORDS[-1] else None}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "any", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("openai", version("openai"))
for named_in in ("first", "each"):
    client = OpenAI(api_key="none", base_url=f"http://127.0.0.1:{server.server_port}/{named_in}")
    with client.chat.completions.stream(model="any", messages=[{"role": "user", "content": "Rain?"}]) as stream:
        message = stream.get_final_completion().choices[0].message
    print(f"role in {named_in} chunk:", message.role, "-", message.content)
PYTHON

cat >expected <<'TEXT'
openai 3.57.0
role in first chunk: assistant - Rain in Oslo
role in each chunk: assistantassistantassistant - Rain in Oslo
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo "Changed: openai's stream helper no longer joins the roles of the chunks." >&2
    exit 1
fi
echo 'As described.'
