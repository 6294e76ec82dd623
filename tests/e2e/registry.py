"""A registry to pull from, of one repository; what is pushed to it are images of this machine."""
import gzip
import hashlib
import io
import json
import subprocess
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ikada import DOCKER

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


class Registry:
    """Docker speaks plain HTTP to this machine's own addresses."""

    def __init__(self):
        self._content = {}  # path to (type, bytes)
        handler = type("Handler", (Answer,), {"content": self._content})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.image = f"127.0.0.1:{self._server.server_port}/app:1"

    def push(self, image, author):
        """Offers it as app:1, as if `author` had built it; the id that Docker knows it by."""
        saved = subprocess.run([DOCKER, "save", image], check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(saved)) as tar:
            listed = json.load(tar.extractfile("manifest.json"))[0]
            config = json.load(tar.extractfile(listed["Config"])) | {"author": author}
            layers = [gzip.compress(tar.extractfile(name).read(), mtime=0)
                      for name in listed["Layers"]]
        told = self._blob(CONFIG, json.dumps(config).encode())
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": told,
                    "layers": [self._blob(LAYER, layer) for layer in layers]}
        body = json.dumps(manifest).encode()
        for name in "1", digest(body):
            self._content[f"/v2/app/manifests/{name}"] = MANIFEST, body
        return told["digest"]

    def _blob(self, media_type, body):
        self._content[f"/v2/app/blobs/{digest(body)}"] = "application/octet-stream", body
        return {"mediaType": media_type, "size": len(body), "digest": digest(body)}

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def digest(body):
    return "sha256:" + hashlib.sha256(body).hexdigest()


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    content = {}

    def do_GET(self):
        kind, body = self.content.get(self.path, ("application/json", b"{}"))
        is_there = self.path == "/v2/" or self.path in self.content
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind == MANIFEST:
            self.send_header("Docker-Content-Digest", digest(body))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass
