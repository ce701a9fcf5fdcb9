<#
.SYNOPSIS
    Makes report.html, the example of a report, from the list of the quickstart.
.DESCRIPTION
    Sends leads.csv to a sandbox: no network, no account, nothing to undo. The report differs from run to run only in its
    times.
.PARAMETER Path
    The file to write.
#>
param(
    [string] $Path = "$PSScriptRoot/report.html"
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../Conversion.psd1"
Connect-Cnv -Sandbox
try {
    Import-Csv "$PSScriptRoot/leads.csv" -Encoding UTF8 |
        Set-CnvContact -PreserveExistingFields -ErrorAction SilentlyContinue |
        Export-CnvReport -Path $Path -Title 'leads.csv' -Force
}
finally {
    Disconnect-Cnv
}
