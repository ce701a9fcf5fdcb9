# Sends a realistic, messy list to a sandbox: no network, no account, nothing to undo.
# For a real account only the Connect-Cnv line differs:  Connect-Cnv -ApiKey $key
Import-Module "$PSScriptRoot/../Conversion.psd1"

$sandbox = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).jsonl"
Connect-Cnv -Sandbox -SandboxPath $sandbox

'== 1. Test the connection with one harmless request'
Test-CnvConnection | Out-Host

'== 2. Send the list: one result for each row'
$results = Import-Csv "$PSScriptRoot/leads.csv" | Set-CnvContact -PreserveExistingFields -ErrorAction SilentlyContinue
$results | Out-Host

'== 3. The rows that failed, and why'
$results | Where-Object ErrorCode | ForEach-Object {
    'row {0,2}  {1,-27}  {2}' -f $_.Row, $_.ErrorCode, $_.ErrorMessage
}
''
'== 4. Send the same list again: no contact is created twice'
$again = Import-Csv "$PSScriptRoot/leads.csv" | Set-CnvContact -PreserveExistingFields -ErrorAction SilentlyContinue
'first run:  ' + (($results | Group-Object Status | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')
'second run: ' + (($again | Group-Object Status | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')
''
'== 5. Row 9 is Jane again, with other values. -PreserveExistingFields kept the existing ones'
# The sandbox keeps one line for each change of a contact. The last line is its current state.
Get-Content $sandbox | Where-Object { $_ -like '*"jane@example.com"*' } | Select-Object -Last 1

Disconnect-Cnv
Remove-Item $sandbox
