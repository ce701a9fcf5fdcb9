# The main job, as an administrator does it at a prompt. What a sentence of the help promises is tested in
# tests/Conversion.Tests.
BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    Import-Module "$root/Conversion.psd1" -Force
    $leads = "$root/samples/leads.csv"
}

Describe 'Import-Csv | Set-CnvContact' {
    BeforeEach { Connect-Cnv -Sandbox }
    AfterEach { Disconnect-Cnv -All }

    It 'answers every row, in input order' {
        $results = Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue
        $results.Count | Should -Be @(Import-Csv $leads).Count
        $results.Row | Should -Be (1..$results.Count)
    }

    It 'writes an error beside every row that failed' {
        $results = Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be @($results | Where-Object ErrorCode).Count
    }

    It 'lets the rejects be exported, corrected and sent again' {
        $rejects = Join-Path $TestDrive 'rejects.csv'
        Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue |
            Where-Object Status -eq Rejected | ForEach-Object InputObject | Export-Csv $rejects -NoTypeInformation
        $again = Import-Csv $rejects | ForEach-Object {
            $_.Email = "row$([guid]::NewGuid().ToString('N'))@example.com"
            $_.SubscriptionStatus = ''
            $_.favourite_colour = ''
            $_
        } | Set-CnvContact
        $again.Count | Should -Be 5
        $again.Status | Sort-Object -Unique | Should -Be 'Created'
    }

    It 'stops with Select-Object -First' {
        $first = Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue | Select-Object -First 1
        $first.Row | Should -Be 1
    }

    It 'ends with the first error under -ErrorAction Stop' {
        { Import-Csv $leads | Set-CnvContact -ErrorAction Stop } |
            Should -Throw -ErrorId 'invalid_email,Conversion.Commands.SetCnvContactCommand'
    }

    It 'sends nothing with -WhatIf' {
        Import-Csv $leads | Set-CnvContact -WhatIf -ErrorAction SilentlyContinue |
            Where-Object Status -ne Rejected | Should -BeNullOrEmpty
    }

    It 'shows row, status, email, id and error' {
        $table = Import-Csv $leads | Set-CnvContact -ErrorAction SilentlyContinue | Format-Table | Out-String -Width 120
        $table | Should -Match 'Row\s+Status\s+Email\s+CnvContactId\s+ErrorCode'
    }
}

# Windows PowerShell has no -Parallel.
Describe 'ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    It 'takes the connection with $using:' {
        $connection = Connect-Cnv -Sandbox -PassThru
        $manifest = "$root/Conversion.psd1"
        $results = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            Set-CnvContact "p$_@example.com" -Connection $using:connection
        }
        $results.Status | Should -Be (@('Created') * 4)
        Disconnect-Cnv -All
    }
}
