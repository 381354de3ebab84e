# shellcheck shell=sh disable=SC2154
# To be sourced by the scripts beside it. Wants $root to be set.

state=${VARVE_LOCALDEV:-$root/.varve/localdev}

# What a process was started at tells it from a later one that was given the same number.
process_identity() {
    ps -o lstart= -p "$1" 2>/dev/null
}

running() {
    [ -r "$state/$1/pid" ] || return 1
    { read -r pid && read -r started; } <"$state/$1/pid"
    [ -n "$started" ] && [ "$(process_identity "$pid")" = "$started" ]
}

# start NAME COMMAND...: leaves a process that is already running alone.
start() {
    name=$1
    shift
    if running "$name"; then
        return 0
    fi
    mkdir -p "$state/$name"
    nohup "$@" >"$state/$name/log" 2>&1 </dev/null &
    printf '%s\n%s\n' "$!" "$(process_identity "$!")" >"$state/$name/pid"
}

# await NAME LINE: until the process has logged a line that begins so; half a minute at most.
await() {
    tries=150
    until grep -q "$2" "$state/$1/log"; do
        if ! running "$1"; then
            echo "$1 ended:" >&2
            tail -n 20 "$state/$1/log" >&2
            exit 1
        fi
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            echo "$1 is not ready after 30 s, see $state/$1/log" >&2
            exit 1
        fi
        sleep 0.2
    done
    echo "$1 is ready" >&2
}

# stop NAME: asks first, and insists after ten seconds.
stop() {
    if running "$1"; then
        kill "$pid"
        tries=50
        while [ "$tries" -gt 0 ] && running "$1"; do
            sleep 0.2
            tries=$((tries - 1))
        done
        if running "$1"; then
            kill -9 "$pid"
        fi
        echo "$1 stopped" >&2
    fi
    rm -f "$state/$1/pid"
}
