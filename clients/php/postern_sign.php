<?php
/*
 * Signs URLs for Postern (docs/native.md).  One file, no packages, PHP 7.1.
 *
 *     require 'postern_sign.php';
 *     $key = json_decode(file_get_contents('keys/k1.jwk'), true);
 *     postern_sign($key, 'example.org', '/img/my cat.jpg', 3600);
 *
 * or: php postern_sign.php KEYFILE SITE PATH [TTL [WINDOW [FIELD...]]]
 *
 * SPDX-License-Identifier: ISC
 */

function postern_base64url(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

// $path: decoded, as it is on disk; one that ends in "/" opens all below it.
// $ttl, $window: seconds; within one window the URL stays the same.
function postern_sign(array $key, string $site, string $path, int $ttl = 3600,
    ?int $window = null, array $fields = [], ?int $now = null): string
{
    $step = max(1, $window ?? intdiv($ttl, 4));
    $expiry = intdiv(($now ?? time()) + $ttl + $step - 1, $step) * $step;
    if (substr($path, -1) === '/') {
        $fields[] = 'p' . postern_base64url($path);
    }
    sort($fields, SORT_STRING);
    $token = implode('.', array_merge(['1', $key['kid'], $expiry], $fields));
    $secret = base64_decode(strtr($key['k'], '-_', '+/'));
    $mac = hash_hmac('sha256', "postern/1\n$site\n$path\n$token", $secret, true);
    return implode('/', array_map('rawurlencode', explode('/', $path)))
        . '?st=' . $token . '.' . postern_base64url(substr($mac, 0, 16));
}

if (PHP_SAPI === 'cli' && get_included_files()[0] === __FILE__) {
    $key = json_decode(file_get_contents($argv[1]), true);
    echo postern_sign($key, $argv[2], $argv[3], (int) ($argv[4] ?? 3600),
        isset($argv[5]) ? (int) $argv[5] : null, array_slice($argv, 6)), "\n";
}
