# What the checks share; sourced, not run.  A check prints what is wrong by
# "wrong", and ends with "close": it fails when something is wrong and when it
# found nothing to look at, because then it has gone blind.
#
# SPDX-License-Identifier: ISC
cd "$(dirname "$0")/../.."
SHIPPED="lib fcgi cli demo"
seen=0
problems=0

wrong() {
  echo "$*"
  problems=$((problems + 1))
}

close() {
  if [ "$seen" -eq 0 ]; then
    wrong "found nothing to check"
  fi
  [ "$problems" -eq 0 ]
}

# The sources of folders, one a line.
sources() {
  find "$@" \( -name '*.c' -o -name '*.h' \) -type f | LC_ALL=C sort
}

# Every file of the tree that is the project's own.
tree() {
  if [ -e .git ]; then
    git ls-files --cached --others --exclude-standard | while read -r file; do
      [ ! -f "$file" ] || echo "$file"
    done
  else
    find . -type f -not -path './build/*' -not -path '*/node_modules/*' |
      sed 's,^\./,,'
  fi
}

# C without comments and strings, line by line, behind "FILE:LINE:".
code() {
  awk '
    FNR == 1 { inside = 0 }
    {
      line = $0
      gsub(/\\./, "", line)
      gsub(/"[^"]*"/, "\"\"", line)
      out = ""
      while (line != "") {
        if (inside) {
          end = index(line, "*/")
          if (!end) { line = ""; break }
          line = substr(line, end + 2); inside = 0
        } else {
          start = index(line, "/*")
          if (!start) { out = out line; line = ""; break }
          out = out substr(line, 1, start - 1)
          line = substr(line, start + 2); inside = 1
        }
      }
      print FILENAME ":" FNR ":" out
    }' "$@"
}
