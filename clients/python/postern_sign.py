"""Signs URLs for Postern (docs/native.md).  One file, no packages, Python 3.6.

    from postern_sign import sign
    key = json.load(open("keys/k1.jwk"))
    sign(key, "example.org", "/img/my cat.jpg", ttl=3600)

or: python3 postern_sign.py KEYFILE SITE PATH [TTL [WINDOW [FIELD...]]]

SPDX-License-Identifier: ISC
"""
import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.parse


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sign(key, site, path, ttl=3600, window=None, fields=(), now=None):
    """path: decoded, as it is on disk; one that ends in "/" opens all below it.
    ttl, window: seconds; within one window the URL stays the same."""
    step = max(1, ttl // 4 if window is None else window)
    now = int(time.time() if now is None else now)
    expiry = -(-(now + ttl) // step) * step
    prefix = ["p" + base64url(path.encode())] if path.endswith("/") else []
    token = ".".join(["1", key["kid"], str(expiry), *sorted([*fields, *prefix])])
    message = "\n".join(["postern/1", site, path, token]).encode()
    secret = base64.urlsafe_b64decode(key["k"] + "==")
    mac = hmac.new(secret, message, hashlib.sha256).digest()[:16]
    return urllib.parse.quote(path, safe="/~") + "?st=" + token + "." + base64url(mac)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(sign(json.load(file), *sys.argv[2:4], *map(int, sys.argv[4:6]),
                   fields=sys.argv[6:]))
