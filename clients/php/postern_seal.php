<?php
/*
 * Seals tokens for Postern (docs/sealed.md).  One file, PHP 7.1 with openssl.
 *
 *     require 'postern_seal.php';
 *     $key = json_decode(file_get_contents('keys/s1.jwk'), true);
 *     $token = postern_seal($key, 'example.org', '/img/', 'my cat.jpg', 3600, 900, '42');
 *     // the URL is "/img/?st=$token"
 *
 * or: php postern_seal.php KEYFILE SITE PREFIX PATH [TTL [WINDOW [USER [FIELD...]]]]
 *
 * SPDX-License-Identifier: ISC
 */

const POSTERN_MINUTES_TO_2024 = 28401120;

// AES-SIV (RFC 5297): openssl_encrypt() does not have it.

function postern_aes(string $mode, string $key, string $iv, string $data): string
{
    return openssl_encrypt($data, "aes-256-$mode", $key, OPENSSL_RAW_DATA | OPENSSL_ZERO_PADDING, $iv);
}

function postern_double(string $block): string
{
    $carry = ord($block[0]) >> 7 ? 0x87 : 0;
    for ($i = 15; $i >= 0; $i--) {
        $byte = ord($block[$i]) << 1 ^ $carry;
        $block[$i] = chr($byte & 255);
        $carry = ord($block[$i]) === $byte ? 0 : 1;
    }
    return $block;
}

function postern_cmac(string $key, string $message): string
{
    $zero = str_repeat("\0", 16);
    $subkey = postern_double(postern_aes('ecb', $key, '', $zero));
    $start = intdiv(max(0, strlen($message) - 1), 16) * 16;
    $last = substr($message, $start);
    if (strlen($last) < 16) {
        $subkey = postern_double($subkey);
        $last = str_pad("$last\x80", 16, "\0");
    }
    return substr(postern_aes('cbc', $key, $zero, substr($message, 0, $start) . ($last ^ $subkey)), -16);
}

function postern_siv(string $secret, string $associated, string $text): string
{
    [$key, $other] = str_split($secret, 32);
    $sum = postern_double(postern_cmac($key, str_repeat("\0", 16))) ^ postern_cmac($key, $associated);
    $tag = postern_cmac($key, strlen($text) < 16
        ? postern_double($sum) ^ str_pad("$text\x80", 16, "\0")
        : substr($text, 0, -16) . (substr($text, -16) ^ $sum));
    $counter = $tag & "\xff\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\x7f\xff\xff\xff";
    return $tag . postern_aes('ctr', $other, $counter, $text);
}

// A decimal number of 64 bits as 8 bytes, which PHP's own integers cannot hold;
// null when it is none.
function postern_number(string $digits): ?string
{
    if (!preg_match('/^(0|[1-9][0-9]{0,19})$/D', $digits)) {
        return null;
    }
    $bytes = array_fill(0, 8, 0);
    foreach (str_split($digits) as $carry) {
        for ($i = 7; $i >= 0; $i--) {
            $sum = $bytes[$i] * 10 + (int) $carry;
            $bytes[$i] = $sum & 255;
            $carry = $sum >> 8;
        }
        if ($carry > 0) {
            return null;
        }
    }
    return pack('C*', ...$bytes);
}

// $path: behind the prefix, decoded; one that is empty or ends in "/" opens all
// below it; an int is the id of a file.  $ttl, $window: seconds; within one
// window, which is rounded up to whole minutes, the token stays the same.
function postern_seal(array $key, string $site, string $prefix, $path, int $ttl = 3600,
    ?int $window = null, string $user = '', array $fields = [], ?int $now = null): string
{
    $step = 60 * max(1, intdiv(($window ?? intdiv($ttl, 4)) + 59, 60));
    $expiry = intdiv(($now ?? time()) + $ttl + $step - 1, $step) * $step;
    $shape = 0x40;
    $minutes = intdiv($expiry, 60) - POSTERN_MINUTES_TO_2024;
    if ($minutes >> 24 !== 0) {
        throw new RangeException('the expiry is not within 2024 to 2055');
    }
    $body = substr(pack('N', $minutes), 1);
    $number = postern_number($user);
    if ($number !== null) {
        $shape |= 8;
        $body .= $number;
    } elseif ($user !== '') {
        $fields[] = 's' . rtrim(strtr(base64_encode($user), '+/', '-_'), '=');
    }
    if ($fields) {
        $shape |= 2;
        sort($fields, SORT_STRING);
        $text = implode('.', $fields);
        $body .= pack('n', strlen($text)) . $text;
    }
    if (is_int($path)) {
        $shape |= 0x20;
        $body .= pack('J', $path);
    } else {
        $shape |= preg_match('#(^|/)$#D', $path) ? 0x10 : 0;
        $body .= $path;
    }
    $associated = implode("\0", ['postern-sealed/1', $site, $prefix, $key['kid']]);
    $sealed = postern_siv(base64_decode(strtr($key['k'], '-_', '+/')), $associated, chr($shape) . $body);
    return rtrim(strtr(base64_encode($sealed), '+/', '-_'), '=');
}

if (PHP_SAPI === 'cli' && get_included_files()[0] === __FILE__) {
    [, $file, $site, $prefix, $path] = $argv;
    if (preg_match('/^id=([0-9]+)$/D', $path, $match)) {
        $path = filter_var($match[1], FILTER_VALIDATE_INT);
        if ($path === false) {
            throw new RangeException("{$match[1]} is no integer of PHP");
        }
    }
    echo postern_seal(json_decode(file_get_contents($file), true), $site, $prefix, $path, (int) ($argv[5] ?? 3600),
        isset($argv[6]) ? (int) $argv[6] : null, $argv[7] ?? '', array_slice($argv, 8)), "\n";
}
