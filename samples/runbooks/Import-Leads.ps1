<#
.SYNOPSIS
    Imports a list of leads unattended, and resumes after a crash or a time limit.
.DESCRIPTION
    Sends the rows of a CSV file to Conversion, and keeps three files in the state folder:

    <list>.journal              what was confirmed: hashes and ids, no contact data
    <list>.<time>.rejects.csv   the rows that did not go through; there is no such file if all did
    <list>.report.html          the report of the last run, without contact data

    The script can be run at any time, for the same list or for a new list under the old name. Rows that equal what was
    confirmed last are Unchanged and are not sent. So the same list resumes where the last run ended, and of a new list
    only new and changed rows are sent.

    <time> is when the list was last written, so a new list does not replace the rejected rows of the last one. Correct
    them and import that file like any other list: -Path <list>.<time>.rejects.csv

    Another run of the same list replaces or removes the reject file of the last run. A reject file that somebody has saved
    since, or has open, stays as it is. The rejected rows are then in <list>.<time>.rejects.2.csv, and so on. The output names
    the file. A run that ends with an error before a row is rejected leaves an earlier reject file as it is.

    Existing values of a contact are kept, and a row does not undo an opt-out. If the list contains everyone every night,
    use Sync-Everyone.ps1, which also notices who has left it.

    The script returns one object with the counts. Its exit code says what is to be done:

    0   all rows went through
    1   rows are left that another run would send (Failed, Unknown, NotSent), or the run ended with an error: run it again
    2   rows must be corrected (Rejected, NotFound). They are in the reject file, and each has an error in the log

    In the reject file, an apostrophe stands before a cell that a spreadsheet would take for a formula. The script removes it
    when it imports a file with .rejects in its name, so keep that part of the name.

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
.PARAMETER Partition
    Of several runs that import the list together, which one this is, from 0. Each run keeps files of its own: their names
    contain this number.
.PARAMETER PartitionCount
    How many runs import the list together.
.PARAMETER RateLimit
    The requests per second of all runs together.
.PARAMETER MailFrom
    The mailbox that mails the report, with Microsoft.Graph.Users.Actions. Connect-MgGraph reads the
    application and its certificate from the environment variables AZURE_TENANT_ID, AZURE_CLIENT_ID and
    AZURE_CLIENT_CERTIFICATE_PATH.
.PARAMETER MailTo
    The address that the report is mailed to.
.PARAMETER WebhookUri
    The address of a webhook of Teams (the workflow that posts to a channel when a webhook request is received) or Slack.
    The figures of the run are posted to it. Whoever knows this address can post, so keep it like a key.
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
    [int] $BatchSize = 100,

    [ValidatePattern('^[0-9]+$')]
    [string] $Partition,

    [ValidatePattern('^[1-9][0-9]*$')]
    [string] $PartitionCount,

    [ValidateRange(0.001, 10000)]
    [double] $RateLimit,

    [string] $MailFrom,

    [string] $MailTo,

    [string] $WebhookUri
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
$StateFolder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StateFolder)
if (-not [System.IO.File]::Exists($Path)) {
    throw "There is no list '$Path'."
}

$name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
$listTime = [System.IO.File]::GetLastWriteTimeUtc($Path)
$written = $listTime.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
$part = if ($Partition) { ".$Partition" } else { '' }
$journal = [System.IO.Path]::Combine($StateFolder, "$name$part.journal")
$rejects = [System.IO.Path]::Combine($StateFolder, "$name.$written$part.rejects.csv")
$unfinishedRejects = "$rejects.new"
$report = [System.IO.Path]::Combine($StateFolder, "$name$part.report.html")
$null = [System.IO.Directory]::CreateDirectory($StateFolder)

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

# A reject file has the time of its list until somebody saves it. File systems round times, to two seconds at most.
function Test-Replaceable([string] $File, [datetime] $ListTime) {
    if (-not [System.IO.File]::Exists($File)) {
        return $true
    }

    try {
        [System.IO.File]::Open($File, 'Open', 'ReadWrite', 'None').Dispose()
        ([System.IO.File]::GetLastWriteTimeUtc($File) - $ListTime).Duration().TotalSeconds -le 2
    }
    catch {
        # Somebody has it open, or has made it read-only.
        $false
    }
}

# The first name that no file has, or only one that may be replaced.
function Find-RejectFile([string] $File, [datetime] $ListTime) {
    $found = $File
    for ($number = 2; -not (Test-Replaceable $found $ListTime); $number++) {
        $found = [System.IO.Path]::ChangeExtension($File, "$number.csv")
    }

    $found
}

# Mails the report, or posts the figures. Neither contains contact data. How the run ended does not depend on it.
function Send-Report([string] $Text, [string] $Report, [string] $MailFrom, [string] $MailTo, [string] $WebhookUri) {
    try {
        if ($MailTo -and [System.IO.File]::Exists($Report)) {
            Connect-MgGraph -EnvironmentVariable -NoWelcome
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

$limit = @{}
if ($RateLimit) {
    $limit.RateLimit = if ($PartitionCount) { $RateLimit / [int] $PartitionCount } else { $RateLimit }
}

$source = $PSCmdlet.ParameterSetName
if ($source -eq 'Secret') {
    Connect-Cnv -ApiKey (Get-Secret -Name $SecretName) @limit
}
elseif ($source -eq 'Credential') {
    Connect-Cnv -Credential (Import-Clixml -LiteralPath $CredentialPath) @limit
}
elseif ($source -eq 'Sandbox') {
    Connect-Cnv -Sandbox -SandboxPath $SandboxPath
}
else {
    Connect-Cnv @limit
}

$send = @{
    JournalPath = $journal
    PreserveExistingFields = $true
    SubscriptionPolicy = 'ProtectOptOut'
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
if ($Partition) { $send.Partition = $Partition }
if ($PartitionCount) { $send.PartitionCount = $PartitionCount }
$summary = $null
$failure = $null
$rejected = @{ Rows = 0 }
$rejectWriter = { Export-Csv -LiteralPath $unfinishedRejects -NoTypeInformation -Encoding UTF8 }.GetSteppablePipeline()
try {
    # Continue: a row that does not go through is an error in the log, and the next rows are sent.
    $summary = Import-Csv -LiteralPath $Path -Encoding UTF8 |
        ForEach-Object { if ($hasRejects) { Unprotect-Row $_ } else { $_ } } |
        Set-CnvContact @send -ErrorAction Continue |
        Export-CnvReport -Path $report -Title "Import of $name" -Force -PassThru |
        ForEach-Object {
            if ($_.ErrorCode) {
                if (-not $rejected.Rows) { $rejectWriter.Begin($true) }
                $rejected.Rows++
                $rejectWriter.Process((Protect-Row $_.InputObject))
            }

            $_
        } |
        Measure-CnvResult
}
catch {
    # The report of what came until then is written all the same.
    $failure = $_
}
finally {
    Disconnect-Cnv
    $rejects = Find-RejectFile $rejects $listTime
    if ($rejected.Rows) {
        $rejectWriter.End()
        [System.IO.File]::SetLastWriteTimeUtc($unfinishedRejects, $listTime)
        [System.IO.File]::Delete($rejects)
        [System.IO.File]::Move($unfinishedRejects, $rejects)
    }
    elseif (-not $failure) {
        [System.IO.File]::Delete($rejects)
    }
}

if ($failure) {
    Send-Report "$name ended with an error: $($failure.FullyQualifiedErrorId.Split(',')[0])" @receiver
    throw $failure
}

$again = $summary.Failed + $summary.Unknown + $summary.NotSent
$wrong = $summary.Rejected + $summary.NotFound
Send-Report "${name}: $($summary.Total) rows, $again for another run, $wrong to correct" @receiver
[pscustomobject]@{
    List = $Path
    Created = $summary.Created; Updated = $summary.Updated; Unchanged = $summary.Unchanged
    NotFound = $summary.NotFound; Rejected = $summary.Rejected
    Failed = $summary.Failed; Unknown = $summary.Unknown; NotSent = $summary.NotSent
    RejectFile = if ($rejected.Rows) { $rejects } else { $null }
    Report = $report
    ExitCode = $summary.ExitCode
}
if ($summary.NeedsRerun) {
    Write-Error -ErrorAction Continue "$again rows of '$Path' are not confirmed. Run the same line again: it resumes where this run ended."
}

exit $summary.ExitCode
