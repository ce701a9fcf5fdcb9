# samples/runbooks in real PowerShell, started as their platforms start them. What they do night after night is tested in
# tests/Conversion.Tests; here, exit codes of pwsh, credential files, transcripts and help.
BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $runbooks = Join-Path $root 'samples/runbooks'
    $key = 'sk_live_test_s3cr3tOfTheKey'
    . "$PSScriptRoot/Processes.ps1"

    # The module where a process of its own finds it by its name.
    $modules = (New-Item -ItemType Directory (Join-Path $TestDrive 'modules/Conversion')).Parent.FullName
    Copy-Item "$root/Conversion.psd1", "$root/module", "$root/en-US" "$modules/Conversion" -Recurse
    $modulePath = $env:PSModulePath
    $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $modulePath
    $apiKey = $env:CNV_API_KEY
    $env:CNV_API_KEY = $key

    function New-List([string] $Name = 'leads.csv') {
        $path = Join-Path $TestDrive $Name
        'Email,first_name', 'one@example.com,Ann', 'two@example.com,Ben', 'no-at-sign.example.com,Cem' | Set-Content $path
        $path
    }
}

AfterAll {
    $env:PSModulePath = $modulePath
    $env:CNV_API_KEY = $apiKey
}

Describe 'Import-Leads.ps1 under -File' {
    BeforeAll {
        $list = New-List
        $file = "-NoProfile -NonInteractive -File `"$runbooks/Import-Leads.ps1`" -Path `"$list`""
    }

    It 'gives 2 when only rows to correct are left, with an error in the log for each' {
        $run = Start-Pwsh "$file -StateFolder `"$TestDrive/a`" -SandboxPath `"$TestDrive/a.jsonl`""
        $run.ExitCode | Should -Be 2
        $run.Output | Should -Match 'Created\W.*2'
        $run.Output | Should -Match 'Rejected\W.*1'
        $run.Error | Should -Match 'no-at-sign'
    }

    It 'gives 0 when every row goes through' {
        $good = Join-Path $TestDrive 'good.csv'
        'Email', 'one@example.com' | Set-Content $good
        (Start-Pwsh ($file.Replace($list, $good) + " -StateFolder `"$TestDrive/g`" -SandboxPath `"$TestDrive/g.jsonl`"")).ExitCode | Should -Be 0
        Get-Content "$TestDrive/g/good.report.html" -Raw | Should -Match 'The row went through'
    }

    It 'gives 1 at its time limit, and the next run goes on' {
        $run = Start-Pwsh "$file -StateFolder `"$TestDrive/b`" -SandboxPath `"$TestDrive/b.jsonl`" -TimeLimit 00:00:00"
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Match 'NotSent\W.*2'
        $run.Error | Should -Match 'Run the same'
        (Start-Pwsh "$file -StateFolder `"$TestDrive/b`" -SandboxPath `"$TestDrive/b.jsonl`"").ExitCode | Should -Be 2
    }

    It 'gives 1 and says why without a key' {
        $env:CNV_API_KEY = ''
        try { $run = Start-Pwsh "$file -StateFolder `"$TestDrive/c`"" }
        finally { $env:CNV_API_KEY = $key }
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'contains no API key'
    }

    It 'gives 1 and does not wait for somebody when a parameter is missing' {
        (Start-Pwsh $file).ExitCode | Should -Be 1
    }
}

Describe 'Sync-Everyone.ps1 under -File' {
    BeforeAll {
        $list = Join-Path $TestDrive 'everyone.csv'
        $file = "-NoProfile -NonInteractive -File `"$runbooks/Sync-Everyone.ps1`" -Path `"$list`" -StateFolder `"$TestDrive/sync`" -SandboxPath `"$TestDrive/sync.jsonl`""
        function Set-List([int] $Count) { 'Email', @(1..$Count | ForEach-Object { "a$_@example.com" }) | ForEach-Object { $_ } | Set-Content $list }
    }

    It 'gives 0 night after night, and counts who has left' {
        Set-List 120
        (Start-Pwsh $file).Output | Should -Match 'Created\W.*120'
        Set-List 119
        $run = Start-Pwsh $file
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Match 'Unchanged\W.*119'
        $run.Output | Should -Match 'Removed\W.*1'
    }

    It 'gives 3 beyond a limit, says how to look, and sends nothing' {
        Set-List 50
        $run = Start-Pwsh "$file -RemovedAction Unsubscribe"
        $run.ExitCode | Should -Be 3
        $run.Error -replace '\s' | Should -Match 'change_limit.*MaximumRemovePercent.*Compare-CnvContact'
        Get-Content "$TestDrive/sync.jsonl" -Raw | Should -Not -Match 'UNSUBSCRIBED'
        (Start-Pwsh "$file -RemovedAction Unsubscribe -MaximumRemovePercent 100").ExitCode | Should -Be 0
        Get-Content "$TestDrive/sync.jsonl" -Raw | Should -Match 'UNSUBSCRIBED'
    }
}

Describe 'The scheduled task' {
    BeforeAll { . "$root/tests/Stubs/ScheduledTasks.ps1" }

    It 'runs the import, in a folder of any name, and keeps a log' {
        $list = New-List "anyone's leads.csv"
        $state = Join-Path $TestDrive "anyone's state"
        $task = & "$runbooks/Register-LeadsTask.ps1" -Path $list -StateFolder $state -ServiceAccount 'DOMAIN\leads$' -SandboxPath "$TestDrive/task.jsonl"
        (Start-Pwsh $task.Action.Argument).ExitCode | Should -Be 2
        (Start-Pwsh $task.Action.Argument).ExitCode | Should -Be 2
        $log = Get-Content "$state/import.log" -Raw
        $log | Should -Match 'Created\W.*2'
        $log | Should -Match 'Unchanged\W.*2'
        $log | Should -Match 'no-at-sign'
    }

    It 'runs a whole list, and keeps a log' {
        $list = New-List 'everyone.csv'
        $state = Join-Path $TestDrive 'whole'
        $task = & "$runbooks/Register-LeadsTask.ps1" -Path $list -StateFolder $state -ServiceAccount 'DOMAIN\leads$' -SandboxPath "$TestDrive/whole.jsonl" -Script Sync-Everyone.ps1
        (Start-Pwsh $task.Action.Argument).ExitCode | Should -Be 2
        Get-Content "$state/import.log" -Raw | Should -Match 'Created\W.*2[\s\S]*Removed\W.*0'
    }

    It 'gives 1 and keeps in its log what ended it' {
        $state = Join-Path $TestDrive 'none'
        $task = & "$runbooks/Register-LeadsTask.ps1" -Path "$TestDrive/none.csv" -StateFolder $state -ServiceAccount 'DOMAIN\leads$' -SandboxPath "$TestDrive/none.jsonl"
        (Start-Pwsh $task.Action.Argument).ExitCode | Should -Be 1
        Get-Content "$state/import.log" -Raw | Should -Match 'There is no list'
    }
}

Describe 'Against an API' {
    BeforeAll {
        . "$root/tests/Stubs/Secrets.ps1"
        . "$root/tests/Stubs/Az.ps1"
        $StubKey = $key
        Import-Module "$root/Conversion.psd1" -Force

        $server = Start-Emulator $root $key
        $global:PSDefaultParameterValues['Connect-Cnv:BaseUri'] = $server.BaseUri
    }

    AfterAll {
        $global:PSDefaultParameterValues.Remove('Connect-Cnv:BaseUri')
        $server.Kill()
        $server.Dispose()
    }

    BeforeEach {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $list = Join-Path $folder 'leads.csv'
        $names = 1..3 | ForEach-Object { "$([guid]::NewGuid().ToString('N'))@example.com" }
        'Email', $names, 'no-at-sign.example.com' | ForEach-Object { $_ } | Set-Content $list
    }

    It 'imports with <Name>, goes on, and shows the key nowhere' -TestCases @(
        @{ Name = 'CNV_API_KEY'; Parameters = @{} }
        @{ Name = 'a secret'; Parameters = @{ SecretName = 'ConversionApiKey' } }
        @{ Name = 'a credential file'; Parameters = @{ CredentialPath = 'conversion.xml' } }
    ) {
        if ($Parameters.CredentialPath) {
            $Parameters.CredentialPath = Join-Path $folder 'conversion.xml'
            Get-AutomationPSCredential -Name Conversion | Export-Clixml $Parameters.CredentialPath
        }
        $visible = & {
            & "$runbooks/Import-Leads.ps1" -Path $list -StateFolder "$folder/state" @Parameters -Verbose
            & "$runbooks/Import-Leads.ps1" -Path $list -StateFolder "$folder/state" @Parameters -Verbose
        } *>&1
        $summary = $visible | Where-Object { $_ -is [pscustomobject] }
        $summary.Created | Should -Be 3, 0
        $summary.Unchanged | Should -Be 0, 3
        $visible | Format-List * -Force | Out-String | Should -Not -Match 's3cr3t'
        Get-ChildItem "$folder/state" -File | Get-Content -Raw | Should -Not -Match 's3cr3t'
    }

    It 'sends a whole list with <Name>, and shows the key nowhere' -TestCases @(
        @{ Name = 'CNV_API_KEY'; Parameters = @{} }
        @{ Name = 'a secret'; Parameters = @{ SecretName = 'ConversionApiKey' } }
    ) {
        $visible = & {
            & "$runbooks/Sync-Everyone.ps1" -Path $list -StateFolder "$folder/state" @Parameters -Verbose
            & "$runbooks/Sync-Everyone.ps1" -Path $list -StateFolder "$folder/state" @Parameters -Verbose
        } *>&1
        $summary = $visible | Where-Object { $_ -is [pscustomobject] }
        $summary.Created | Should -Be 3, 0
        $summary.Unchanged | Should -Be 0, 3
        $visible | Format-List * -Force | Out-String | Should -Not -Match 's3cr3t'
        Get-ChildItem "$folder/state" -File | Get-Content -Raw | Should -Not -Match 's3cr3t'
    }

    It 'imports the reject file once it is mended' {
        $run = & "$runbooks/Import-Leads.ps1" -Path $list -StateFolder "$folder/state" 2>$null
        (Get-Content $run.RejectFile) -replace 'no-at-sign', 'no@sign' | Set-Content "$folder/mended.csv"
        (& "$runbooks/Import-Leads.ps1" -Path "$folder/mended.csv" -StateFolder "$folder/state").Created | Should -Be 1
    }

    It 'imports from a storage container with <Name>' -TestCases @(
        @{ Name = 'a variable'; Parameters = @{ KeyVariable = 'ConversionApiKey' } }
        @{ Name = 'a credential'; Parameters = @{ KeyCredential = 'Conversion' } }
    ) {
        $StubContainer = $folder
        $visible = & {
            & "$runbooks/Import-LeadsFromBlob.ps1" -StorageAccountName leads -ContainerName leads @Parameters -Verbose
            & "$runbooks/Import-LeadsFromBlob.ps1" -StorageAccountName leads -ContainerName leads @Parameters -Verbose
        } *>&1
        $summary = $visible | Where-Object { $_ -is [pscustomobject] }
        $summary.Created | Should -Be 3, 0
        $summary.Unchanged | Should -Be 0, 3
        $visible | Format-List * -Force | Out-String | Should -Not -Match 's3cr3t'
        Get-ChildItem $folder -Filter '*.rejects.csv' | Import-Csv | ForEach-Object Email | Should -Be 'no-at-sign.example.com'
    }
}

Describe 'Help' {
    It 'finds the topic about <Name>' -TestCases @(
        @{ Name = 'Runbooks' }
        @{ Name = 'Sync' }
    ) {
        Start-Pwsh "-NoProfile -Command `"Import-Module Conversion; Get-Help about_Conversion_$Name`"" |
            ForEach-Object Output | Should -Match "about_Conversion_$Name[\s\S]*THE JOURNAL[\s\S]*SEE ALSO"
    }

    It 'explains every parameter of <Name>' -TestCases @(
        @{ Name = 'Import-Leads.ps1' }
        @{ Name = 'Sync-Everyone.ps1' }
        @{ Name = 'Sync-OptOuts.ps1' }
        @{ Name = 'Import-LeadsFromBlob.ps1' }
        @{ Name = 'Register-LeadsTask.ps1' }
    ) {
        $help = Get-Help "$runbooks/$Name" -Full
        $help.Synopsis | Should -Match '\w+ \w+'
        $help.parameters.parameter | Where-Object { $_.name -notin 'WhatIf', 'Confirm' } |
            ForEach-Object { "$($_.name): $($_.description.Text)" } | Should -Match ': \w+'
    }
}
