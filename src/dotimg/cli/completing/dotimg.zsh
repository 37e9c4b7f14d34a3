#compdef dotimg
# Completions of dotimg for zsh.

_dotimg() {
    local kind value help line="${(j: :)words[1,CURRENT-1]} $PREFIX"
    local -a whole open
    while IFS=$'\t' read -r kind value help; do
        case $kind in
            # _describe takes what follows the first bare colon for the help.
            plain) whole+=("${value//:/\\:}${help:+:$help}") ;;
            open) open+=("${value//:/\\:}${help:+:$help}") ;;
            file) compset -P 1 '--*='; _files; return ;;
            dir) compset -P 1 '--*='; _files -/; return ;;
        esac
    done < <(_DOTIMG_COMPLETE=$line command dotimg 2> /dev/null)
    local -i failed=1
    _describe -V value whole && failed=0
    _describe -V value open -S '' && failed=0
    return failed
}

# Found in $fpath it is called at once, else it is only made known.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _dotimg "$@"
else
    compdef _dotimg dotimg
fi
