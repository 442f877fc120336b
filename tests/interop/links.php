<?php
// Signs URLs as applications do, with Debian's packages: reads a list of jobs as
// JSON, prints a list of URLs.  {"kind": "laravel", "key": APP_KEY text, "root",
// "route": its pattern, "file", "parameters", "until": seconds since 1970 or null,
// "absolute"} is a signed route of Laravel; {"kind": "symfony", "secret", "url",
// "parameter"} is for Symfony's UriSigner.
// SPDX-License-Identifier: ISC
require 'Illuminate/Routing/autoload.php';
require 'Symfony/Component/HttpKernel/autoload.php';

use Illuminate\Http\Request;
use Illuminate\Routing\{Route, RouteCollection, UrlGenerator};
use Symfony\Component\HttpKernel\UriSigner;

function laravel(array $job): string
{
    $routes = new RouteCollection();
    $route = new Route('GET', $job['route'], ['as' => 'image', 'uses' => fn () => '']);
    $routes->add($route->where('file', '.*'));
    $routes->refreshNameLookups();
    $generator = new UrlGenerator($routes, Request::create($job['root']));
    $generator->setKeyResolver(fn () => $job['key']);
    $until = isset($job['until']) ? new DateTimeImmutable('@' . $job['until']) : null;
    $parameters = ['file' => $job['file']] + ($job['parameters'] ?? []);
    return $generator->signedRoute('image', $parameters, $until, $job['absolute']);
}

function symfony(array $job): string
{
    return (new UriSigner($job['secret'], $job['parameter'] ?? '_hash'))->sign($job['url']);
}

$jobs = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn (array $job) => $job['kind']($job), $jobs), JSON_THROW_ON_ERROR);
