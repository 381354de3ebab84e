# shellcheck shell=bash disable=SC2034 # what is set here is for the checks
# To be sourced by the checks, with their arguments: a folder of their own in $work, servers on free ports that end with
# the check, and $short, which is `yes` for the short form.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
work=$(mktemp -d "${TMPDIR:-/tmp}/varve-check-XXXXXX")
short=no
[ "${1:-}" != --short ] || short=yes
declare -A server_pids=()

# What is kept of a failed check: the end of what its servers said.
cleanup() {
    local outcome=$? name
    trap - EXIT
    for name in "${!server_pids[@]}"; do
        kill -9 "${server_pids[$name]}" 2>/dev/null || true
        [ "$outcome" -eq 0 ] || tail -n 20 "$work/$name.log" | sed "s/^/$name: /" >&2
    done
    wait
    rm -rf "$work"
    exit "$outcome"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# serve NAME COMMAND...: starts a server; what it says goes to $work/NAME.log.
serve() {
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    server_pids[$name]=$!
}

# await NAME PATTERN [SECONDS]: until the server has said a line like the pattern, within a minute unless told otherwise.
await() {
    local name=$1 pattern=$2 end=$((SECONDS + ${3:-60}))
    until grep -q -e "$pattern" "$work/$name.log"; do
        kill -0 "${server_pids[$name]}" 2>/dev/null || fail "$name ended before it said '$pattern'"
        [ "$SECONDS" -lt "$end" ] || fail "$name did not say '$pattern' within ${3:-60} s"
        sleep 0.1
    done
}

# start_node NAME ARGUMENT...: `varve ARGUMENT...` on free ports, until it is ready. Sets $kafka and $http.
start_node() {
    local name=$1
    shift
    serve "$name" "$root/varve" "$@" --kafka-port 0 --http-port 0
    await "$name" '^ready '
    kafka=$(sed -n 's/^ready kafka=\([^ ]*\) .*/\1/p' "$work/$name.log")
    http=$(sed -n 's/^ready .* http=//p' "$work/$name.log")
}

# stop NAME: as a person or a supervisor does; the server has to end with 0.
stop() {
    local status=0
    kill -TERM "${server_pids[$1]}"
    wait "${server_pids[$1]}" || status=$?
    unset "server_pids[$1]"
    [ "$status" -eq 0 ] || fail "$1 ended with $status after SIGTERM"
}

# Built before the clock of a check runs, and once for all the servers that it starts.
"$root/varve" build
