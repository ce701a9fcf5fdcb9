# Jobs, removal, and lists that are checked, interrupted and resumed, as an administrator does it at a prompt.
BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $manifest = "$root/Conversion.psd1"
    $leads = "$root/samples/leads.csv"
    Import-Module $manifest -Force
}

Describe 'Start-Job' {
    It 'leaves its contacts in the sandbox file for the next session' {
        $sandbox = Join-Path $TestDrive 'job.sandbox'
        $job = Start-Job -ArgumentList $manifest, $leads, $sandbox -ScriptBlock {
            param($manifest, $leads, $sandbox)
            Import-Module $manifest
            Connect-Cnv -Sandbox -SandboxPath $sandbox
            Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue
        }
        $results = $job | Receive-Job -Wait -AutoRemoveJob
        $results.Count | Should -Be @(Import-Csv $leads).Count
        ($results | Where-Object Status -eq 'Created').Count | Should -BeGreaterThan 10

        Connect-Cnv -Sandbox -SandboxPath $sandbox
        $again = Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue
        $again.Status | Should -Not -Contain 'Created'
        Disconnect-Cnv -All
    }
}

Describe 'Remove-Module' {
    It 'disconnects, and an import afterwards starts afresh' {
        $connection = Connect-Cnv -Sandbox -PassThru
        Remove-Module Conversion
        Import-Module $manifest
        Get-CnvConnection | Should -BeNullOrEmpty
        { Set-CnvContact 'a@example.com' -ErrorAction Stop } |
            Should -Throw -ErrorId 'not_connected,Conversion.Commands.SetCnvContactCommand'
        { Set-CnvContact 'a@example.com' -Connection $connection -ErrorAction Stop } | Should -Throw
    }
}

Describe 'A list at the prompt' {
    BeforeEach { Connect-Cnv -Sandbox }
    AfterEach { Disconnect-Cnv -All }

    It 'is checked offline with ConvertTo-CnvContact' {
        $issues = Import-Csv $leads | ConvertTo-CnvContact | Where-Object Issues
        $issues.Count | Should -BeGreaterThan 0
        $issues.Issues.Code | Should -Contain 'invalid_email'
        $clean = Import-Csv $leads | ConvertTo-CnvContact | Where-Object { -not $_.Issues }
        $clean | ForEach-Object ToJson | ForEach-Object { ($_ | ConvertFrom-Json).email } | Should -Be $clean.Email
    }

    It 'is sent once with a journal, however often the line is run' {
        $journal = Join-Path $TestDrive 'leads.journal'
        $first = Import-Csv $leads | Set-CnvContact -JournalPath $journal -ErrorAction SilentlyContinue
        $second = Import-Csv $leads | Set-CnvContact -JournalPath $journal -ErrorAction SilentlyContinue
        $done = $first | Where-Object { $_.Status -in 'Created', 'Updated' }
        # Rows of one contact that differ are sent again, in order.
        $once = ($done | Group-Object CnvContactId | Where-Object Count -EQ 1).Group | Sort-Object Row
        ($second | Where-Object Status -eq 'Unchanged').Row | Should -Be $once.Row
        ($second | Where-Object Status -eq 'Unchanged').CnvContactId | Should -Be $once.CnvContactId
    }

    It 'goes on where a stopped pipeline left off' {
        $journal = Join-Path $TestDrive 'stopped.journal'
        $first = Import-Csv $leads | Set-CnvContact -JournalPath $journal -ThrottleLimit 1 -ErrorAction SilentlyContinue | Select-Object -First 3
        $second = Import-Csv $leads | Set-CnvContact -JournalPath $journal -ThrottleLimit 1 -ErrorAction SilentlyContinue
        foreach ($result in $first | Where-Object { $_.Status -in 'Created', 'Updated' -and @($second | Where-Object CnvContactId -EQ $_.CnvContactId).Count -eq 1 }) {
            $second[$result.Row - 1].Status | Should -Be 'Unchanged'
        }
        $second.Count | Should -Be @(Import-Csv $leads).Count
    }

    It 'is summed up on the information stream' {
        Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue -InformationVariable said | Out-Null
        "$said" | Should -Match '^26 rows in [\d.]+ s: \d+ Created, .*Rejected \([a-z_]+ \d'
    }

    It 'names its errors by id, category and row' {
        Set-CnvContact -InputObject ([pscustomobject]@{ Email = 'no address' }) -ErrorVariable failure -ErrorAction SilentlyContinue | Out-Null
        $failure.FullyQualifiedErrorId | Should -Be 'invalid_email,Conversion.Commands.SetCnvContactCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.TargetObject.Email | Should -Be 'no address'
    }
}

Describe 'Rows as other commands make them' {
    BeforeEach { Connect-Cnv -Sandbox }
    AfterEach { Disconnect-Cnv -All }

    It 'takes objects from JSON, each with columns of its own' {
        $json = '[{"Email":"a@example.com","first_name":"A"},{"Email":"b@example.com","last_name":"B"},{"Email":"c@example.com","first_name":"C","city":"Rome"}]'
        $bodies = ConvertFrom-Json $json | ForEach-Object { $_ } | ConvertTo-CnvContact | ForEach-Object ToJson
        $bodies[1] | Should -Be '{"email":"b@example.com","fields":{"last_name":"B"}}'
        $bodies[2] | Should -Be '{"email":"c@example.com","fields":{"first_name":"C","city":"Rome"}}'
    }

    It 'takes what Select-Object and Add-Member make of rows' {
        $row = Import-Csv $leads | Select-Object -First 1 -Property Email, @{ n = 'first_name'; e = { 'X' } } | Add-Member city Rome -PassThru
        ($row | ConvertTo-CnvContact).ToJson() | Should -Match '"fields":{"first_name":"X","city":"Rome"}'
    }

    It 'takes rows of a data table' {
        $table = [System.Data.DataTable]::new()
        'Email', 'first_name' | ForEach-Object { $null = $table.Columns.Add($_) }
        $null = $table.Rows.Add('a@example.com', 'A')
        $null = $table.Rows.Add('b@example.com', [DBNull]::Value)
        ($table.Rows | ConvertTo-CnvContact).ForEach('ToJson') | Should -Be @(
            '{"email":"a@example.com","fields":{"first_name":"A"}}'
            '{"email":"b@example.com"}')
    }

    It 'runs script blocks given for its parameters on every row' {
        $users = 1..3 | ForEach-Object { [pscustomobject]@{ Mail = "U$_@example.com"; GivenName = "N$_" } }
        $bodies = $users | ConvertTo-CnvContact -Email { $_.Mail.ToLower() } -Fields { @{ first_name = $_.GivenName } } -ExcludeProperty GivenName |
            ForEach-Object ToJson
        $bodies[2] | Should -Be '{"email":"u3@example.com","fields":{"first_name":"N3"}}'
    }
}
