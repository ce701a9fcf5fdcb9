<#
.SYNOPSIS
    An Azure Automation runbook: imports a list of leads from a storage account.
.DESCRIPTION
    Publish this file as it is. It needs the modules Conversion, Az.Accounts and Az.Storage, and PowerShell 7.4 or Windows
    PowerShell 5.1. In Azure, create a runtime environment with the runtime version 7.4 and add Conversion.zip to it as a
    package. On a Hybrid Runbook Worker, use the runtime environment PowerShell-5.1 and install the modules on that machine.
    The topic about_Conversion_Runbooks says more under AZURE.

    Azure Automation stops a job that has run for three hours. The job ends as Stopped, it is not restarted, and the disk
    of its sandbox is lost. The time limit therefore ends a run well before that, and the files that the next run needs are
    in the container, beside the list:

    <list>.journal              what was confirmed: hashes and ids, no contact data
    <list>.<time>.rejects.csv   the rows that did not go through, unchanged; there is no such file if all did

    <time> is when the list was last uploaded. The next run reads the journal. Rows that equal what was confirmed last are
    Unchanged and are not sent. So the same list resumes where the last run ended, and of a new list under the old name only
    new and changed rows are sent. If a job is stopped before it saves the journal, the next run sends those rows again. That
    takes time but does no harm: existing values of a contact are kept, and a row does not undo an opt-out.

    If the list contains everyone every night, replace Set-CnvContact and its PreserveExistingFields with Sync-CnvContact.
    See Sync-Everyone.ps1.

    The job fails if rows are left that another run would send. Start the runbook again with a second schedule, or with
    an alert on jobs that end as Failed or Stopped. Two runs must not overlap: each would save its own journal.

    The automation account's managed identity needs the role Storage Blob Data Contributor on the container.
.PARAMETER StorageAccountName
    The storage account.
.PARAMETER ContainerName
    The container with the list, the journal and the reject file.
.PARAMETER ListName
    The list, a CSV file in UTF-8.
.PARAMETER KeyVariable
    The encrypted variable of the automation account that contains the API key. Quotes around the value, which some runtimes
    add, are removed.
.PARAMETER KeyCredential
    The credential of the automation account whose password is the API key. If it is specified, KeyVariable is not used.
.PARAMETER TimeLimit
    The time after which no further row is sent.
.PARAMETER BatchSize
    The maximum number of rows in one request.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', 'KeyCredential', Justification = 'It is the name of a credential.')]
param(
    [Parameter(Mandatory = $true)]
    [string] $StorageAccountName,

    [Parameter(Mandatory = $true)]
    [string] $ContainerName,

    [string] $ListName = 'leads.csv',

    [string] $KeyVariable = 'ConversionApiKey',

    [string] $KeyCredential = '',

    [string] $TimeLimit = '02:30:00',

    [int] $BatchSize = 100
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$null = Disable-AzContextAutosave -Scope Process
$null = Connect-AzAccount -Identity
$container = @{
    Container = $ContainerName
    Context = New-AzStorageContext -StorageAccountName $StorageAccountName -UseConnectedAccount
}
$written = (Get-AzStorageBlob @container -Blob $ListName).LastModified.UtcDateTime
$name = [System.IO.Path]::GetFileNameWithoutExtension($ListName)
$journalBlob = "$name.journal"
$rejectBlob = "$name.$($written.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)).rejects.csv"

if ($KeyCredential) {
    Connect-Cnv -Credential (Get-AutomationPSCredential -Name $KeyCredential)
}
else {
    Connect-Cnv -ApiKey (Get-AutomationVariable -Name $KeyVariable)
}

$summary = [ordered]@{
    List = $ListName
    Created = 0; Updated = 0; Unchanged = 0
    NotFound = 0; Rejected = 0
    Failed = 0; Unknown = 0; NotSent = 0
    RejectFile = $null
}
$folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName())
$null = [System.IO.Directory]::CreateDirectory($folder)
$list = [System.IO.Path]::Combine($folder, 'list.csv')
$journal = [System.IO.Path]::Combine($folder, 'journal')
$rejects = [System.IO.Path]::Combine($folder, 'rejects.csv')
$send = @{
    JournalPath = $journal
    PreserveExistingFields = $true
    SubscriptionPolicy = 'ProtectOptOut'
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
try {
    $null = Get-AzStorageBlobContent @container -Blob $ListName -Destination $list -Force
    if (Get-AzStorageBlob @container -Blob $journalBlob -ErrorAction SilentlyContinue) {
        $null = Get-AzStorageBlobContent @container -Blob $journalBlob -Destination $journal -Force
    }

    try {
        # Continue: a row that does not go through is an error of the job, and the next rows are sent.
        Import-Csv -LiteralPath $list -Encoding UTF8 |
            Set-CnvContact @send -ErrorAction Continue |
            ForEach-Object { $summary["$($_.Status)"]++; $_ } |
            Where-Object { $_.ErrorCode } |
            ForEach-Object { $summary.RejectFile = $rejectBlob; $_.InputObject } |
            Export-Csv -LiteralPath $rejects -NoTypeInformation -Encoding UTF8
    }
    finally {
        # The journal is saved even if the import ended with an error.
        if ([System.IO.File]::Exists($journal)) {
            $null = Set-AzStorageBlobContent @container -Blob $journalBlob -File $journal -Force
        }
    }

    if ($summary.RejectFile) {
        $null = Set-AzStorageBlobContent @container -Blob $rejectBlob -File $rejects -Force
    }
    else {
        # An earlier run of the same list may have left one.
        Remove-AzStorageBlob @container -Blob $rejectBlob -ErrorAction SilentlyContinue
    }
}
finally {
    Disconnect-Cnv
    [System.IO.Directory]::Delete($folder, $true)
}

[pscustomobject] $summary
$again = $summary.Failed + $summary.Unknown + $summary.NotSent
if ($again) {
    throw "$again rows of '$ListName' are not confirmed. Run the runbook again: it resumes where this run ended."
}
