<?php
// Signs JWTs (HS256) as PHP does without any library: reads a list of jobs as
// JSON, prints a list of tokens.  A job is {"secret": in hexadecimal, "kid",
// "claims"}.
// SPDX-License-Identifier: ISC
function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function sign(array $job): string
{
    $head = base64url(json_encode(['typ' => 'JWT', 'alg' => 'HS256', 'kid' => $job['kid']]));
    $message = $head . '.' . base64url(json_encode($job['claims']));
    return $message . '.' . base64url(hash_hmac('sha256', $message, hex2bin($job['secret']), true));
}

echo json_encode(array_map('sign', json_decode(stream_get_contents(STDIN), true)), JSON_THROW_ON_ERROR);
