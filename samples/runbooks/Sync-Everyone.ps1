<#
.SYNOPSIS
    Keeps an account in step with a list that contains everyone, unattended, every night.
.DESCRIPTION
    Compares a CSV file with the journal of the last run, sends new and changed rows to Conversion, and reports who has left
    the list. It keeps two files in the state folder:

    <list>.journal      what was confirmed: hashes and ids, no contact data
    <list>.rejects.csv  the rows that did not go through, unchanged; there is no such file if all did

    The list must contain everyone at each run. For lists of new leads only, use Import-Leads.ps1. The script can be run at
    any time: what was confirmed is not sent again. Correct rejected rows where the list comes from. The next run sends them.

    A row does not undo an opt-out that was made in the account. See Get-Help about_Conversion_Sync.

    The script first compares the list, without sending anything. It ends with an error if the list is empty, or if more
    contacts would be unsubscribed, would change or have left than the limits allow. Then nothing has been sent, however often
    a scheduler starts the script again. The error says how to look at the changes.

    The script returns one object with the counts. It also ends with an error, and under -File with exit code 1, if something
    is left that another run would send: Failed, Unknown and NotSent. Rows that are Rejected or NotFound must be corrected.
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
.PARAMETER RemovedAction
    What happens to contacts that have left the list: Report counts them, Unsubscribe unsubscribes them, and Ignore does
    nothing.
.PARAMETER MaximumUnsubscribePercent
    The maximum number of contacts that the list may unsubscribe, in percent of the contacts in the journal.
.PARAMETER MaximumRemovePercent
    The maximum number of contacts that may have left the list, in percent of the contacts in the journal.
.PARAMETER MaximumChangePercent
    The maximum number of contacts that may change, in percent of the contacts in the journal. 100 is no limit.
.PARAMETER TimeLimit
    The time after which no further row is sent.
.PARAMETER BatchSize
    The maximum number of rows in one request.
.EXAMPLE
    ./Sync-Everyone.ps1 -Path everyone.csv -StateFolder rehearsal -SandboxPath rehearsal/contacts.jsonl
    Rehearses without an account and without a network.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sync-Everyone.ps1 -Path everyone.csv -StateFolder state -SecretName ConversionApiKey
    Sends the changes with the key in SecretManagement.
.EXAMPLE
    ./Sync-Everyone.ps1 -Path everyone.csv -StateFolder state -MaximumRemovePercent 100
    Accepts once that many contacts have left the list.
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

    [ValidateSet('Report', 'Unsubscribe', 'Ignore')]
    [string] $RemovedAction = 'Report',

    [double] $MaximumUnsubscribePercent = 10,

    [double] $MaximumRemovePercent = 20,

    [double] $MaximumChangePercent = 100,

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
    Created = 0; Updated = 0; Unchanged = 0; Removed = 0
    NotFound = 0; Rejected = 0
    Failed = 0; Unknown = 0; NotSent = 0
    RejectFile = $null
}
$sync = @{
    JournalPath = $journal
    RemovedAction = $RemovedAction
    MaximumUnsubscribePercent = $MaximumUnsubscribePercent
    MaximumRemovePercent = $MaximumRemovePercent
    MaximumChangePercent = $MaximumChangePercent
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
try {
    # Sync-CnvContact may send rows before it finds one that exceeds a limit. So all rows are compared first.
    $rows = Import-Csv -LiteralPath $Path -Encoding UTF8 |
        Compare-CnvContact @sync -WarningAction SilentlyContinue -WarningVariable warnings |
        Where-Object { $_.Row } |
        Measure-Object
    if (-not $rows.Count) {
        throw "The list '$Path' has no rows. Nothing was sent."
    }

    $limits = @($warnings) -match 'change_limit'
    if ($limits) {
        throw "$($limits -join ' ') Nothing was sent. To look at the changes: Import-Csv '$Path' -Encoding UTF8 | " +
            "Compare-CnvContact -JournalPath '$journal'. If they are right, run this script once with this parameter at 100."
    }

    # Continue: a row that does not go through is an error in the log, and the next rows are sent.
    Import-Csv -LiteralPath $Path -Encoding UTF8 |
        Sync-CnvContact @sync -ErrorAction Continue |
        ForEach-Object {
            # A contact that was to be unsubscribed has no row. If that failed, the next run tries again.
            $failed = "$($_.Status)" -eq 'Removed' -and $_.ErrorCode -and $_.ErrorCode -ne 'contact_not_found'
            $summary[$(if ($failed) { 'Failed' } else { "$($_.Status)" })]++
            $_
        } |
        Where-Object { $_.ErrorCode -and $_.Row } |
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
    throw "$again contacts of '$Path' are not confirmed. Run the same line again: it resumes where this run ended."
}
