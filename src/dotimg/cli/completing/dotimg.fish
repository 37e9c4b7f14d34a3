# Completions of dotimg for fish 3.1 or newer.

function __dotimg_complete
    set -l line (commandline --current-process --cut-at-cursor | string collect)
    set -l option (commandline --current-token --cut-at-cursor | string match --regex '^--[^=]*=')
    set -l word (commandline --current-token --cut-at-cursor | string replace -- "$option" '')
    _DOTIMG_COMPLETE=$line command dotimg 2>/dev/null | while read --local --delimiter \t kind value help
        switch $kind
            case plain open
                # fish itself adds no space behind a colon.
                printf '%s\t%s\n' $value $help
            case file
                # The word as it is quoted; fish completes paths for what it does not know.
                printf '%s\n' "$option"(complete --do-complete "no-such-command $word")
            case dir
                printf '%s\n' "$option"(__fish_complete_directories "$word")
        end
    end
end

complete --command dotimg --no-files --keep-order --arguments '(__dotimg_complete)'
