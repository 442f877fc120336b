#!/bin/sh
# Runs a shell script, from standard input, in a machine of its own: the same
# files, but every change goes to memory and is gone at the end; a network of
# its own, with every port free; and no other processes.
#
#     tests/servers/private-root.sh <SCRIPT
#
# It takes root.  The script runs with bash in this repository.
#
# SPDX-License-Identifier: ISC
set -eu
PATH=$PATH:/usr/sbin:/sbin

if [ "${1-}" != --inside ]; then
  repository=$(cd "$(dirname "$0")/../.." && pwd)
  # In a chroot, whose root is no mount, the mounts cannot be made private.
  propagation=private
  unshare --mount --propagation private true 2>/dev/null ||
    propagation=unchanged
  exec unshare --mount --net --pid --ipc --uts --fork --kill-child \
    --propagation "$propagation" /bin/sh "$0" --inside "$repository"
fi
repository=$2

# A copy-on-write view of DIRECTORY at PLACE.
overlay() { # DIRECTORY PLACE NAME
  mkdir -p "$2" "$space/$3.upper" "$space/$3.work"
  mount -t overlay overlay "$2" \
    -o "lowerdir=$1,upperdir=$space/$3.upper,workdir=$space/$3.work"
}

# Any directory that is sure to be there; only we see what is mounted on it.
space=/mnt
mount -t tmpfs -o mode=755 tmpfs "$space"
trap 'umount -l "$space"' EXIT
root=$space/root
overlay / "$root" root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -m 1777 "$root/run/lock"
# Last, and by itself: it may be in one of these, or on another file system.
overlay "$repository" "$root$repository" repository
ip link set lo up

# What a running Debian has and this place lacks.
for name in apt-get sudo systemctl; do
  install -m 755 "$repository/tests/servers/private-root/$name" \
    "$root/usr/local/bin/$name"
done

unset TMPDIR
# Nothing that the script starts may read the rest of it.
# shellcheck disable=SC2016 # for the inner shell to expand
chroot "$root" /bin/bash -c 'cd "$1" && exec bash -eu -c "$2" </dev/null' \
  private-root "$repository" "$(cat)"
