# Puts a list as lists really are into a sandbox: no network, no account, nothing to undo.
# Against the real API only the Connect-Cnv line differs:  Connect-Cnv -ApiKey $key
Import-Module "$PSScriptRoot/../Conversion.psd1"

$sandbox = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).jsonl"
Connect-Cnv -Sandbox -SandboxPath $sandbox

'== 1. A connection that works is worth one harmless request'
Test-CnvConnection | Out-Host

'== 2. The list, row by row'
$results = Import-Csv "$PSScriptRoot/leads.csv" | Set-CnvContact -PreserveExistingFields -ErrorAction SilentlyContinue
$results | Out-Host

'== 3. What failed, and why'
$results | Where-Object ErrorCode | ForEach-Object {
    'row {0,2}  {1,-27}  {2}' -f $_.Row, $_.ErrorCode, $_.ErrorMessage
}
''
'== 4. The same list again: nobody is created twice'
$again = Import-Csv "$PSScriptRoot/leads.csv" | Set-CnvContact -PreserveExistingFields -ErrorAction SilentlyContinue
'first run:  ' + (($results | Group-Object Status | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')
'second run: ' + (($again | Group-Object Status | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')
''
'== 5. Row 9 is Jane again, as Janet and with a new title. -PreserveExistingFields kept what was there'
# The sandbox keeps one contact a line; its newest line is how the contact is now.
Get-Content $sandbox | Where-Object { $_ -like '*"jane@example.com"*' } | Select-Object -Last 1

Disconnect-Cnv
Remove-Item $sandbox
