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

    The state folder also has <list>.optouts.cursor, which knows where the opt-outs were, and <list>.journal. The script can
    be run at any time. The key comes from the environment variable CNV_API_KEY.
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
$differences = [System.IO.Path]::Combine($StateFolder, "$name.differences.csv")

if ($SandboxPath) {
    Connect-Cnv -Sandbox -SandboxPath $SandboxPath
}
else {
    Connect-Cnv
}

$summary = [ordered]@{ List = $Path; OptOuts = 0; Sent = 0; Unchanged = 0; WithError = 0; Different = 0; DifferenceFile = $null }
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
    & $rows | Sync-CnvContact -JournalPath $journal -ErrorAction Continue | ForEach-Object {
        $summary[$(if ($_.ErrorCode) { 'WithError' } elseif ("$($_.Status)" -eq 'Unchanged') { 'Unchanged' } else { 'Sent' })]++
    }

    # And a look at what the account holds now.
    & $rows | Compare-CnvContact -Account -WarningAction SilentlyContinue |
        Where-Object { "$($_.Status)" -in 'New', 'Changed' } |
        ForEach-Object { $summary.Different++; $summary.DifferenceFile = $differences; $_ } |
        Select-Object Row, Email, CnvContactId, Status, @{ Name = 'Differences'; Expression = { $_.Differences -join ', ' } } |
        Export-Csv -LiteralPath $differences -NoTypeInformation -Encoding UTF8
}
finally {
    Disconnect-Cnv
}

if (-not $summary.Different) {
    [System.IO.File]::Delete($differences)
}

[pscustomobject] $summary
