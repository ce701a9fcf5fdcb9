# What a person sees in a window.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    Connect-Cnv -Sandbox
    $rows = @(
        [pscustomobject]@{ Email = 'jane@example.com'; first_name = 'Jane' }
        [pscustomobject]@{ Email = 'bounced@example.com'; SubscriptionStatus = 'BOUNCED' }
        [pscustomobject]@{ Email = "evil$([char] 27)[2J"; first_name = 'Eve' }
    )
    $results = $rows | Set-CnvContact -ErrorAction Ignore
}

AfterAll {
    Disconnect-Cnv -All
}

Describe 'A table of results' {
    It 'shows status and error code whole in 80 columns' {
        $text = $results | Format-Table | Out-String -Width 80
        $text | Should -Match 'Row\s+Status\s+Email\s+CnvContactId\s+ErrorCode'
        $text | Should -Match '2 Rejected\s+bounced@example.com\s+invalid_subscription_status'
        $text -split '\r?\n' | ForEach-Object Length | Should -Not -BeGreaterThan 80
    }

    It 'shows the id whole in 120 columns' {
        $results | Format-Table | Out-String -Width 120 | Should -Match "jane@example.com\s+$($results[0].CnvContactId)\s"
    }

    # Older versions have no $PSStyle, and the views no colour.
    It 'colours what went wrong, where the output takes it' -Skip:($PSVersionTable.PSVersion -lt '7.2') {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $coloured = $results | Format-Table | Out-String -Width 120
            $PSStyle.OutputRendering = 'PlainText'
            $plain = $results | Format-Table | Out-String -Width 120
        }
        finally {
            $PSStyle.OutputRendering = $before
        }

        $coloured.Contains("$($PSStyle.Formatting.Error)Rejected$($PSStyle.Reset)") | Should -BeTrue
        $coloured.Contains("$($PSStyle.Formatting.Error)Created") | Should -BeFalse
        $plain.Contains([char] 27) | Should -BeFalse
    }
}

Describe 'Every view' {
    It 'keeps what a row says from the terminal' {
        $contacts = $rows | ConvertTo-CnvContact
        $shown = $results, $contacts, $contacts.Issues | ForEach-Object { $_ | Format-Table | Out-String; $_ | Format-List | Out-String }
        "$shown".Contains("$([char] 27)[2J") | Should -BeFalse
        "$shown".Contains('evil') | Should -BeTrue
    }

    It 'shows what came back from a job as it shows the real thing' {
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results))
        $back | Format-Table | Out-String -Width 120 | Should -Be ($results | Format-Table | Out-String -Width 120)
        $contacts = $rows | ConvertTo-CnvContact
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($contacts))
        $back | Format-Table | Out-String -Width 120 | Should -Be ($contacts | Format-Table | Out-String -Width 120)
    }

    It 'tells connections apart' {
        Get-CnvConnection | Format-Table | Out-String | Should -Match 'Name\s+IsCurrent\s+KeyId\s+Sandbox\s+BaseUri'
        Test-CnvConnection | Format-Table | Out-String | Should -Match 'Name\s+Reachable\s+Authorized\s+LatencyMs\s+ErrorCode\s+BaseUri'
        Get-CnvConnection | Format-List | Out-String | Should -Match 'MaximumRetryCount'
    }
}
