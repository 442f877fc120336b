# The web servers that run.sh can start, with the configurations that Postern
# ships: for each NAME the functions NAME_delivery, NAME_configuration and
# NAME_start.
#
# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154 # the variables are run.sh's
set -eu

# Whom servers become when root starts them.
user=''
if [ "$(id -u)" -eq 0 ]; then
  user=www-data
  id "$user" >/dev/null 2>&1 || user=nobody
  group=$(id -gn "$user")
fi

# What Postern ships, with paths in this directory.
shipped() { # FILE
  sed -E -e "s#([\": ])/(etc/postern|srv/private)#\1$site#g" \
    -e "s#([\": ])/usr/lib/postern/#\1$site/bin/#g" \
    -e "s#([\": ])/var/www/html#\1$site/www#g" \
    -e "s#([\": ])/run/($server|postern)/#\1$site/run/#g" \
    -e "s#([\": ])/var/log/$server/#\1$site/log/#g" "$repository/$1"
}

# ------------------------------------------------------------------- lighttpd

# Behind each root, how its files are sent.
lighttpd_delivery() {
  sed 's|^root = .*|&\ndelivery = x-sendfile\nencoding = percent|'
}

lighttpd_configuration() { # PORT
  cat <<END
server.bind = "127.0.0.1"
server.port = $1
server.document-root = "$site/www"
server.errorlog = "$site/log/error.log"
server.pid-file = "$site/run/server.pid"
index-file.names = ( "index.html" )
mimetype.assign = (
  ".html" => "text/html; charset=utf-8",
  ".css" => "text/css; charset=utf-8",
  ".js" => "text/javascript; charset=utf-8",
  ".json" => "application/json"
)
END
  [ -z "$user" ] ||
    printf 'server.username = "%s"\nserver.groupname = "%s"\n' "$user" "$group"
  shipped lighttpd/postern.conf
}

# It starts Postern itself.
lighttpd_start() { # CONFIGURATION
  exec lighttpd -D -f "$1"
}

# ---------------------------------------------------------------------- nginx

nginx_delivery() {
  sed 's|^root = /srv/private/img\(.*\)|&\ndelivery = x-accel-redirect\naccel = /_postern\1/|'
}

nginx_configuration() { # PORT
  [ -z "$user" ] || printf 'user %s %s;\n' "$user" "$group"
  cat <<END
daemon off;
worker_processes 2;
pid $site/run/server.pid;
error_log $site/log/error.log alert;
events { }
http {
  types {
    text/html html;
    text/css css;
    text/javascript js;
    application/json json;
  }
  charset utf-8;
  client_body_temp_path $site/run/body;
  fastcgi_temp_path $site/run/fastcgi;
  proxy_temp_path $site/run/proxy;
  scgi_temp_path $site/run/scgi;
  uwsgi_temp_path $site/run/uwsgi;
END
  shipped nginx/postern.conf | sed "s|listen 80;|listen 127.0.0.1:$1;|"
  echo '}'
}

nginx_start() { # CONFIGURATION
  exec nginx -e "$site/log/error.log" -c "$1"
}

# nginx starts no programs.
start_responder() {
  ${user:+setpriv --reuid="$user" --regid="$group" --init-groups} \
    "$site/bin/postern.fcgi" --config "$site/postern.ini" \
    --listen "unix:$site/run/postern.sock" --workers 2 \
    2>"$site/log/responder.log" &
  responder=$!
  until [ -S "$site/run/postern.sock" ]; do
    kill -0 "$responder" 2>/dev/null ||
      fail "Postern did not start: $(cat "$site/log/responder.log")"
    sleep 0.05
  done
}

# ------------------------------------------------------------------------ both

# Tries one port; 1: someone else has it.
serve_on() { # PORT
  rm -f "$site/log/error.log" "$site/log/start.log" "$site/run/server.pid"
  "${server}_configuration" "$1" >"$site/run/$server.conf"
  "${server}_start" "$site/run/$server.conf" 2>"$site/log/start.log" &
  process=$!
  # Both write their id once they listen.
  until [ -s "$site/run/server.pid" ]; do
    ended=''
    kill -0 "$process" 2>/dev/null || ended=1
    if grep -qs 'Address already in use' "$site/log/error.log" \
      "$site/log/start.log"; then
      stop "$process" # nginx would try for a while
      process=
      return 1
    fi
    if [ -n "$ended" ]; then
      cat "$site/log/start.log" "$site/log/error.log" >&2
      fail "$server did not start; see its message above"
    fi
    sleep 0.05
  done
}

stop() { # PROCESS...
  for one; do
    kill "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
}
