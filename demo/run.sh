#!/bin/sh
# Serves private images on 127.0.0.1, by a web server and Postern:
#
#     make demo                   builds what it needs, then runs this
#     SERVER=nginx make demo      with nginx, else with lighttpd
#     PORT=9000 make demo         on that port, else the first free from 8080 up
#     demo/run.sh --keep          leaves its directory, with the logs, behind
#
# $BUILD (default: build) is where "make" put the programs and the images.
# As root, the server and Postern run as www-data.  Ctrl-C ends it.
#
# SPDX-License-Identifier: ISC
set -eu
umask 022
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

keep=''
here=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$here")
BUILD=${BUILD:-$repository/build}
server=${SERVER:-lighttpd}

fail() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

case ${1-} in
'') ;;
--keep) keep=1 ;;
*)
  echo 'usage: demo/run.sh [--keep]' >&2
  exit 2
  ;;
esac

# lighttpd would take a number that is too large for another.
case ${PORT:-8080} in
0* | *[!0-9]* | ??????*) fail "PORT=$PORT is no port" ;;
esac
[ "${PORT:-8080}" -le 65535 ] || fail "PORT=$PORT is no port"

for file in postern postern.fcgi demo/images/rose-window.svg; do
  [ -e "$BUILD/$file" ] || fail "there is no $BUILD/$file; run: make demo"
done
case $server in
lighttpd) package=lighttpd ;;
nginx) package=nginx-light ;;
*) fail "SERVER=$server is neither lighttpd nor nginx" ;;
esac
command -v "$server" >/dev/null ||
  fail "there is no $server; on Debian: apt-get install $package"

# ------------------------------------------------------------- a site of its own

# Others than root have to get in, and lighttpd splits a command at spaces.
case $(id -u)${TMPDIR:-/tmp} in
0* | *[!A-Za-z0-9_./-]*) TMPDIR=/tmp ;;
esac
site=$(mktemp -d "${TMPDIR:-/tmp}/postern-demo.XXXXXX")
process='' responder='' follower=''
# shellcheck source=demo/servers.sh
. "$here/servers.sh"

# shellcheck disable=SC2317 # it is called by the trap
clean_up() {
  trap - EXIT
  trap '' HUP INT TERM # a second one would leave the rest behind
  # shellcheck disable=SC2086 # those that there are
  stop $follower $process $responder
  [ -n "$keep" ] || rm -rf "$site"
}
trap clean_up EXIT
trap 'exit 0' HUP INT TERM

chmod 755 "$site"
mkdir "$site/bin" "$site/keys" "$site/log" "$site/run" "$site/img"
cp "$BUILD/postern" "$BUILD/postern.fcgi" "$site/bin/"
cp "$BUILD/demo/images/locked.svg" "$site/"

for image in sunset.png aurora.png ridges.png marble.png mandelbrot.png \
  bokeh.png planet.bmp rose-window.svg; do
  cp "$BUILD/demo/images/$image" "$site/img/"
done
put() { # DIRECTORY IMAGE...
  directory=$site/img/$1
  mkdir -p "$directory"
  shift
  for image; do
    ln "$site/img/$image" "$directory/"
  done
}
put album ridges.png marble.png
put preview sunset.png
put s/alps/2026 ridges.png
put members/kim rose-window.svg
put members/lee rose-window.svg
put albums/kim sunset.png aurora.png ridges.png marble.png mandelbrot.png \
  bokeh.png planet.bmp
put albums/lee aurora.png marble.png
ln "$site/img/bokeh.png" "$site/img/Café at night.png"

{
  shipped "$server/postern.ini" |
    sed "s|^log = .*|log = $site/log/postern.log|"
  echo
  "${server}_delivery" <"$here/routes.ini" | sed "s|/srv/private|$site|"
} >"$site/postern.ini"

mkdir "$site/www" "$site/www/login"
# shellcheck source=demo/urls.sh
. "$here/urls.sh"
for page in index.html signatures.html; do
  sed -f "$site/page.sed" "$here/page/$page" >"$site/www/$page"
done
cp "$here/page/four-ways.js" "$here/page/style.css" \
  "$repository/clients/browser/postern.js" "$site/www/"

# ----------------------------------------------------------------- the web server

: >"$site/log/postern.log"
[ -z "$user" ] || chown -R "$user" "$site/keys" "$site/log" "$site/run"
[ "$server" = lighttpd ] || start_responder

port=${PORT:-8080}
until serve_on "$port"; do
  [ -z "${PORT-}" ] || fail "port $port is taken"
  port=$((port + 1))
  [ "$port" -lt 8180 ] || fail 'no port from 8080 to 8179 is free'
done

cat <<END

  Postern's demo is ready: http://127.0.0.1:$port/

  Four ways to show a private image, each beside a request that must fail; a
  log-in that signs a whole album; and what else a signature can say. Each
  request gives a line here: what Postern decided, and why. The site, with
  $server's configuration, is in $site until Ctrl-C.

END
tail -n +1 -f "$site/log/postern.log" &
follower=$!
wait "$process"
fail "$server ended; its log: $(cat "$site/log/error.log")"
