<#
.SYNOPSIS
    Keeps an account in step with a list that contains everyone, unattended, every night.
.DESCRIPTION
    Compares a CSV file with the journal of the last run, sends new and changed rows to Conversion, and reports who has left
    the list. It keeps three files in the state folder:

    <list>.journal      what was confirmed: hashes and ids, no contact data
    <list>.rejects.csv  the rows that did not go through; there is no such file if all did
    <list>.report.html  the report of the last run, without contact data

    The list must contain everyone at each run. For lists of new leads only, use Import-Leads.ps1. The script can be run at
    any time: what was confirmed is not sent again. Correct rejected rows where the list comes from. The next run sends them.

    A row does not undo an opt-out that was made in the account. See Get-Help about_Conversion_Sync.

    The script first compares the list, without sending anything. If the list is empty, it ends with an error. If more contacts
    would be unsubscribed, would change or have left than the limits allow, it ends with exit code 3, and the report shows
    what would change. Then nothing has been sent, however often a scheduler starts the script again. The error says how to
    look at the changes.

    The script returns one object with the counts. Its exit code says what is to be done:

    0   everyone in the list is in step
    1   something is left that another run would send (Failed, Unknown, NotSent), or the run ended with an error: run it again
    2   rows must be corrected (Rejected, NotFound). They are in the reject file, and each has an error in the log
    3   a limit stopped the run: somebody must look at the changes before it is run again

    In the reject file, an apostrophe stands before a cell that a spreadsheet would take for a formula.

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
    [int] $BatchSize = 100,

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
$journal = [System.IO.Path]::Combine($StateFolder, "$name.journal")
$rejects = [System.IO.Path]::Combine($StateFolder, "$name.rejects.csv")
$report = [System.IO.Path]::Combine($StateFolder, "$name.report.html")
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

$sync = @{
    JournalPath = $journal
    RemovedAction = $RemovedAction
    MaximumUnsubscribePercent = $MaximumUnsubscribePercent
    MaximumRemovePercent = $MaximumRemovePercent
    MaximumChangePercent = $MaximumChangePercent
    BatchSize = $BatchSize
    TimeLimit = $TimeLimit
}
$summary = $null
$failure = $null
$rejected = @{ Rows = 0 }
$rejectWriter = { Export-Csv -LiteralPath $rejects -NoTypeInformation -Encoding UTF8 }.GetSteppablePipeline()
try {
    # Sync-CnvContact may send rows before it finds one that exceeds a limit. So all rows are compared first.
    $preview = Import-Csv -LiteralPath $Path -Encoding UTF8 |
        Compare-CnvContact @sync -WarningAction SilentlyContinue -WarningVariable warnings |
        Export-CnvReport -Path $report -Title "What $name would change" -Force
    if ($preview.Total -eq $preview.Removed) {
        throw "The list '$Path' has no rows. Nothing was sent."
    }

    if ($preview.ExitCode -ne 3) {
        # Continue: a row that does not go through is an error in the log, and the next rows are sent. A contact that was to be
        # unsubscribed has no row. If that failed, the next run tries again.
        $summary = Import-Csv -LiteralPath $Path -Encoding UTF8 |
            Sync-CnvContact @sync -ErrorAction Continue |
            Export-CnvReport -Path $report -Title "Sync of $name" -Force -PassThru |
            ForEach-Object {
                if ($_.ErrorCode -and $_.Row) {
                    if (-not $rejected.Rows) { $rejectWriter.Begin($true) }
                    $rejected.Rows++
                    $rejectWriter.Process((Protect-Row $_.InputObject))
                }

                $_
            } |
            Measure-CnvResult
    }
}
catch {
    # The report of what came until then is written all the same.
    $failure = $_
}
finally {
    Disconnect-Cnv
    if ($rejected.Rows) {
        $rejectWriter.End()
    }
    elseif ($summary) {
        [System.IO.File]::Delete($rejects)
    }
}

if ($failure) {
    Send-Report "$name ended with an error: $($failure.FullyQualifiedErrorId.Split(',')[0])" @receiver
    if ($failure.FullyQualifiedErrorId -notlike 'change_limit,*') {
        throw $failure
    }

    Write-Error -ErrorAction Continue -ErrorRecord $failure
    exit 3
}

if (-not $summary) {
    Send-Report "${name}: a limit stopped the run, and nothing was sent" @receiver
    Write-Error -ErrorAction Continue ("$(@($warnings) -match 'change_limit' -join ' ') Nothing was sent. To look at the changes: " +
        "Import-Csv '$Path' -Encoding UTF8 | Compare-CnvContact -JournalPath '$journal'. " +
        'If they are right, run this script once with this parameter at 100.')
    exit 3
}

$again = $summary.Failed + $summary.Unknown + $summary.NotSent
$wrong = $summary.Rejected + $summary.NotFound
Send-Report "${name}: $($summary.Total) contacts, $again for another run, $wrong to correct" @receiver
[pscustomobject]@{
    List = $Path
    Created = $summary.Created; Updated = $summary.Updated; Unchanged = $summary.Unchanged; Removed = $summary.Removed
    NotFound = $summary.NotFound; Rejected = $summary.Rejected
    Failed = $summary.Failed; Unknown = $summary.Unknown; NotSent = $summary.NotSent
    RejectFile = if ($rejected.Rows) { $rejects } else { $null }
    Report = $report
    ExitCode = $summary.ExitCode
}
if ($summary.NeedsRerun) {
    Write-Error -ErrorAction Continue "Contacts of '$Path' are not confirmed. Run the same line again: it resumes where this run ended."
}

exit $summary.ExitCode
