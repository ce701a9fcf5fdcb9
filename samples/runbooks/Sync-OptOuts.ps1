<#
.SYNOPSIS
    Closes the circle between a list and an account, unattended, every night: opt-outs out, the list in, differences shown.
.DESCRIPTION
    1. Gets the opt-outs since the last run and appends them to <list>.optouts.csv in the state folder, for the owner of the
       list. The rows of these people in the list get the status UNSUBSCRIBED for this run. Remove from the file who opts in
       again.
    2. Sends the list with Sync-CnvContact. A row does not undo an opt-out that was made in the account.
    3. Compares the list with what the account holds now, and writes the rows that differ to <list>.differences.csv: what
       somebody edited in the account, or what did not go through.

    Conversion enables the exports that steps 1 and 3 read for each account. The properties of an event are not documented:
    -AddressProperty names the one that holds the address. If an event has none, the run ends before anything is sent, and
    the next run gets the event again.

    The state folder also has <list>.optouts.cursor, which knows where the opt-outs were, <list>.journal, and
    <list>.report.html, the report of step 2. The script can be run at any time. The key comes from the environment variable
    CNV_API_KEY.

    The exit code says what is to be done:

    0   all rows went through
    1   rows are left that another run would send (Failed, Unknown, NotSent), or the run ended with an error: run it again
    2   rows must be corrected (Rejected, NotFound). Each has an error in the log
    3   a limit of changes stopped the run: look at the changes before you run it again
.PARAMETER Path
    The list, a CSV file in UTF-8 with a column Email.
.PARAMETER StateFolder
    The folder for the files. It must still exist at the next run.
.PARAMETER SandboxPath
    Rehearses: the contacts are written to this file and not to an account. Use a separate state folder for a rehearsal.
.PARAMETER AddressProperty
    The property of an opt-out that holds the address.
.EXAMPLE
    ./Sync-OptOuts.ps1 -Path everyone.csv -StateFolder rehearsal -SandboxPath rehearsal/contacts.jsonl
    Rehearses without an account and without a network.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Sync-OptOuts.ps1 -Path everyone.csv -StateFolder state
    Runs with the key in CNV_API_KEY.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory = $true)]
    [string] $Path,

    [Parameter(Mandatory = $true)]
    [string] $StateFolder,

    [string] $SandboxPath,

    [string] $AddressProperty = 'email'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
$StateFolder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StateFolder)
if (-not [System.IO.File]::Exists($Path)) {
    throw "There is no list '$Path'."
}

$null = [System.IO.Directory]::CreateDirectory($StateFolder)
$name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
$journal = [System.IO.Path]::Combine($StateFolder, "$name.journal")
$cursor = [System.IO.Path]::Combine($StateFolder, "$name.optouts.cursor")
$optOuts = [System.IO.Path]::Combine($StateFolder, "$name.optouts.csv")
$report = [System.IO.Path]::Combine($StateFolder, "$name.report.html")
$differences = [System.IO.Path]::Combine($StateFolder, "$name.differences.csv")

if ($SandboxPath) {
    Connect-Cnv -Sandbox -SandboxPath $SandboxPath
}
else {
    Connect-Cnv
}

$summary = [ordered]@{ List = $Path; OptOuts = 0; Sent = 0; Unchanged = 0; WithError = 0; Different = 0; DifferenceFile = $null }
$sync = $null
$failure = $null
try {
    # Out. The cursor moves on when a page was handed out whole, so each opt-out is written before it counts as read.
    Get-CnvEmailEvent -Type Unsubscribe -CursorPath $cursor | ForEach-Object {
        $address = $_.PSObject.Properties[$AddressProperty]
        if (-not ($address -and $address.Value)) {
            throw "An opt-out has no property '$AddressProperty' with an address. It has: $($_.PSObject.Properties.Name -join ', ')."
        }

        $summary.OptOuts++
        [pscustomobject]@{ Email = [string] $address.Value; ReadAt = [datetime]::UtcNow.ToString('o') } |
            Export-Csv -LiteralPath $optOuts -Append -NoTypeInformation -Encoding UTF8
    }

    # In. Of what the list's owner has not marked yet, the file knows.
    $gone = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
    if ([System.IO.File]::Exists($optOuts)) {
        Import-Csv -LiteralPath $optOuts -Encoding UTF8 | ForEach-Object { $null = $gone.Add($_.Email) }
    }

    $rows = {
        Import-Csv -LiteralPath $Path -Encoding UTF8 | ForEach-Object {
            if ($gone.Contains(([string] $_.Email).Trim())) {
                $_ | Add-Member -NotePropertyName SubscriptionStatus -NotePropertyValue UNSUBSCRIBED -Force
            }

            $_
        }
    }
    $sync = & $rows |
        Sync-CnvContact -JournalPath $journal -ErrorAction Continue |
        Export-CnvReport -Path $report -Title "Sync of $name" -Force -PassThru |
        Measure-CnvResult
    $summary.Sent = $sync.Created + $sync.Updated
    $summary.Unchanged = $sync.Unchanged
    $sync.Errors.Values | ForEach-Object { $summary.WithError += $_ }

    # And a look at what the account holds now.
    & $rows | Compare-CnvContact -Account -WarningAction SilentlyContinue |
        Where-Object { "$($_.Status)" -in 'New', 'Changed' } |
        ForEach-Object { $summary.Different++; $summary.DifferenceFile = $differences; $_ } |
        Select-Object Row, Email, CnvContactId, Status, @{ Name = 'Differences'; Expression = { $_.Differences -join ', ' } } |
        Export-Csv -LiteralPath $differences -NoTypeInformation -Encoding UTF8
}
catch {
    $failure = $_
}
finally {
    Disconnect-Cnv
}

if ($failure) {
    if ($failure.FullyQualifiedErrorId -notlike 'change_limit,*') {
        throw $failure
    }

    Write-Error -ErrorAction Continue -ErrorRecord $failure
    exit 3
}

if (-not $summary.Different) {
    [System.IO.File]::Delete($differences)
}

[pscustomobject] $summary
if ($sync.NeedsRerun) {
    Write-Error -ErrorAction Continue "Contacts of '$Path' are not confirmed. Run the same line again: it resumes where this run ended."
}

exit $sync.ExitCode
