#!/usr/bin/env bash
# The pre-commit hook: floodwall check OPTION… FILE…, with a program that is built when it is first needed.
# pre-commit runs this from the user's repository, several times at once if there are many files; `language: script`
# means that this file stands in pre-commit's own clone of our repository, at the revision that the user asked for.
#
# FLOODWALL=/path/to/floodwall uses that program instead and builds nothing.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)

# Whether the checkout that we were cloned from has built exactly our revision; then its program will do.
origin_has_built() {
  local ours theirs plan
  [[ -x $origin/build/bin/floodwall && -f $origin/build/build.ninja ]] || return 1
  ours=$(git rev-parse HEAD) && theirs=$(git -C "$origin" rev-parse HEAD) && [[ $ours == "$theirs" ]] || return 1
  [[ -z $(git -C "$origin" status --porcelain 2>&1) ]] || return 1
  plan=$(ninja -C "$origin/build" -n floodwall) && [[ $plan == *"no work to do"* ]]
}

build() {
  local variable origin
  # git speaks of the user's repository to its hooks; we are in ours.
  for variable in $(git rev-parse --local-env-vars); do unset "$variable"; done
  unset FLOODWALL_PG_MAJOR
  cd "$root"
  origin=$(git config --get remote.origin.url || true)
  if origin_has_built; then
    mkdir -p build/bin
    cp "$origin/build/bin/floodwall" build/bin/
    return
  fi
  # What a checkout on this machine has downloaded needs no second download.
  if [[ ! -d build/deps && -d $origin/build/deps ]]; then
    mkdir -p build
    cp -R "$origin/build/deps" build/deps.new
    mv build/deps.new build/deps
  fi
  CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=true FLOODWALL_ASSERT=OFF ./dev build floodwall
}

# The mark says that a build has ended well; one process builds while the others wait.
mark=$root/build/pre_commit_is_built
if [[ -z ${FLOODWALL:-} && ! -e $mark ]]; then
  mkdir -p "$root/build"
  log=$root/build/pre_commit.log
  exec 9>"$root/build/pre_commit.lock"
  flock 9
  if [[ ! -e $mark ]]; then
    set +e  # `build || …` would switch it off within build, too
    (set -e; build) >"$log" 2>&1 9>&-
    status=$?
    set -e
    if ((status != 0)) || [[ ! -x $root/build/bin/floodwall ]]; then
      tail -n 40 "$log" >&2
      echo "floodwall: the hook cannot build the program; the whole log is $log" >&2
      exit 2
    fi
    touch "$mark"
  fi
  exec 9>&-
fi

exec "${FLOODWALL:-$root/build/bin/floodwall}" check --force-exclude --quiet "$@"
