# Reads Surefire's XML reports. Prints which tests failed, which did not run and why, and the closing line with the
# counts. Exits 1 if a test failed, or if one did not run although `strict` is set. Docker alone may be missing even then.

function attribute(name,    rest) {
    if (!match($0, " " name "=\"")) return ""
    rest = substr($0, RSTART + RLENGTH)
    return plain(substr(rest, 1, index(rest, "\"") - 1))
}

function plain(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#10;/, " ", text)
    gsub(/&amp;/, "\\&", text)
    return text
}

/^ *<testcase / {
    class = attribute("classname")
    sub(/.*\./, "", class)
    test = class "." attribute("name")
    total++
}

/^ *<(failure|error)[ >]/ {
    failures++
    failed = failed "  " test ": " attribute("message") "\n"
}

/^ *<skipped[ \/>]/ {
    skipped++
    reason = attribute("message")
    if (reason == "") {
        reason = $0
        sub(/^.*CDATA\[[^:]*: /, "", reason)
        sub(/^Assumption failed: /, "", reason)
    }
    key = class "\t" reason
    if (!(key in idle)) order[++kinds] = key
    idle[key]++
    if (reason !~ /^Docker is missing/) refused++
}

END {
    if (failures) printf "failed:\n%s", failed
    if (kinds) print "did not run:"
    for (i = 1; i <= kinds; i++) {
        split(order[i], part, "\t")
        printf "  %s (%d): %s\n", part[1], idle[order[i]], part[2]
    }
    printf "%d passed, %d failed, %d skipped\n", total - failures - skipped, failures, skipped
    exit failures > 0 || (strict && refused > 0)
}
