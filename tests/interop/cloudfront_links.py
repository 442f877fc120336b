"""Signs with botocore's CloudFrontSigner: reads a list of jobs as JSON, prints a
list of URLs.  A job is {"url", "id", "pem", "until": seconds since 1970, or
"policy": a text}.

SPDX-License-Identifier: ISC
"""
import json
import sys
from datetime import datetime, timezone

from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def sign(job):
    key = load_pem_private_key(job["pem"].encode(), password=None)
    signer = CloudFrontSigner(job["id"], lambda text: key.sign(text, PKCS1v15(), SHA1()))
    if "policy" in job:
        return signer.generate_presigned_url(job["url"], policy=job["policy"])
    until = datetime.fromtimestamp(job["until"], tz=timezone.utc)
    return signer.generate_presigned_url(job["url"], date_less_than=until)


json.dump([sign(job) for job in json.load(sys.stdin)], sys.stdout)
