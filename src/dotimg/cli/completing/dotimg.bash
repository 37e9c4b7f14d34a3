# Completions of dotimg for bash 4.4 or newer.

_dotimg() {
    local kind value
    COMPREPLY=()
    while IFS=$'\t' read -r kind value _; do
        case $kind in
            plain) COMPREPLY+=("$value") ;;
            open) COMPREPLY+=("$value") && compopt -o nospace ;;
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
        esac
    # $2 is what readline replaces: of aspnet:8.0 only what follows the colon.
    done < <(_DOTIMG_COMPLETE=${COMP_LINE:0:COMP_POINT} _DOTIMG_REPLACED=$2 command dotimg 2> /dev/null)
}

complete -o nosort -F _dotimg dotimg
