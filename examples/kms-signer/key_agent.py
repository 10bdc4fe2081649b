"""A stand-in for a KMS: a process that holds an RSA key, signs what it is sent, and never gives the key away.

It prints ``host:port`` and then answers, one JSON object in a line each: ``{"sign": text, "algorithm": name}`` with
``{"signature": base64url}``, and ``{"publicJwk": kid}`` with ``{"jwk": text}``.
"""

from __future__ import annotations

import json
import socketserver

from samtykke import KeySigner, SigningAlgorithm

KEY = KeySigner.generate()


class Agent(socketserver.StreamRequestHandler):
    """Answers whoever connects."""

    def handle(self) -> None:
        """Answer line by line."""
        for line in self.rfile:
            self.wfile.write(json.dumps(answer(json.loads(line))).encode() + b"\n")


def answer(request: dict[str, str]) -> dict[str, str]:
    """Sign, or tell the public key."""
    if "publicJwk" in request:
        return {"jwk": KEY.public_jwk(request["publicJwk"])}
    return {"signature": KEY.sign(request["sign"], SigningAlgorithm[request["algorithm"]])}


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Agent) as server:
        server.daemon_threads = True
        host, port = server.server_address[:2]
        print(f"{host!s}:{port}", flush=True)
        server.serve_forever()
