<?php
// What a PHP programmer would write: HMAC-SHA256 of path and expiry in the
// query, the file checked, nginx told to send it.
// SPDX-License-Identifier: ISC
declare(strict_types=1);

const PREFIX = '/img/';
const TYPES = ['png' => 'image/png', 'jpg' => 'image/jpeg', 'gif' => 'image/gif', 'webp' => 'image/webp'];

function refuse(int $status): void
{
    http_response_code($status);
    header('Cache-Control: no-store');
    exit;
}

$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$expires = $_GET['expires'] ?? '';
$given = $_GET['sig'] ?? '';
if (!is_string($expires) || !is_string($given) || !ctype_digit($expires) || (int) $expires < time()) {
    refuse(403);
}
if (!hash_equals(hash_hmac('sha256', "$path\n$expires", $_SERVER['BENCH_SECRET']), $given)) {
    refuse(403);
}

$name = substr($path, strlen(PREFIX));
$type = TYPES[strtolower(pathinfo($name, PATHINFO_EXTENSION))] ?? null;
if (!str_starts_with($path, PREFIX) || str_contains($name, '..') || $type === null
    || !is_file($_SERVER['BENCH_ROOT'] . '/' . $name)) {
    refuse(404);
}
header("Content-Type: $type");
header('X-Content-Type-Options: nosniff');
header('X-Accel-Redirect: /_postern/' . rawurlencode($name));
