# The circle: opt-outs out, the list in, and what somebody edited in the account, as a scheduler runs it.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    $folder = New-Item -ItemType Directory -Path (Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName()))
    $csv = Join-Path $folder 'everyone.csv'
    $sandbox = Join-Path $folder 'account.sandbox'
    $night = @{ Path = $csv; StateFolder = "$folder/state"; SandboxPath = $sandbox }
    $script = (Resolve-Path "$PSScriptRoot/../../samples/runbooks/Sync-OptOuts.ps1").Path

    function Use-Account([scriptblock] $Do) {
        Connect-Cnv -Sandbox -SandboxPath $sandbox
        try { & $Do } finally { Disconnect-Cnv }
    }
}

AfterAll {
    Disconnect-Cnv -All
    Remove-Item -LiteralPath $folder -Recurse
}

Describe 'Sync-OptOuts.ps1' {
    It 'puts the list into the account in the first night' {
        'Email,first_name,SubscriptionStatus', 'jane@example.com,Jane,SUBSCRIBED', 'omar@example.com,Omar,SUBSCRIBED' | Set-Content -LiteralPath $csv -Encoding utf8
        $summary = & $script @night
        $summary.Sent, $summary.OptOuts, $summary.Different | Should -Be 2, 0, 0
    }

    It 'brings an opt-out to the owner of the list, once, and shows what was edited' {
        Use-Account {
            Set-CnvContact omar@example.com -SubscriptionStatus UNSUBSCRIBED
            Set-CnvContact jane@example.com -Fields @{ first_name = 'Janet' }
        }
        $summary = & $script @night
        $summary.OptOuts | Should -Be 1
        (Import-Csv "$folder/state/everyone.optouts.csv").Email | Should -Be 'omar@example.com'
        $different = @(Import-Csv "$folder/state/everyone.differences.csv")
        $different.Email | Should -Be 'jane@example.com'
        $different.Differences | Should -Be 'fields.first_name'
        (& $script @night).OptOuts | Should -Be 0
    }

    It 'ends with an exit code that says what is to be done' {
        $null = & $script @night
        $LASTEXITCODE | Should -Be 0
        Add-Content -LiteralPath $csv -Value 'nobody,Nobody,SUBSCRIBED'
        $summary = & $script @night 2>$null
        $summary.WithError | Should -Be 1
        $LASTEXITCODE | Should -Be 2
        "$folder/state/everyone.report.html" | Should -FileContentMatch 'needs mending'
    }

    It 'stops at a limit of changes, and does not ask to be run again' {
        $many = @{ Path = "$folder/many.csv"; StateFolder = "$folder/state"; SandboxPath = "$folder/many.sandbox" }
        @('Email') + (1..120 | ForEach-Object { "a$_@example.com" }) | Set-Content -LiteralPath $many.Path -Encoding utf8
        $null = & $script @many
        $LASTEXITCODE | Should -Be 0
        'Email', 'a1@example.com' | Set-Content -LiteralPath $many.Path -Encoding utf8
        $null = & $script @many 2>$null
        $LASTEXITCODE | Should -Be 3
    }

    It 'never subscribes them again' {
        (Use-Account { Get-CnvContact } | Where-Object Email -EQ omar@example.com).SubscriptionStatus | Should -Be UNSUBSCRIBED
    }
}

Describe 'Contacts of the account' {
    It 'can be exported, edited and sent back' {
        Use-Account {
            Get-CnvContact | Export-Csv "$folder/contacts.csv" -NoTypeInformation
            $rows = Import-Csv "$folder/contacts.csv"
            $rows | ForEach-Object { $_.first_name = $_.first_name.ToUpper() }
            $results = $rows | Set-CnvContact -CnvContactId { $_.Id } -ExcludeProperty Id, CreatedAt, UpdatedAt, Sfdc* -SubscriptionPolicy Ignore
            $results.Status | Should -Be Updated, Updated
            (Get-CnvContact).first_name | Should -Be JANET, OMAR
        }
    }

    It 'have events, which are sent once however often the line runs' {
        Use-Account {
            $line = { Get-CnvContact | Add-CnvEvent -Event renewed -Timestamp 2026-11-28T08:00:00Z -ExcludeProperty * }
            (& $line).Status | Should -Be Tracked, Tracked
            $null = & $line
            @(Get-CnvCustomEvent).Count | Should -Be 2
        }
    }
}
