# shellcheck shell=sh
# To be sourced: find_jdk exports JAVA_HOME, the home of a JDK that can build and run Varve, or says how to get one.

jdk_oldest=25

# The feature release of the JDK at $1, or 0 if there is none.
jdk_release() {
    if [ ! -x "$1/bin/javac" ]; then
        echo 0
    elif [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
    fi
}

# The home of the `java` on the PATH, which may be a link, or a shim that only Java itself can see through.
jdk_on_path() {
    command -v java >/dev/null 2>&1 || return 0
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

jdk_is_recent() {
    release=$(jdk_release "$1")
    [ "${release:-0}" -ge "$jdk_oldest" ]
}

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && jdk_is_recent "$JAVA_HOME"; then
        export JAVA_HOME
        return 0
    fi
    for JAVA_HOME in "$(jdk_on_path)" \
        /usr/lib/jvm/* \
        /usr/java/* \
        /opt/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
        "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/*; do
        if jdk_is_recent "$JAVA_HOME"; then
            export JAVA_HOME
            return 0
        fi
    done
    echo "no JDK $jdk_oldest or newer found: install one (https://adoptium.net, or: brew install openjdk)," \
        "or set JAVA_HOME to one that is there" >&2
    return 1
}
