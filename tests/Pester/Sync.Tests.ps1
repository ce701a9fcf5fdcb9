# A list that is kept in step with an account over three nights, as a scheduler and an administrator do it.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    # Not in $TestDrive, which is emptied after each block.
    $folder = New-Item -ItemType Directory -Path (Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName()))
    $journal = Join-Path $folder 'everyone.journal'
    $csv = Join-Path $folder 'everyone.csv'
    $sandbox = Join-Path $folder 'account.sandbox'

    function Write-List([string[]] $Lines) { @('Email,first_name,SubscriptionStatus') + $Lines | Set-Content -LiteralPath $csv -Encoding utf8 }
    function Get-Count($Results, [string] $Status) { @($Results | Where-Object Status -EQ $Status).Count }
    function Get-Stored([string] $Email) {
        # What the account holds, from the file of the sandbox.
        $text = [System.IO.File]::Open($sandbox, 'Open', 'Read', 'ReadWrite')
        try { $lines = [System.IO.StreamReader]::new($text).ReadToEnd() -split '\n' } finally { $text.Dispose() }
        $lines | Where-Object { $_ -match [regex]::Escape($Email) } | Select-Object -Last 1
    }

    Connect-Cnv -Sandbox -SandboxPath $sandbox
}

AfterAll {
    Disconnect-Cnv -All
    Remove-Item -LiteralPath $folder -Recurse
}

Describe 'The first night' {
    BeforeAll {
        Write-List (1..150 | ForEach-Object { "p$_@example.com,Person $_,SUBSCRIBED" })
    }

    It 'is told beforehand' {
        $compared = Import-Csv $csv | Compare-CnvContact -JournalPath $journal
        ($compared | Group-Object Status -NoElement).Name | Should -Be 'New'
        Test-Path $journal | Should -BeFalse
    }

    It 'creates everybody, and subscribes them' {
        $results = Import-Csv $csv | Sync-CnvContact -JournalPath $journal
        Get-Count $results Created | Should -Be 150
        Get-Stored 'p150@example.com' | Should -Match '"SUBSCRIBED"'
    }
}

Describe 'The second night' {
    BeforeAll {
        # During the day: somebody opted out, and somebody else's name was corrected.
        Set-CnvContact 'p1@example.com' -SubscriptionStatus UNSUBSCRIBED -UpdateOnly
        Set-CnvContact 'p2@example.com' -Fields @{ first_name = 'Corrected' } -UpdateOnly
        Write-List @(
            'p1@example.com,Changed,SUBSCRIBED'
            2..148 | ForEach-Object { "p$_@example.com,Person $_,SUBSCRIBED" }
            'new@example.com,New,SUBSCRIBED'
            'nobody@example.com,Wrong,BOUNCED'
        )
    }

    It 'is told beforehand, in a table' {
        $compared = Import-Csv $csv | Compare-CnvContact -JournalPath $journal
        ($compared | Group-Object Status | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) -join ', ' |
            Should -Be 'Changed 1, New 1, Rejected 1, Removed 2, Unchanged 147'
        $compared | Format-Table | Out-String -Width 120 | Should -Match 'Row\s+Status\s+Email\s+CnvContactId\s+ErrorCode'
        $compared | Where-Object Status -EQ Unchanged | Select-Object -First 1 | Format-Table | Out-String -Width 80 | Should -Match '2 Unchanged p2@example.com'
    }

    It 'is told by -WhatIf' {
        $before = (Get-FileHash $journal).Hash
        Import-Csv $csv | Sync-CnvContact -JournalPath $journal -WhatIf -ErrorAction SilentlyContinue | ForEach-Object ErrorCode |
            Should -Be 'invalid_subscription_status'
        (Get-FileHash $journal).Hash | Should -Be $before
    }

    It 'sends what has changed, and nothing else' {
        $results = Import-Csv $csv | Sync-CnvContact -JournalPath $journal -ErrorAction SilentlyContinue -ErrorVariable failures -InformationVariable said
        $results.Where({ $_.Status -ne 'Unchanged' }).ForEach({ "$($_.Row) $($_.Status)" }) -join ', ' |
            Should -Be '1 Updated, 149 Created, 150 Rejected,  Removed,  Removed'
        $failures.FullyQualifiedErrorId | Should -Be 'invalid_subscription_status,Conversion.Commands.SyncCnvContactCommand'
        "$said" | Should -Match '^150 rows in .+: 1 Created, 1 Updated, 1 Rejected \([a-z_]+ 1, row \d+\), 147 Unchanged, 2 Removed\.'
    }

    It 'undoes no opt-out and no correction' {
        Get-Stored 'p1@example.com' | Should -Match '"UNSUBSCRIBED".*Changed|Changed.*"UNSUBSCRIBED"'
        Get-Stored 'p2@example.com' | Should -Match 'Corrected'
    }

    It 'tells once who has left the list' {
        Import-Csv $csv | Sync-CnvContact -JournalPath $journal -ErrorAction SilentlyContinue | ForEach-Object Status | Should -Not -Contain 'Removed'
    }
}

Describe 'The third night' {
    It 'does nothing for an empty export' {
        Write-List @()
        $results = Import-Csv $csv | Sync-CnvContact -JournalPath $journal -RemovedAction Unsubscribe -WarningVariable warnings -WarningAction SilentlyContinue
        $results | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'The list is empty'
    }

    It 'stops at a column that has shifted' {
        Write-List (2..148 | ForEach-Object { "p$_@example.com,Person $_,UNSUBSCRIBED" })
        { Import-Csv $csv | Sync-CnvContact -JournalPath $journal -ErrorAction Stop } |
            Should -Throw -ErrorId 'change_limit,Conversion.Commands.SyncCnvContactCommand'
        Import-Csv $csv | Compare-CnvContact -JournalPath $journal -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        "$warnings" | Should -Match '-MaximumUnsubscribePercent 10 allows'
    }

    It 'stops at half a list, before anybody is unsubscribed' {
        Write-List (2..60 | ForEach-Object { "p$_@example.com,Person $_,SUBSCRIBED" })
        { Import-Csv $csv | Sync-CnvContact -JournalPath $journal -RemovedAction Unsubscribe -ErrorAction Stop } |
            Should -Throw -ErrorId 'change_limit,Conversion.Commands.SyncCnvContactCommand'
        Get-Stored 'p148@example.com' | Should -Match '"SUBSCRIBED"'
    }

    It 'goes on for one run with the limit at 100' {
        $results = Import-Csv $csv | Sync-CnvContact -JournalPath $journal -RemovedAction Unsubscribe -MaximumRemovePercent 100
        Get-Count $results Removed | Should -BeGreaterThan 80
        Get-Stored 'p148@example.com' | Should -Match '"UNSUBSCRIBED"'
    }

    It 'sends what came back from a job' {
        $job = Start-Job -ArgumentList "$PSScriptRoot/../../Conversion.psd1" -ScriptBlock {
            param($manifest)
            Import-Module $manifest
            Connect-Cnv -Sandbox
            [pscustomobject]@{ Email = 'late@example.com' } | Compare-CnvContact -JournalPath './absent.journal'
        }
        $compared = $job | Receive-Job -Wait -AutoRemoveJob
        $compared.Status | Should -Be 'New'
        ($compared | Where-Object Status -EQ 'New' | Set-CnvContact).Status | Should -Be 'Created'
        Get-Stored 'late@example.com' | Should -Not -BeNullOrEmpty
    }
}
