# ./build.ps1 [TARGET] [-- ARGUMENTS], as ./build.sh, whose first lines are the help of both.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$rest = @($args)
$target = 'check'
if ($rest.Count -gt 0 -and $rest[0] -ne '--') { $target = $rest[0]; $rest = @($rest | Select-Object -Skip 1) }
if ($target -in 'help', '--help', '-h') {
    foreach ($line in Get-Content build.sh | Select-Object -Skip 1) {
        if ($line -eq '') { exit 0 }
        ($line -replace '^# ?', '') -replace 'build\.sh', 'build.ps1'
    }
}
if ($target -notin 'check', 'test', 'bench', 'publish') {
    [Console]::Error.WriteLine("'$target' is no target. Expected check, test, bench, publish or help.`nSee './build.ps1 --help'.")
    exit 64
}
if ($rest.Count -gt 0 -and $rest[0] -ne '--') {
    [Console]::Error.WriteLine("'$($rest[0])' is one word too many. Arguments stand behind '--', for example './build.ps1 check -- --strict'.`nSee './build.ps1 --help'.")
    exit 64
}
if ($rest.Count -gt 0 -and $rest[0] -eq '--') { $rest = @($rest | Select-Object -Skip 1) }
# Unit separators keep every argument whole on its way through Cake.
$env:HOLDFAST_ARGUMENTS = ($rest | ForEach-Object { "$_$([char]31)" }) -join ''
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE = 'false'
Write-Host 'Restoring the build tool ...'
dotnet tool restore | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet cake build.cake --target="$target" --verbosity=quiet
exit $LASTEXITCODE
