# shellcheck shell=bash disable=SC2034 # what is set here is for the checks
# To be sourced by the checks, with their arguments: a folder of their own in $work, servers on free ports that end with
# the check, and $short, which is `yes` for the short form.
set -Eeuo pipefail
trap 'echo "$0: line $LINENO failed: $BASH_COMMAND" >&2' ERR

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
work=$(mktemp -d "${TMPDIR:-/tmp}/varve-check-XXXXXX")
short=no
[ "${1:-}" != --short ] || short=yes
kept=$root/target/failed/$(basename "$0")
declare -A server_pids=()

say() {
    printf '%3d s  %s\n' "$SECONDS" "$*"
}

fail() {
    say "FAILED: $*" >&2
    exit 1
}

# demand WHAT-IS-WRONG COMMAND...: ends the check if the command fails.
demand() {
    local wrong=$1
    shift
    "$@" || fail "$wrong"
}

# Of a failed check everything is kept, until it fails again, and the end of what its servers said is shown.
cleanup() {
    local outcome=$? name
    trap - EXIT
    for name in "${!server_pids[@]}"; do
        kill -9 "${server_pids[$name]}" 2>/dev/null || true
        [ "$outcome" -eq 0 ] || tail -n 20 "$work/$name.log" | sed "s/^/$name: /" >&2
    done
    wait 2>/dev/null
    if [ "$outcome" -eq 0 ] || [ "$outcome" -eq 130 ]; then
        rm -rf "$work"
    else
        rm -rf "$kept"
        mkdir -p "$(dirname "$kept")"
        mv "$work" "$kept"
        echo "all that it wrote is in $kept" >&2
    fi
    exit "$outcome"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# A port that nobody listens on, below those that the system gives to outgoing connections: one that a killed server
# has left must still be free when it comes back.
free_port() {
    local port
    for port in $(shuf -n 50 -i 10240-32000); do
        if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    fail "no free port found"
}

# serve NAME COMMAND...: starts a server; what it says goes to $work/NAME.log, after what an earlier one said.
serve() {
    local name=$1
    shift
    echo "--- $*" >>"$work/$name.log"
    "$@" >>"$work/$name.log" 2>&1 </dev/null &
    server_pids[$name]=$!
}

alive() {
    kill -0 "${server_pids[$1]}" 2>/dev/null
}

# What a server has said since it was started last. Read to its end: a reader that leaves early would end the writer,
# and with `pipefail` the check.
said() {
    awk '/^--- / { lines = "" } { lines = lines $0 "\n" } END { printf "%s", lines }' "$work/$1.log"
}

# await NAME PATTERN [SECONDS]: until the server has said a line like the pattern, within a minute unless told otherwise.
await() {
    local name=$1 pattern=$2 end=$((SECONDS + ${3:-60}))
    until grep -q -e "$pattern" <(said "$name"); do
        alive "$name" || fail "$name ended before it said '$pattern'"
        [ "$SECONDS" -lt "$end" ] || fail "$name did not say '$pattern' within ${3:-60} s"
        sleep 0.05
    done
}

# start_node NAME ARGUMENT...: `varve ARGUMENT...` on free ports, until it is ready. Sets $kafka and $http.
#
# $node_port asks for a certain one, a command in $node_prefix wraps the node, and $program is the folder of another
# version.
start_node() {
    serve_node "$@"
    await "$1" '^ready '
    kafka=$(said "$1" | sed -n 's/^ready kafka=\([^ ]*\) .*/\1/p')
    http=$(said "$1" | sed -n 's/^ready .* http=//p')
}

# The same, without waiting for it.
serve_node() {
    local name=$1
    shift
    # shellcheck disable=SC2086 # the prefix holds words
    VARVE_KAFKA_HOST=127.0.0.1 VARVE_HTTP_HOST=127.0.0.1 \
        serve "$name" ${node_prefix:-} "${program:-$root}/varve" "$@" --kafka-port "${node_port:-0}" --http-port 0
}

# ended NAME: waits until the server has ended, and sets $status to how.
ended() {
    status=0
    wait "${server_pids[$1]}" 2>/dev/null || status=$?
    unset "server_pids[$1]"
}

# stop NAME: as a person or a supervisor does; the server has to end with 0.
stop() {
    kill -TERM "${server_pids[$1]}"
    ended "$1"
    [ "$status" -eq 0 ] || fail "$1 ended with $status after SIGTERM"
}

# The end that nobody can prepare for.
kill_hard() {
    kill -9 "${server_pids[$1]}"
    ended "$1"
    [ "$status" -eq 137 ] || fail "$1 ended with $status before it could be killed"
}

# MinIO and Dynalite without data, and the environment in which nodes use them.
start_stores() {
    local minio dynalite=$root/localdev/node_modules/dynalite/cli.js minio_port dynamodb_port
    minio=${VARVE_MINIO:-$(command -v minio || "$root/tools/get" minio)}
    [ -f "$dynalite" ] || npm ci --silent --no-audit --no-fund --prefix "$root/localdev" >&2
    minio_port=$(free_port)
    dynamodb_port=$(free_port)
    export AWS_ACCESS_KEY_ID=varve-check AWS_SECRET_ACCESS_KEY=varve-check-secret AWS_REGION=us-east-1
    export VARVE_STORE="s3://varve?endpoint=http://127.0.0.1:$minio_port&path-style=true"
    export VARVE_JOURNAL="dynamodb://varve?endpoint=http://127.0.0.1:$dynamodb_port"
    # With a single folder of data, a bucket of MinIO is a folder in it.
    mkdir -p "$work/minio/varve" "$work/dynamodb"
    MINIO_ROOT_USER=$AWS_ACCESS_KEY_ID MINIO_ROOT_PASSWORD=$AWS_SECRET_ACCESS_KEY MINIO_BROWSER=off MINIO_UPDATE=off \
        serve minio "$minio" server --address "127.0.0.1:$minio_port" "$work/minio"
    serve dynamodb node "$dynalite" --host 127.0.0.1 --port "$dynamodb_port" --path "$work/dynamodb" \
        --createTableMs 0 --deleteTableMs 0
    await minio "API: http://127.0.0.1:$minio_port"
    await dynamodb "listening.*:$dynamodb_port"
}

# Built before the clock of a check runs, and once for all the servers that it starts.
"$root/varve" build
