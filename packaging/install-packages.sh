#!/bin/sh
# Installs what a Debian 12 lacks to build, show, test or measure Postern:
#
#     packaging/install-packages.sh build|demo|test|bench
#
# It does nothing when all is there, and leaves alone what came from elsewhere.
# The servers among the packages are installed, but neither started nor enabled.
#
# SPDX-License-Identifier: ISC
set -eu

# PACKAGE, or PACKAGE:COMMAND where the command from any other source will do.
build='gcc:cc libc6-dev make:make libssl-dev libjansson-dev libiniparser-dev
  libcurl4-openssl-dev zlib1g-dev'
demo='lighttpd:lighttpd'
test='apache2:apache2 apache2-utils:htpasswd libapache2-mod-fcgid
  libapache2-mod-xsendfile nginx-light:nginx spawn-fcgi:spawn-fcgi
  libcmocka-dev valgrind:valgrind clang:clang clang-tidy:clang-tidy
  libclang-rt-14-dev cppcheck:cppcheck gcovr:gcovr python3 python3-jwt
  python3-cryptography python3-boto3 python3-django python3-itsdangerous
  nodejs:node npm:npm php-cli:php php-illuminate-encryption
  php-illuminate-cookie php-illuminate-routing php-symfony-http-kernel ruby
  ruby-activesupport ruby-actionpack perl openssl:openssl curl:curl iproute2:ip
  ca-certificates chromium:chromium strace:strace wrk:wrk'
# What Postern is compared with, and what it takes to load it.
bench='apache2:apache2 libapache2-mod-fcgid libapache2-mod-xsendfile
  nginx-light:nginx nodejs:node wrk:wrk libfcgi-dev php8.2-fpm:php-fpm8.2
  php8.2-opcache golang-go:go'

servers='apache2 lighttpd nginx php8.2-fpm'
modules='libapache2-mod-fcgid:fcgid libapache2-mod-xsendfile:xsendfile'
policy=/usr/sbin/policy-rc.d

say() {
  printf 'install-packages: %s\n' "$*"
}

fail() {
  say "$@" >&2
  exit 1
}

is_installed() { # PACKAGE
  dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^.i'
}

# The packages among PACKAGE[:COMMAND]... that are not there.
missing_of() {
  for entry; do
    case $entry in
    *:*) command -v "${entry#*:}" >/dev/null && continue ;;
    esac
    is_installed "${entry%:*}" || printf '%s ' "${entry%:*}"
  done
}

# Debian starts a server as soon as it is installed, unless this file, which
# init's tools ask first, says 101.  One that is there already stays.
forbid_starting() {
  [ ! -e "$policy" ] || return 0
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  cat >"$policy" <<'END'
#!/bin/sh
# Put here by Postern's install-packages.sh while it installs.
for word; do
  case ${word%.service} in
  apache2 | apache-htcacheclean | lighttpd | nginx | php8.2-fpm) exit 101 ;;
  esac
done
exit 0
END
  chmod 755 "$policy"
}

# Takes the servers that were just installed out of the machine's start, and
# the modules out of an Apache that may have been here before.
disable_new() { # PACKAGE...
  for package; do
    case " $servers nginx-light " in
    *" $package "*)
      update-rc.d "${package%-light}" disable >/dev/null || true
      ;;
    esac
    for pair in $modules; do
      [ "${pair%:*}" = "$package" ] || continue
      a2dismod -q -f "${pair#*:}" >/dev/null || true
    done
  done
}

install() { # PACKAGE...
  forbid_starting
  export DEBIAN_FRONTEND=noninteractive
  say 'apt-get update, for the current versions'
  apt-get -qq -o DPkg::Lock::Timeout=300 update ||
    say 'apt-get update failed; trying with the lists that are here' >&2
  say "apt-get install $*"
  # --no-remove: nothing that is here may go away for it.
  apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install \
    --yes --no-install-recommends --no-remove "$@" ||
    fail 'apt-get could not install these packages; see its message above'
  disable_new "$@"
}

# The directories that an ordinary user's PATH lacks hold the servers.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

if [ "${1-}" = --as-root ]; then
  shift
  install "$@"
  exit
fi

case ${1-} in
build) wanted=$build what='build Postern' ;;
demo) wanted="$build $demo" what='build and show Postern' ;;
test) wanted="$build $demo $test" what='build and test Postern' ;;
bench) wanted="$build $demo $bench" what='build and measure Postern' ;;
*)
  echo 'usage: install-packages.sh build|demo|test|bench' >&2
  exit 2
  ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not Debian; to $what, it takes what these packages hold:"
  for entry in $wanted; do
    printf '  %s\n' "${entry%:*}"
  done
  exit 0
fi

# shellcheck disable=SC2086 # a list of words
missing=$(missing_of $wanted)
[ -n "$missing" ] || exit 0

say "to $what, this machine lacks: $missing"
if [ "$(id -u)" -eq 0 ]; then
  # shellcheck disable=SC2086
  install $missing
elif command -v sudo >/dev/null; then
  say 'installing them through sudo, which may ask for your password'
  # shellcheck disable=SC2086
  sudo -- /bin/sh "$0" --as-root $missing
else
  fail "you are not root, and there is no sudo; as root: apt-get install \
$missing"
fi
