"""Signs with PyJWT and keys made now: reads a list of jobs as JSON, prints
{"keys": {file name: text}, "tokens": [...]}.  A job is {"alg", "kid",
"claims", "lifetime" in seconds, "stranger": whether another key of the same
id signs}.

SPDX-License-Identifier: ISC
"""
import json
import secrets
import sys
from datetime import datetime, timedelta, timezone

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm, OKPAlgorithm, RSAAlgorithm

MAKERS = {
    "HS256": lambda: secrets.token_bytes(32),
    "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


def jwk(text, alg, kid, **more):
    return {f"{kid}.jwk": json.dumps({**json.loads(text), "alg": alg, "kid": kid, **more})}


def key_file(alg, kid, key):
    if alg == "HS256":
        return jwk(HMACAlgorithm.to_jwk(key), alg, kid, postern={"schemes": ["jwt"]})
    if alg == "RS256":
        return jwk(RSAAlgorithm.to_jwk(key.public_key()), alg, kid)
    if alg == "EdDSA":
        return jwk(OKPAlgorithm.to_jwk(key.public_key()), alg, kid)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {f"{kid}.pem": pem.decode()}


def main():
    own, strange, files, tokens = {}, {}, {}, []
    for job in json.load(sys.stdin):
        alg, kid = job["alg"], job["kid"]
        if kid not in own:
            own[kid], strange[kid] = MAKERS[alg](), MAKERS[alg]()
            files.update(key_file(alg, kid, own[kid]))
        now = datetime.now(tz=timezone.utc)
        claims = {"iat": now, "nbf": now, "exp": now + timedelta(seconds=job["lifetime"]), **job["claims"]}
        key = (strange if job.get("stranger") else own)[kid]
        tokens.append(jwt.encode(claims, key, algorithm=alg, headers={"kid": kid}))
    json.dump({"keys": files, "tokens": tokens}, sys.stdout)


main()
