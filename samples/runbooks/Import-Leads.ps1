<#
.SYNOPSIS
    Imports a list of leads unattended, and goes on after whatever ended it.
.DESCRIPTION
    Sends every row of a CSV file to Conversion, and keeps two files in the state folder:

    <list>.<time>.journal       what was confirmed: hashes and ids, no contact data
    <list>.<time>.rejects.csv   the rows that did not go through, as they came; there is none when all did

    <time> is when the list was last written. So the same list, run again, goes on where its journal ends, and a new list
    under the old name is sent from its first row. The script may be run from the beginning at any time.

    Mend the reject file and import it like any other list: -Path <list>.<time>.rejects.csv

    The script emits one object with the counts. It ends with an error, and under -File with exit code 1, when rows are
    left that a further run would send: Failed, Unknown and NotSent. Rows that are Rejected or NotFound want mending, not
    another run: they are in the reject file, and an error of theirs in the log says why.

    The key comes from the environment variable CNV_API_KEY unless a parameter names another source.
.PARAMETER Path
    The list, a CSV file in UTF-8.
.PARAMETER StateFolder
    Where the journal and the reject file are kept: a disk that is still there on the next run.
.PARAMETER SecretName
    The name under which Get-Secret of Microsoft.PowerShell.SecretManagement finds the key.
.PARAMETER CredentialPath
    A credential that Export-Clixml wrote; its password is the key. On Windows only the account that wrote it, on the
    machine where it did, can read it. Elsewhere Export-Clixml does not encrypt.
.PARAMETER SandboxPath
    Rehearses: the contacts go to this file instead of an account. Give a rehearsal a state folder of its own.
.PARAMETER TimeLimit
    No further row is sent after this time.
.PARAMETER BatchSize
    Rows in one request at most.
.EXAMPLE
    ./Import-Leads.ps1 -Path leads.csv -StateFolder rehearsal -SandboxPath rehearsal/contacts.jsonl
    Rehearses with no account and no network.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Import-Leads.ps1 -Path leads.csv -StateFolder state -SecretName ConversionApiKey
    Imports with the key that SecretManagement keeps.
#>
[CmdletBinding(DefaultParameterSetName = 'Environment')]
[OutputType([pscustomobject])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', 'CredentialPath', Justification = 'It is the path of a file.')]
param(
    [Parameter(Mandatory = $true)]
    [string] $Path,

    [Parameter(Mandatory = $true)]
    [string] $StateFolder,

    [Parameter(Mandatory = $true, ParameterSetName = 'Secret')]
    [string] $SecretName,

    [Parameter(Mandatory = $true, ParameterSetName = 'Credential')]
    [string] $CredentialPath,

    [Parameter(Mandatory = $true, ParameterSetName = 'Sandbox')]
    [string] $SandboxPath,

    [timespan] $TimeLimit = '02:30:00',

    [ValidateRange(1, 1000)]
    [int] $BatchSize = 100
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
$StateFolder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StateFolder)
if (-not [System.IO.File]::Exists($Path)) {
    throw "There is no list '$Path'."
}

$written = [System.IO.File]::GetLastWriteTimeUtc($Path)
$name = [System.IO.Path]::GetFileNameWithoutExtension($Path) + '.' +
    $written.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
$journal = [System.IO.Path]::Combine($StateFolder, "$name.journal")
$rejects = [System.IO.Path]::Combine($StateFolder, "$name.rejects.csv")
$null = [System.IO.Directory]::CreateDirectory($StateFolder)

$source = $PSCmdlet.ParameterSetName
if ($source -eq 'Secret') {
    Connect-Cnv -ApiKey (Get-Secret -Name $SecretName)
}
elseif ($source -eq 'Credential') {
    Connect-Cnv -Credential (Import-Clixml -LiteralPath $CredentialPath)
}
elseif ($source -eq 'Sandbox') {
    Connect-Cnv -Sandbox -SandboxPath $SandboxPath
}
else {
    Connect-Cnv
}

$summary = [ordered]@{
    List = $Path
    Created = 0; Updated = 0; Skipped = 0
    NotFound = 0; Rejected = 0
    Failed = 0; Unknown = 0; NotSent = 0
    RejectFile = $null
}
try {
    # Continue, for the rows: each that does not go through is an error in the log, and the next ones are sent.
    Import-Csv -LiteralPath $Path -Encoding UTF8 |
        Set-CnvContact -PreserveExistingFields -BatchSize $BatchSize -JournalPath $journal -TimeLimit $TimeLimit -ErrorAction Continue |
        ForEach-Object { $summary["$($_.Status)"]++; $_ } |
        Where-Object { $_.ErrorCode } |
        ForEach-Object { $_.InputObject } |
        Export-Csv -LiteralPath $rejects -NoTypeInformation -Encoding UTF8
}
finally {
    Disconnect-Cnv
}

$again = $summary.Failed + $summary.Unknown + $summary.NotSent
if ($again + $summary.Rejected + $summary.NotFound) {
    $summary.RejectFile = $rejects
}
else {
    [System.IO.File]::Delete($rejects)
}

[pscustomobject] $summary
if ($again) {
    throw "$again rows of '$Path' are not confirmed. Run the same line again: it goes on where this run ended."
}
