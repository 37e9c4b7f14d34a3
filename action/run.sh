#!/usr/bin/env bash
# What action.yml runs in a job of GitHub: installs dotimg once, then checks, upgrades or picks.
set -euo pipefail

# A folder for each version of the action that a job uses.
venv="$RUNNER_TEMP/dotimg-$(cksum <<< "$GITHUB_ACTION_PATH" | cut -d " " -f 1)"
programs="$venv/bin"
[ "$RUNNER_OS" != Windows ] || programs="$venv/Scripts"

fail() {
    echo "::error::$1"
    exit 2
}

# With -I, Python imports nothing from the folder it runs in, which is the one to judge.
install() {
    local python
    for python in python3 python; do
        if "$python" -I -c "import sys; sys.exit(sys.version_info < (3, 11))" 2> /dev/null; then
            "$python" -I -m venv "$venv"
            "$programs/python" -I -m pip install --quiet --disable-pip-version-check \
                "$GITHUB_ACTION_PATH"
            return
        fi
    done
    fail "dotimg needs Python 3.11 or newer: put a step with actions/setup-python before it"
}

# Run dotimg; where its exit code is above the first argument, what it said last is an annotation.
run() {
    local code=0 last=$1 said
    shift
    { said=$("$programs/dotimg" "$@" 2>&1 >&3 3>&-) || code=$?; } 3>&1
    [ -z "$said" ] || printf "%s\n" "$said" >&2
    said=${said##*$'\n'}
    [ "$code" -le "$last" ] || echo "::error::$COMMAND ended with exit code $code: ${said//%/%25}" >&2
    return "$code"
}

# One run gives annotations, the SARIF file and the summary of the job, whatever is found.
check() {
    local code=0 folder
    folder=$(mktemp -d "$RUNNER_TEMP/dotimg-check.XXXXXX")
    run 1 check --format github --output "sarif=$folder/sarif" --output "markdown=$folder/summary" \
        -- "$CHECK_PATH" || code=$?
    # Wrong usage has no findings, and leaves no files.
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$folder/summary" ]; then
        cat -- "$folder/summary" >> "$GITHUB_STEP_SUMMARY"
    fi
    [ -z "$SARIF_FILE" ] || place "$folder/sarif"
    rm -rf -- "$folder"
    return "$code"
}

# Only a whole file is moved to its place, and nothing but a file makes room for it.
place() {
    if [ -e "$SARIF_FILE" ] && [ ! -f "$SARIF_FILE" ]; then
        unwritten "it is there, and is not a file"
    elif ! mkdir -p -- "$(dirname -- "$SARIF_FILE")" 2> /dev/null; then
        unwritten "its folder cannot be made"
    elif [ -s "$1" ] && ! mv -f -- "$1" "$SARIF_FILE" 2> /dev/null; then
        unwritten "its folder takes no file"
    fi
}

unwritten() {
    echo "::error::sarif-file cannot be written: $1"
    exit 3
}

# The text is there, and the outputs are set, also where --fail-on of the environment fails the step.
upgrade() {
    local code=0 changed=true body="$RUNNER_TEMP/dotimg-upgrade.md"
    run 1 upgrade --write --format markdown -- "$CHECK_PATH" > "$body" || code=$?
    [ "$code" -le 1 ] || return "$code"
    case "$(head -n 1 "$body")" in
        *" in 0 files.") changed=false ;;
    esac
    printf "CHANGED=%s\nBODY_FILE=%s\n" "$changed" "$body" | tee -a "$GITHUB_OUTPUT"
    return "$code"
}

pick() {
    run 0 pick --format env | tee -a "$GITHUB_OUTPUT"
}

case "$COMMAND" in
    check | upgrade | pick) ;;
    *) fail "command must be check, upgrade or pick" ;;
esac
[ -x "$programs/dotimg" ] || install
"$COMMAND"
