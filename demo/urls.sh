# Keys, tokens and signed URLs for the pages of run.sh, which have a @name@ in
# place of each URL and a @name.short@ where people read it.
#
# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154 # the variables are run.sh's
set -eu

# Its advice is for people; it is shown when something failed.
postern() { # COMMAND [OPTION]...
  "$site/bin/postern" "$@" 2>"$site/advice" || {
    cat "$site/advice" >&2
    exit 1
  }
}

sign() { # [OPTION]... PATH
  postern sign --config "$site/postern.ini" --ttl 12h "$@"
}

# A key that is not the first of its directory signs only once servers know it.
keygen() { # [OPTION]...
  mkdir "$site/new"
  postern keygen --directory "$site/new" "$@" >/dev/null
  mv "$site/new"/* "$site/keys/"
  rmdir "$site/new"
}

keygen --id demo
keygen --id login --scheme jwt
keygen --id seal --alg A256SIV

# Someone else's key: same name, another secret.
mkdir "$site/forger"
sed "s|^keys = .*|keys = $site/forger|" "$site/postern.ini" >"$site/forger.ini"
postern keygen --config "$site/forger.ini" --id demo >/dev/null

now=$(date +%s)
sunset=$(sign /img/sunset.png)
token=${sunset#*\?}
expiry=$(printf '%s' "$token" | cut -d . -f 3)
until=$(date -u -d "@$expiry" '+%H:%M UTC')
album=$(sign --prefix /img/album/)
album=${album#*\?}
sealed=$(sign --subject 1024 /img/s/alps/2026/ridges.png)
jwt=$(sign --scheme jwt --subject kim --link page /img/albums/kim/aurora.png)

# What an application's own log-in would answer: Kim's JWT.
cookie=$(sign --subject kim /img/members/kim/rose-window.svg)
printf '{"token": "%s"}\n' "${cookie#*=}" >"$site/www/login/kim.json"

# NAME URL
urls="
sunset $sunset
expired $(sign --now $((now - 86400)) --ttl 1h /img/aurora.png)
sealed $sealed/ridges.png
changed $(printf '%s' "$sealed" |
  sed 's|/s/\(.....\)[^A]|/s/\1A|; t; s|/s/\(.....\)A|/s/\1B|')/ridges.png
member /img/members/kim/rose-window.svg
stranger /img/members/lee/rose-window.svg
jwt $jwt
others /img/albums/lee/aurora.png?${jwt#*\?}

mandelbrot $(sign /img/mandelbrot.png)
aurora $(sign --client 127.0.0.1 /img/aurora.png)
rose $(sign /img/rose-window.svg)
moved /img/mandelbrot.png?$token
prolonged /img/sunset.png?$(printf '%s' "$token" |
  sed "s/[.]${expiry}[.]/.$((expiry + 86400))./")
elsewhere $(sign --client 192.0.2.7 /img/aurora.png)
forged $(postern sign --config "$site/forger.ini" /img/rose-window.svg)
early $(sign --not-before $((now + 86400)) /img/planet.bmp)
unsigned /img/sunset.png
placeholder /img/preview/sunset.png
ridges /img/album/ridges.png?$album
marble /img/album/marble.png?$album
bokeh $(sign '/img/Café at night.png')
planet $(sign --download 'My planet.bmp' /img/planet.bmp)
"

# For people: every part in a colour of its own, and what is long cut short.
short() { # URL
  printf '%s' "$1" | sed -E \
    -e 's#^([^?]*)#<span class="path">\1</span>#' \
    -e 's#([?][a-z]+=1[.])([^.]+)[.]([0-9]+)(.*)[.](....)[^.]*(...)$#\1<span class="key">\2</span>.<span class="expiry">\3</span><span class="field">\4</span>.<span class="mac">\5…\6</span>#' \
    -e 's#([?][a-z]+=)(eyJ.{5})[^.]*[.](eyJ.{5})[^.]*[.](....).*(...)$#\1<span class="key">\2…</span>.<span class="field">\3…</span>.<span class="mac">\4…\5</span>#' \
    -e 's#(/s/)([^/]{8})[^/]*([^/]{4})/#\1<span class="mac">\2…\3</span>/#'
}

printf '%s' "$urls" | while read -r name url; do
  [ -n "$name" ] || continue
  [ -n "$url" ] || fail "postern sign gave no URL for $name"
  printf 's|@%s@|%s|g\n' "$name" "$url"
  printf 's|@%s.short@|%s|g\n' "$name" "$(short "$url")"
done >"$site/page.sed"
printf 's|@cookie.short@|%s|g\n' "$(short "?st=${cookie#*=}")" |
  sed 's|<span class="path"></span>?st=||' >>"$site/page.sed"
printf 's|@until@|%s|g\ns|@server@|%s|g\n' "$until" "$server" >>"$site/page.sed"
