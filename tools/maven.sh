# shellcheck shell=sh disable=SC2154
# To be sourced: runs Maven for a person who wants to see how far it is, not what it says. Wants $root to be set.

# Runs Maven with the arguments that follow $1, a log file; shows modules as they come, and the seconds in a terminal.
maven_with_progress() {
    log=$1
    shift
    mkdir -p "${log%/*}"
    # It builds where it is called.
    (cd "$root" && exec ./mvnw -B "$@") >"$log" 2>&1 </dev/null &
    maven=$!
    trap 'kill "$maven" 2>/dev/null; wait "$maven"; echo >&2; exit 130' INT TERM HUP
    began=$(date +%s)
    shown=
    while kill -0 "$maven" 2>/dev/null; do
        maven_show_progress
        sleep 1
    done
    trap - INT TERM HUP
    status=0
    wait "$maven" || status=$?
    maven_show_progress
    [ ! -t 2 ] || printf '\r\033[K' >&2
    return "$status"
}

maven_show_progress() {
    # "[INFO] Building Varve :: core 0.1.0-SNAPSHOT    [2/9]" becomes "2/9 core".
    now=$(sed -n 's/^\[INFO\] Building \(.* :: \)\{0,1\}\(.*[^ ]\) [^ ][^ ]* *\[\([0-9/]*\)\]$/\3 \2/p' "$log" | tail -n 1)
    if [ -t 2 ]; then
        fetched=$(grep -c '^\[INFO\] Downloaded' "$log" || true)
        [ "$fetched" -eq 0 ] && fetched= || fetched=", $fetched files fetched"
        printf '\r\033[K%s (%d s%s)' "${now:-starting}" $(($(date +%s) - began)) "$fetched" >&2
    elif [ -n "$now" ] && [ "$now" != "$shown" ]; then
        echo "$now" >&2
        shown=$now
    fi
}

# What of a failed run's log a person needs first.
maven_show_failure() {
    grep '^\[ERROR\]' "$1" | grep -v -e '^\[ERROR\] *$' -e 're-run Maven' -e 'Re-run Maven' -e '\[Help 1\]' \
        -e 'read the following articles' | head -n 40 >&2 || tail -n 40 "$1" >&2
    echo "the whole log: $1" >&2
}
