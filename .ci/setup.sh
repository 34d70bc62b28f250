# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What `start` and `check` share; sourced from the top of the project.

step ()
{
  printf '== %s\n' "$1"
}

# Names of the packages of the given groups in .ci/packages.
packages_of ()
{
  awk -v wanted=" $* " '/^# group:/ { on = index (wanted, " " $3 " ") } !/^#/ && on' .ci/packages
}

# Installs what is missing and asks nothing.
install_packages ()
{
  local missing=()
  local name

  for name in $(packages_of "$@"); do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$name" 2>/dev/null |
      grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  step "installing ${missing[*]}"
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update --quiet=2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes \
    --no-install-recommends "${missing[@]}" >/dev/null
}

# configure FOLDER COMPILER OPTION…: once; again only when the options have changed.
configure ()
{
  local folder=$1 compiler=$2
  shift 2

  if [ -e "$folder/build.ninja" ] &&
    [ "$(cat "$folder/options" 2>/dev/null)" = "$compiler $*" ]; then
    return 0
  fi
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  CC=$compiler meson setup "$folder" "$@" >"$folder.log" 2>&1 || {
    tail -n 30 "$folder.log"
    return 1
  }
  printf '%s' "$compiler $*" >"$folder/options"
}

compile ()
{
  ninja -C "$1" >"$1.log" 2>&1 || {
    grep -E 'error|FAILED' "$1.log" | head -n 30
    tail -n 20 "$1.log"
    return 1
  }
}

failed=0
logs=()

run_tests ()
{
  local folder=$1
  shift

  meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || failed=1
  logs+=("$folder/meson-logs/testlog.json")
}

# The last line: what ran, counted by single test; the exit code says the same.
print_totals ()
{
  python3 .ci/totals.py "${logs[@]}" || failed=1
  return $failed
}
