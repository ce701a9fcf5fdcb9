# What the Tab key offers.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    Push-Location $TestDrive
    Set-Content leads.csv "Email,Given name,job_title`na@example.com,Ann,CEO"
    function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

AfterAll {
    Pop-Location
    Disconnect-Cnv -All
}

Describe 'The Tab key' {
    It 'offers the columns of the CSV that the line reads' {
        Complete 'Import-Csv leads.csv | Set-CnvContact -Property ' | Should -Be "'Given name'", 'job_title'
        Complete 'Import-Csv .\leads.csv | Where-Object Email | Set-CnvContact -ExcludeProperty j' | Should -Be 'job_title'
    }

    It 'offers a map of them' {
        Complete 'Import-Csv leads.csv | Set-CnvContact -FieldMap ' | Should -Be "@{ given_name = 'Given name'; job_title = 'job_title' }"
    }

    It 'offers statuses and connections' {
        Connect-Cnv -Sandbox -Name Rehearsal
        Complete 'Set-CnvContact a@example.com -SubscriptionStatus uns' | Should -Be 'UNSUBSCRIBED'
        Complete 'Disconnect-Cnv ' | Should -Be 'Rehearsal'
        Complete 'Set-CnvContact a@example.com -Connection ' | Should -Be '(Get-CnvConnection Rehearsal)'
    }
}
