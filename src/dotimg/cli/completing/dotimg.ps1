# Completions of dotimg for Windows PowerShell 5.1 and PowerShell 7.

Register-ArgumentCompleter -Native -CommandName dotimg -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($length).Substring(0, $length)
    $program = $commandAst.GetCommandName()
    try {
        # A backslash is a part of a path here, and no escape.
        $env:_DOTIMG_COMPLETE = $line.Replace('\', '\\')
        $answer = @(& $program 2> $null)
    } finally {
        Remove-Item -Path Env:_DOTIMG_COMPLETE -ErrorAction SilentlyContinue
    }
    if (-not $answer) {
        return ''  # with no answer PowerShell completes paths (its issue 18233)
    }
    foreach ($item in $answer) {
        $kind, $value, $help = $item -split "`t"
        if ($kind -in 'plain', 'open') {
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new(
                $value, $value, 'ParameterValue', $help)
        }
    }
}
