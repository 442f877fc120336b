<?php
// Makes tokens as an application does, with Laravel's own classes: reads a list
// of jobs as JSON, prints a list of tokens.  A job is {"key": APP_KEY text,
// "cipher", "how": encrypt|encryptString|cookie, "name", "payload"}; the text
// "JWT" in a payload stands for a JWT with the job's "claims", signed by its
// "secret" (hexadecimal).  A cipher alone asks for a new APP_KEY.
// SPDX-License-Identifier: ISC
require 'Illuminate/Encryption/autoload.php';
require 'Illuminate/Cookie/autoload.php';

use Illuminate\Cookie\Middleware\EncryptCookies;
use Illuminate\Encryption\Encrypter;
use Symfony\Component\HttpFoundation\{Cookie, Request, Response};

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function jwt(array $job): string
{
    $message = base64url(json_encode(['alg' => 'HS256', 'typ' => 'JWT'] + ($job['header'] ?? [])))
        . '.' . base64url(json_encode($job['claims']));
    return $message . '.' . base64url(hash_hmac('sha256', $message, hex2bin($job['secret']), true));
}

// As Laravel's EncryptionServiceProvider reads APP_KEY.
function encrypter(array $job): Encrypter
{
    $text = $job['key'];
    $bytes = str_starts_with($text, 'base64:') ? base64_decode(substr($text, 7)) : $text;
    return new Encrypter($bytes, $job['cipher']);
}

// What the browser gets, and sends back as it is.
function encrypted_cookie(Encrypter $encrypter, string $name, string $value): string
{
    $response = (new EncryptCookies($encrypter))->handle(new Request(), function () use ($name, $value) {
        $response = new Response();
        $response->headers->setCookie(Cookie::create($name, $value));
        return $response;
    });
    $header = (string) $response->headers->getCookies()[0];
    return substr($header, strlen($name) + 1, strpos($header, ';') - strlen($name) - 1);
}

function make(array $job): string
{
    if (!isset($job['how'])) {
        return 'base64:' . base64_encode(Encrypter::generateKey($job['cipher']));
    }
    $payload = $job['payload'];
    if (isset($job['claims'])) {
        $jwt = jwt($job);
        $payload = is_array($payload) ? array_map(fn ($value) => $value === 'JWT' ? $jwt : $value, $payload)
            : str_replace('JWT', $jwt, $payload);
    }
    return match ($job['how']) {
        'encrypt' => encrypter($job)->encrypt($payload),
        'object' => encrypter($job)->encrypt((object) $payload),
        'encryptString' => encrypter($job)->encryptString(is_array($payload) ? json_encode($payload) : $payload),
        'cookie' => encrypted_cookie(encrypter($job), $job['name'],
            is_array($payload) ? json_encode($payload) : $payload),
    };
}

echo json_encode(array_map('make', json_decode(stream_get_contents(STDIN), true)), JSON_THROW_ON_ERROR);
