# ./build.ps1 [check|test|bench|publish] [-- arguments for the holdfast command]
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$rest = @($args)
$target = 'check'
if ($rest.Count -gt 0 -and $rest[0] -ne '--') { $target = $rest[0]; $rest = @($rest | Select-Object -Skip 1) }
if ($rest.Count -gt 0 -and $rest[0] -eq '--') { $rest = @($rest | Select-Object -Skip 1) }
# Unit separators keep every argument whole on its way through Cake.
$env:HOLDFAST_ARGUMENTS = ($rest | ForEach-Object { "$_$([char]31)" }) -join ''
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE = 'false'
dotnet tool restore | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet cake build.cake --target="$target" --verbosity=quiet
exit $LASTEXITCODE
