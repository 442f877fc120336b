<?php
// What of Laravel's artisan the guide needs, with Debian's packages of Laravel:
// tinker --execute=CODE, where URL is its URL generator with APP_KEY of .env, and
// "image" a route for /img/{file}.
// SPDX-License-Identifier: ISC
require 'Illuminate/Routing/autoload.php';
require 'Illuminate/Support/autoload.php';

use Illuminate\Container\Container;
use Illuminate\Http\Request;
use Illuminate\Routing\{Route, RouteCollection, UrlGenerator};
use Illuminate\Support\Carbon;
use Illuminate\Support\Facades\{Facade, URL};

function now(): Carbon
{
    return Carbon::now();
}

$env = parse_ini_file('.env', false, INI_SCANNER_RAW);
$routes = new RouteCollection();
$routes->add((new Route('GET', '/img/{file}', ['as' => 'image', 'uses' => fn () => '']))->where('file', '.*'));
$routes->refreshNameLookups();
$generator = new UrlGenerator($routes, Request::create($env['APP_URL']));
$generator->setKeyResolver(fn () => $env['APP_KEY']);

$application = new Container();
$application->instance('url', $generator);
Facade::setFacadeApplication($application);
class_alias(URL::class, 'URL');

[, $command, $code] = $argv;
if ($command !== 'tinker' || !str_starts_with($code, '--execute=')) {
    exit(2);
}
eval(substr($code, strlen('--execute=')));
