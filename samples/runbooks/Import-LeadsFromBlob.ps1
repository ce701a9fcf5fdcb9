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
    <list>.<time>.rejects.csv   the rows that did not go through; there is no such file if all did
    <list>.report.html          the report of the last run, without contact data

    <time> is when the list was last uploaded. The next run reads the journal. Rows that equal what was confirmed last are
    Unchanged and are not sent. So the same list resumes where the last run ended, and of a new list under the old name only
    new and changed rows are sent. If a job is stopped before it saves the journal, the next run sends those rows again. That
    takes time but does no harm: existing values of a contact are kept, and a row does not undo an opt-out.

    If the list contains everyone every night, replace Set-CnvContact and its PreserveExistingFields with Sync-CnvContact.
    See Sync-Everyone.ps1.

    The job fails if rows are left that another run would send. Rows to correct do not fail it: ExitCode in the output is 2,
    and they are in the reject file. There, an apostrophe stands before a cell that a spreadsheet would take for a formula. The
    runbook removes it when it imports a file with .rejects in its name, so keep that part of the name. Another run of the
    same list replaces or removes its reject file, so upload a corrected one under another name.

    Start the runbook again with a second schedule, or with an alert on jobs that end as Failed or Stopped. Two runs must not
    overlap: each would save its own journal.

    Several runs may import one large list at the same time, each with another Partition and the same PartitionCount. Start them
    with a schedule each. Each contact is in one of them, and each keeps its own journal, reject file and report.

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
.PARAMETER Partition
    Of several runs that import the list together, which one this is, from 0. Each run keeps files of its own: their names
    contain this number.
.PARAMETER PartitionCount
    How many runs import the list together.
.PARAMETER RateLimit
    The requests per second of all runs together.
.PARAMETER MailFrom
    The mailbox that mails the report, with Microsoft.Graph.Users.Actions. Connect-MgGraph uses the
    automation account's managed identity, which needs the permission Mail.Send.
.PARAMETER MailTo
    The address that the report is mailed to.
.PARAMETER WebhookUri
    The address of a webhook of Teams (the workflow that posts to a channel when a webhook request is received) or Slack.
    The figures of the run are posted to it. Whoever knows this address can post, so keep it like a key.
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

    [int] $BatchSize = 100,

    [string] $Partition = '',

    [string] $PartitionCount = '',

    [double] $RateLimit = 0,

    [string] $MailFrom = '',

    [string] $MailTo = '',

    [string] $WebhookUri = ''
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
$part = if ($Partition) { ".$Partition" } else { '' }
$journalBlob = "$name$part.journal"
$reportBlob = "$name$part.report.html"
$rejectBlob = "$name.$($written.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture))$part.rejects.csv"

$limit = @{}
if ($RateLimit) {
    $limit.RateLimit = if ($PartitionCount) { $RateLimit / [int] $PartitionCount } else { $RateLimit }
}

if ($KeyCredential) {
    Connect-Cnv -Credential (Get-AutomationPSCredential -Name $KeyCredential) @limit
}
else {
    Connect-Cnv -ApiKey (Get-AutomationVariable -Name $KeyVariable) @limit
}

$folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName())
$null = [System.IO.Directory]::CreateDirectory($folder)
$list = [System.IO.Path]::Combine($folder, 'list.csv')
$journal = [System.IO.Path]::Combine($folder, 'journal')
$rejects = [System.IO.Path]::Combine($folder, 'rejects.csv')
$report = [System.IO.Path]::Combine($folder, 'report.html')

# To a spreadsheet, a cell that begins with =, +, - or @ is a formula, unless it is a number. An apostrophe makes it text.
function Protect-Row([psobject] $Row) {
    $cells = [ordered]@{}
    foreach ($cell in $Row.PSObject.Properties) {
        $isFormula = $cell.Value -match "^'*[=+@\t\r-]" -and $cell.Value -notmatch '^[+-][\d\s().,/-]*$'
        $cells[$cell.Name] = if ($isFormula) { "'$($cell.Value)" } else { $cell.Value }
    }

    [pscustomobject] $cells
}

# What Protect-Row has put before a cell is removed when the rows are imported again.
function Unprotect-Row([psobject] $Row) {
    foreach ($cell in $Row.PSObject.Properties) {
        if ($cell.Value -match "^'+[=+@\t\r-]") {
            $cell.Value = $cell.Value.Substring(1)
        }
    }

    $Row
}

$hasRejects = $name -like '*.rejects*'

# Mails the report, or posts the figures. Neither contains contact data. How the run ended does not depend on it.
function Send-Report([string] $Text, [string] $Report, [string] $MailFrom, [string] $MailTo, [string] $WebhookUri) {
    try {
        if ($MailTo -and [System.IO.File]::Exists($Report)) {
            $null = Connect-MgGraph -Identity -NoWelcome
            Send-MgUserMail -UserId $MailFrom -BodyParameter @{
                Message = @{
                    Subject = $Text
                    Body = @{ ContentType = 'Text'; Content = 'The report is attached.' }
                    ToRecipients = @(@{ EmailAddress = @{ Address = $MailTo } })
                    Attachments = @(@{
                            '@odata.type' = '#microsoft.graph.fileAttachment'
                            Name = 'report.html'
                            ContentType = 'text/html'
                            ContentBytes = [System.Convert]::ToBase64String([System.IO.File]::ReadAllBytes($Report))
                        })
                }
            }
        }

        if ($WebhookUri) {
            $card = @{ type = 'AdaptiveCard'; version = '1.4'; body = @(@{ type = 'TextBlock'; text = $Text; wrap = $true }) }
            $message = if (([uri] $WebhookUri).Host -eq 'hooks.slack.com') { @{ text = $Text } }
            else { @{ type = 'message'; attachments = @(@{ contentType = 'application/vnd.microsoft.card.adaptive'; content = $card }) } }
            $null = Invoke-RestMethod -Method Post -Uri $WebhookUri -ContentType 'application/json; charset=utf-8' -Body ($message | ConvertTo-Json -Depth 8)
        }
    }
    catch {
        Write-Warning "The report was not sent: $($_.Exception.Message)"
    }
}

$receiver = @{ Report = $report; MailFrom = $MailFrom; MailTo = $MailTo; WebhookUri = $WebhookUri }

$send = @{
    JournalPath = $journal
    PreserveExistingFields = $true
    SubscriptionPolicy = 'ProtectOptOut'
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
if ($Partition) { $send.Partition = $Partition }
if ($PartitionCount) { $send.PartitionCount = $PartitionCount }
try {
    $null = Get-AzStorageBlobContent @container -Blob $ListName -Destination $list -Force
    if (Get-AzStorageBlob @container -Blob $journalBlob -ErrorAction SilentlyContinue) {
        $null = Get-AzStorageBlobContent @container -Blob $journalBlob -Destination $journal -Force
    }

    $summary = $null
    $rejected = @{ Rows = 0 }
    $rejectWriter = { Export-Csv -LiteralPath $rejects -NoTypeInformation -Encoding UTF8 }.GetSteppablePipeline()
    $rejectWriter.Begin($true)
    try {
        # Continue: a row that does not go through is an error of the job, and the next rows are sent.
        $summary = Import-Csv -LiteralPath $list -Encoding UTF8 |
            ForEach-Object { if ($hasRejects) { Unprotect-Row $_ } else { $_ } } |
            Set-CnvContact @send -ErrorAction Continue |
            Export-CnvReport -Path $report -Title "Import of $name" -Force -PassThru |
            ForEach-Object { if ($_.ErrorCode) { $rejected.Rows++; $rejectWriter.Process((Protect-Row $_.InputObject)) }; $_ } |
            Measure-CnvResult
    }
    catch {
        Send-Report "$name ended with an error: $($_.FullyQualifiedErrorId.Split(',')[0])" @receiver
        throw
    }
    finally {
        $rejectWriter.End()

        # The journal and the report are saved even if the import ended with an error.
        if ([System.IO.File]::Exists($journal)) {
            $null = Set-AzStorageBlobContent @container -Blob $journalBlob -File $journal -Force
        }

        if ([System.IO.File]::Exists($report)) {
            $null = Set-AzStorageBlobContent @container -Blob $reportBlob -File $report -Properties @{ ContentType = 'text/html' } -Force
        }
    }

    if ($rejected.Rows) {
        $null = Set-AzStorageBlobContent @container -Blob $rejectBlob -File $rejects -Force
    }
    else {
        # An earlier run of the same list may have left one.
        Remove-AzStorageBlob @container -Blob $rejectBlob -ErrorAction SilentlyContinue
    }

    $again = $summary.Failed + $summary.Unknown + $summary.NotSent
    $wrong = $summary.Rejected + $summary.NotFound
    Send-Report "${name}: $($summary.Total) rows, $again for another run, $wrong to correct" @receiver
}
finally {
    Disconnect-Cnv
    [System.IO.Directory]::Delete($folder, $true)
}

[pscustomobject]@{
    List = $ListName
    Created = $summary.Created; Updated = $summary.Updated; Unchanged = $summary.Unchanged
    NotFound = $summary.NotFound; Rejected = $summary.Rejected
    Failed = $summary.Failed; Unknown = $summary.Unknown; NotSent = $summary.NotSent
    RejectFile = if ($rejected.Rows) { $rejectBlob } else { $null }
    Report = $reportBlob
    ExitCode = $summary.ExitCode
}
if ($summary.NeedsRerun) {
    throw "$again rows of '$ListName' are not confirmed. Run the runbook again: it resumes where this run ended."
}
