#!/bin/sh
# Serves a gallery of private images on 127.0.0.1 with lighttpd and Postern:
#
#     make demo                   builds what it needs, then runs this
#     PORT=9000 make demo         on that port, else the first free from 8080 up
#     demo/run.sh --keep          leaves its directory, with the logs, behind
#
# $BUILD (default: build) is where "make" put the programs and the images.
# As root, lighttpd and Postern run as www-data.  Ctrl-C ends it.
#
# SPDX-License-Identifier: ISC
set -eu
umask 022
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

keep=''
here=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$here")
BUILD=${BUILD:-$repository/build}

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
command -v lighttpd >/dev/null ||
  fail 'there is no lighttpd; run: packaging/install-packages.sh demo'

# ------------------------------------------------------------- a site of its own

# Others than root have to get in, and lighttpd splits a command at spaces.
case $(id -u)${TMPDIR:-/tmp} in
0* | *[!A-Za-z0-9_./-]*) TMPDIR=/tmp ;;
esac
site=$(mktemp -d "${TMPDIR:-/tmp}/postern-demo.XXXXXX")
server='' follower=''

clean_up() {
  trap - EXIT HUP INT TERM
  for process in $follower $server; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  [ -n "$keep" ] || rm -rf "$site"
}
trap clean_up EXIT
trap 'exit 0' HUP INT TERM

chmod 755 "$site"
mkdir "$site/bin" "$site/keys" "$site/log" "$site/run" "$site/www" \
  "$site/img" "$site/img/album" "$site/img/preview"
cp "$BUILD/postern" "$BUILD/postern.fcgi" "$site/bin/"
(
  cd "$BUILD/demo/images"
  cp sunset.png mandelbrot.png aurora.png planet.bmp rose-window.svg "$site/img/"
  cp ridges.png marble.png "$site/img/album/"
  cp locked.svg "$site/"
  cp sunset.png "$site/img/preview/"
  cp bokeh.png "$site/img/Café at night.png"
)

# The configuration that Postern ships, with paths in this directory.
here_for() { # FILE
  sed -e "s|/etc/postern|$site|g" -e "s|/usr/lib/postern|$site/bin|g" \
    -e "s|/srv/private|$site|g" -e "s|/run/lighttpd|$site/run|g" \
    -e "s|/var/log/lighttpd|$site/log|g" "$repository/lighttpd/$1"
}

{
  here_for postern.ini | sed "s|^log = .*|log = $site/log/postern.log|"
  cat <<END

[route previews]
prefix = /img/preview/
root = $site/img/preview
accept = native
delivery = x-sendfile
encoding = percent
placeholder = $site/locked.svg
END
} >"$site/postern.ini"

# ------------------------------------------------------------------ signed URLs

# Its advice is for people; it is shown when something failed.
postern() { # COMMAND [OPTION]...
  "$site/bin/postern" "$@" 2>"$site/advice" || {
    cat "$site/advice" >&2
    exit 1
  }
}

sign() { # [OPTION]... PATH
  postern sign --config "$site/postern.ini" "$@"
}

postern keygen --config "$site/postern.ini" --id demo >/dev/null

# Someone else's key: same name, another secret.
mkdir "$site/forger"
sed "s|^keys = .*|keys = $site/forger|" "$site/postern.ini" >"$site/forger.ini"
postern keygen --config "$site/forger.ini" --id demo >/dev/null

now=$(date +%s)
sunset=$(sign --ttl 12h /img/sunset.png)
token=${sunset#*\?}
expiry=$(printf '%s' "$token" | cut -d . -f 3)
until=$(date -u -d "@$expiry" '+%H:%M UTC')
album=$(sign --ttl 12h --prefix /img/album/)
album=${album#*\?}

# NAME URL
urls="
sunset $sunset
mandelbrot $(sign --ttl 12h /img/mandelbrot.png)
aurora $(sign --ttl 12h --client 127.0.0.1 /img/aurora.png)
rose $(sign --ttl 12h /img/rose-window.svg)
expired $(sign --now $((now - 86400)) /img/aurora.png)
moved /img/mandelbrot.png?$token
prolonged /img/sunset.png?$(printf '%s' "$token" |
  sed "s/[.]${expiry}[.]/.$((expiry + 86400))./")
elsewhere $(sign --ttl 12h --client 192.0.2.7 /img/aurora.png)
forged $(postern sign --config "$site/forger.ini" /img/rose-window.svg)
early $(sign --not-before $((now + 86400)) /img/planet.bmp)
unsigned /img/sunset.png
placeholder /img/preview/sunset.png
ridges /img/album/ridges.png?$album
marble /img/album/marble.png?$album
bokeh $(sign --ttl 12h '/img/Café at night.png')
planet $(sign --ttl 12h --download 'My planet.bmp' /img/planet.bmp)
"

# For people: every part in a colour of its own, and the signature cut short.
short() { # URL
  printf '%s' "$1" | sed -E \
    -e 's#^([^?]*)#<span class="path">\1</span>#' \
    -e 's#([?][a-z]+=1[.])([^.]+)[.]([0-9]+)(.*)[.](....)[^.]*(...)$#\1<span class="key">\2</span>.<span class="expiry">\3</span><span class="field">\4</span>.<span class="mac">\5…\6</span>#'
}

printf '%s' "$urls" | while read -r name url; do
  [ -n "$name" ] || continue
  [ -n "$url" ] || fail "postern sign gave no URL for $name"
  printf 's|@%s@|%s|g\n' "$name" "$url"
  printf 's|@%s.short@|%s|g\n' "$name" "$(short "$url")"
done >"$site/page.sed"
sed -f "$site/page.sed" -e "s|@until@|$until|g" "$here/gallery.html" \
  >"$site/www/index.html"

# ----------------------------------------------------------------- the web server

cat >"$site/lighttpd.conf" <<END
server.bind = "127.0.0.1"
server.document-root = "$site/www"
server.errorlog = "$site/log/error.log"
server.pid-file = "$site/run/lighttpd.pid"
index-file.names = ( "index.html" )
mimetype.assign = ( ".html" => "text/html; charset=utf-8" )
END
: >"$site/log/postern.log"
if [ "$(id -u)" -eq 0 ]; then
  user=www-data
  id "$user" >/dev/null 2>&1 || user=nobody
  printf 'server.username = "%s"\nserver.groupname = "%s"\n' \
    "$user" "$(id -gn "$user")" >>"$site/lighttpd.conf"
  chown -R "$user" "$site/keys" "$site/log" "$site/run"
fi
here_for postern.conf >>"$site/lighttpd.conf"

# Tries one port; 1: someone else has it.
serve_on() { # PORT
  rm -f "$site/log/error.log" "$site/run/lighttpd.pid"
  sed "1i server.port = $1" "$site/lighttpd.conf" >"$site/run/lighttpd.conf"
  lighttpd -D -f "$site/run/lighttpd.conf" 2>>"$site/log/start.log" &
  server=$!
  # lighttpd writes its id once it listens.
  until [ -s "$site/run/lighttpd.pid" ]; do
    if ! kill -0 "$server" 2>/dev/null; then
      server=
      grep -qs 'Address already in use' "$site/log/error.log" \
        "$site/log/start.log" && return 1
      cat "$site/log/start.log" "$site/log/error.log" >&2
      fail 'lighttpd did not start; see its message above'
    fi
    sleep 0.05
  done
}

port=${PORT:-8080}
until serve_on "$port"; do
  [ -z "${PORT-}" ] || fail "port $port is taken"
  port=$((port + 1))
  [ "$port" -lt 8180 ] || fail 'no port from 8080 to 8179 is free'
done

cat <<END

  Postern's gallery is ready: http://127.0.0.1:$port/

  Signed images load. Beside them are URLs that must fail: expired, changed,
  another's, unsigned. Each request gives a line here: what Postern decided,
  and why. The site is in $site until Ctrl-C.

END
tail -n +1 -f "$site/log/postern.log" &
follower=$!
wait "$server"
fail "lighttpd ended; its log: $(cat "$site/log/error.log")"
