<#
.SYNOPSIS
    Imports a list of leads unattended, and resumes after a crash or a time limit.
.DESCRIPTION
    Sends the rows of a CSV file to Conversion, and keeps two files in the state folder:

    <list>.journal              what was confirmed: hashes and ids, no contact data
    <list>.<time>.rejects.csv   the rows that did not go through, unchanged; there is no such file if all did

    The script can be run at any time, for the same list or for a new list under the old name. Rows that equal what was
    confirmed last are Unchanged and are not sent. So the same list resumes where the last run ended, and of a new list
    only new and changed rows are sent.

    <time> is when the list was last written, so a new list does not replace the rejected rows of the last one. Correct
    them and import that file like any other list: -Path <list>.<time>.rejects.csv

    Existing values of a contact are kept, and a row does not undo an opt-out. If the list contains everyone every night,
    use Sync-Everyone.ps1, which also notices who has left it.

    The script returns one object with the counts. It ends with an error, and under -File with exit code 1, if rows are
    left that another run would send: Failed, Unknown and NotSent. Rows that are Rejected or NotFound must be corrected.
    They are in the reject file, and each has an error in the log that says why.

    The key comes from the environment variable CNV_API_KEY, unless a parameter names another source.
.PARAMETER Path
    The list, a CSV file in UTF-8.
.PARAMETER StateFolder
    The folder for the journal and the reject file. It must still exist at the next run.
.PARAMETER SecretName
    The name of the secret with the key, for Get-Secret of Microsoft.PowerShell.SecretManagement.
.PARAMETER CredentialPath
    The path of a credential that Export-Clixml has written. Its password is the key. On Windows, only the account that
    wrote the file can read it, on the same machine. On other systems, Export-Clixml does not encrypt.
.PARAMETER SandboxPath
    Rehearses: the contacts are written to this file and not to an account. Use a separate state folder for a rehearsal.
.PARAMETER TimeLimit
    The time after which no further row is sent.
.PARAMETER BatchSize
    The maximum number of rows in one request.
.EXAMPLE
    ./Import-Leads.ps1 -Path leads.csv -StateFolder rehearsal -SandboxPath rehearsal/contacts.jsonl
    Rehearses without an account and without a network.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Import-Leads.ps1 -Path leads.csv -StateFolder state -SecretName ConversionApiKey
    Imports with the key in SecretManagement.
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

$name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
$written = [System.IO.File]::GetLastWriteTimeUtc($Path).ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
$journal = [System.IO.Path]::Combine($StateFolder, "$name.journal")
$rejects = [System.IO.Path]::Combine($StateFolder, "$name.$written.rejects.csv")
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
    Created = 0; Updated = 0; Unchanged = 0
    NotFound = 0; Rejected = 0
    Failed = 0; Unknown = 0; NotSent = 0
    RejectFile = $null
}
$send = @{
    JournalPath = $journal
    PreserveExistingFields = $true
    SubscriptionPolicy = 'ProtectOptOut'
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
try {
    # Continue: a row that does not go through is an error in the log, and the next rows are sent.
    Import-Csv -LiteralPath $Path -Encoding UTF8 |
        Set-CnvContact @send -ErrorAction Continue |
        ForEach-Object { $summary["$($_.Status)"]++; $_ } |
        Where-Object { $_.ErrorCode } |
        ForEach-Object { $summary.RejectFile = $rejects; $_.InputObject } |
        Export-Csv -LiteralPath $rejects -NoTypeInformation -Encoding UTF8
}
finally {
    Disconnect-Cnv
}

if (-not $summary.RejectFile) {
    [System.IO.File]::Delete($rejects)
}

[pscustomobject] $summary
$again = $summary.Failed + $summary.Unknown + $summary.NotSent
if ($again) {
    throw "$again rows of '$Path' are not confirmed. Run the same line again: it resumes where this run ended."
}
