"""Seals tokens for Postern (docs/sealed.md).  One file, Python 3.6, and the
package cryptography (Debian: python3-cryptography), 37 or later.

    from postern_seal import seal
    key = json.load(open("keys/s1.jwk"))
    token = seal(key, "example.org", "/img/", "my cat.jpg", user="42")
    # the URL is "/img/?st=" + token

or: python3 postern_seal.py KEYFILE SITE PREFIX PATH [TTL [WINDOW [USER [FIELD...]]]]

SPDX-License-Identifier: ISC
"""
import base64
import json
import re
import sys
import time

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

MINUTES_TO_2024 = 28401120


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def is_number(text):
    return re.fullmatch("0|[1-9][0-9]{0,19}", text) and int(text) < 2 ** 64


def seal(key, site, prefix, path, ttl=3600, window=None, user="", fields=(), now=None):
    """path: behind the prefix, decoded; one that is empty or ends in "/" opens
    all below it; an int is the id of a file.  ttl, window: seconds; within one
    window, which is rounded up to whole minutes, the token stays the same."""
    step = 60 * max(1, -(-(ttl // 4 if window is None else window) // 60))
    now = int(time.time() if now is None else now)
    minutes = -(-(now + ttl) // step) * step // 60 - MINUTES_TO_2024
    user = str(user)
    shape = 0x40
    parts = [minutes.to_bytes(3, "big")]
    if is_number(user):
        shape |= 8
        parts.append(int(user).to_bytes(8, "big"))
    elif user:
        fields = [*fields, "s" + base64url(user.encode())]
    if fields:
        shape |= 2
        text = ".".join(sorted(fields)).encode()
        parts += [len(text).to_bytes(2, "big"), text]
    if isinstance(path, int):
        shape |= 0x20
        parts.append(path.to_bytes(8, "big"))
    else:
        shape |= 0x10 if path == "" or path.endswith("/") else 0
        parts.append(path.encode())
    associated = "\0".join(["postern-sealed/1", site, prefix, key["kid"]]).encode()
    siv = AESSIV(base64.urlsafe_b64decode(key["k"] + "=="))
    return base64url(siv.encrypt(bytes([shape]) + b"".join(parts), [associated]))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        key_file = json.load(file)
    target = sys.argv[4]
    if re.fullmatch("id=[0-9]+", target):
        target = int(target[3:])
    print(seal(key_file, *sys.argv[2:4], target, *map(int, sys.argv[5:7]),
               user="".join(sys.argv[7:8]), fields=sys.argv[8:]))
