# Every command of README.md, as it stands there and in its order: those of a shell in a fresh copy of the checkout, those
# of PowerShell in a session of their own, connected to the emulator, with a home folder of its own.
BeforeDiscovery {
    $readme = Get-Content "$PSScriptRoot/../../README.md" -Raw
    $blocks = [regex]::Matches($readme, '(?ms)^[ \t]*```(?<language>\w*)[ \t]*\r?\n(?<text>.*?)^[ \t]*```[ \t]*\r?$') | ForEach-Object {
        @{
            Line = $readme.Substring(0, $_.Index).Split("`n").Count
            First = $_.Groups['text'].Value.Split("`n")[0].Trim()
            Language = $_.Groups['language'].Value
            Text = $_.Groups['text'].Value
        }
    }
    # The processes are started by members of .NET that Windows PowerShell does not have.
    $skip = $PSVersionTable.PSVersion -lt '7.2'
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    . "$PSScriptRoot/Processes.ps1"
    Import-Module "$root/Conversion.psd1" -Force

    # What a clone would have, and nothing that was built.
    function Copy-Checkout([string] $From, [string] $To) {
        $null = New-Item -ItemType Directory $To
        foreach ($item in Get-ChildItem -LiteralPath $From -Force | Where-Object Name -NotIn '.git', '.vs', 'bin', 'obj', 'artifacts', 'TestResults', 'StrykerOutput') {
            if ($item.PSIsContainer) { Copy-Checkout $item.FullName "$To/$($item.Name)" } else { Copy-Item -LiteralPath $item.FullName $To }
        }
    }

    function ConvertTo-Argument([string] $Script) {
        '-NoProfile -NonInteractive -OutputFormat Text -EncodedCommand ' + [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($Script))
    }

    function Assert-Success($Run) {
        $Run.ExitCode | Should -Be 0 -Because "it said: $($Run.Output)$($Run.Error)"
    }

    # In the folder of the copy, with the home folder that the README's packages are installed in.
    function Start-AtHome([string] $Arguments) {
        $run = Start-Pwsh $Arguments -Folder $checkout -Environment @{
            HOME = $home_; XDG_DATA_HOME = ''; XDG_CACHE_HOME = ''; XDG_CONFIG_HOME = ''; PSModulePath = ''; NO_COLOR = '1'; CNV_API_KEY = $key
        }
        Assert-Success $run
        $run.Output
    }

    # The build that runs these tests has analyzed the code.
    function Start-Shell([string] $Line) {
        Assert-Success (Start-Pwsh (ConvertTo-Argument "$Line; exit `$LASTEXITCODE") -Folder $checkout -Environment @{
                MSBUILDDISABLENODEREUSE = '1'; RunAnalyzers = 'false'
            })
    }

    # A server does not come to its end: it answers once, and is stopped.
    function Start-Server([string] $Line) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh, $pwshArguments + (ConvertTo-Argument $Line))
        $start.WorkingDirectory = $checkout
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            do { $address = $process.StandardOutput.ReadLine() } until ($null -eq $address -or $address -match '^http://127\.0\.0\.1:\d+/')
            $address | Should -Not -BeNullOrEmpty -Because 'the server prints its address'
            $connection = Connect-Cnv -ApiKey ([regex]::Match($Line, '--key (\S+)').Groups[1].Value) -BaseUri $address -PassThru
            (Test-CnvConnection -Connection $connection).Authorized | Should -BeTrue
        }
        finally {
            $process.Kill($true)
            $process.Dispose()
            Disconnect-Cnv -All
        }
    }

    $key = 'sk_live_readme_secret'
    $checkout = "$TestDrive/checkout"
    $home_ = (New-Item -ItemType Directory "$TestDrive/home").FullName
    Copy-Checkout $root $checkout
    Get-ChildItem "$checkout/module" -Exclude *.ps1xml | Remove-Item -Recurse

    # What the blocks name. One row is wrong, for those that look at what failed.
    'Email,first_name,last_name', 'ann@example.com,Ann,Lee', 'ben@example.com,Ben,', 'no-at-sign.example.com,Cem,' | Set-Content "$checkout/leads.csv"
    'Email,first_name', 'ann@example.com,Ann', 'fay@example.com,Fay' | Set-Content "$checkout/everyone.csv"
    'Work Email,Given name,Role', 'dag@example.com,Dag,CEO' | Set-Content "$checkout/export.csv"
    'Email,First Name,Company Name', 'eva@example.com,Eva,Acme' | Set-Content "$checkout/hubspot.csv"
    $server = Start-Emulator $root $key
    $connection = Connect-Cnv -ApiKey $key -BaseUri $server.BaseUri -PassThru
    $null = Import-Csv "$checkout/leads.csv" | Set-CnvContact -Connection $connection -ErrorAction Ignore
    Disconnect-Cnv -All
}

AfterAll {
    $server.Kill()
    $server.Dispose()
}

Describe 'README.md' -Skip:$skip {
    It 'says: <First> (line <Line>)' -ForEach $blocks {
        if ($Language -eq 'powershell') {
            Set-Content "$TestDrive/block.txt" $Text
            Start-AtHome "-NoProfile -NonInteractive -File `"$PSScriptRoot/Invoke-Block.ps1`" -Path `"$TestDrive/block.txt`" -Manifest `"$root/Conversion.psd1`" -BaseUri $($server.BaseUri)"
            return
        }

        $Language | Should -BeIn '', 'sh', 'shell', 'bash', 'console' -Because 'nothing here runs a block of another language'
        foreach ($line in $Text -replace '\\\r?\n\s*' -split '\r?\n' | Where-Object { $_ -match '^[^#]' }) {
            if ($line -eq 'dotnet test') { continue } # It is what runs this.
            if ($line -match 'Emulator\.Server') { Start-Server $line } else { Start-Shell $line }
        }
    }

    It 'has no other fences' {
        $fences = Get-Content "$root/README.md" | Where-Object { $_ -match '^\s*(```|~~~)' }
        $fences.Count | Should -Be (2 * $blocks.Count)
    } -TestCases @{ blocks = $blocks }

    # After its lines the package is installed at home, and its folder of packages is registered there.
    It 'installs a module that is imported by name and does the main job' {
        $said = Start-AtHome (ConvertTo-Argument {
                $ErrorActionPreference = 'Stop'
                Import-Module Conversion
                (Get-Module Conversion).Path.StartsWith($HOME)
                Connect-Cnv -Sandbox
                $results = Import-Csv samples/leads.csv | Set-CnvContact -ErrorAction SilentlyContinue
                @($results).Count -eq @(Import-Csv samples/leads.csv).Count
                $results.Status -contains 'Created'
                (Get-Help Set-CnvContact).Synopsis
                (Get-Help about_Conversion | Out-String) -split '\r?\n' | Select-Object -First 2
            })
        $said -split '\r?\n' | Where-Object { $_ } | Should -Be 'True', 'True', 'True', (Get-Help Set-CnvContact).Synopsis, 'TOPIC', '    about_Conversion'
    }

    It 'installs a module that is updated to a higher version' {
        $said = Start-AtHome (ConvertTo-Argument {
                $ErrorActionPreference = 'Stop'
                Copy-Item artifacts/Conversion $HOME/Conversion -Recurse
                $manifest = Get-Content $HOME/Conversion/Conversion.psd1 -Raw
                $manifest -replace "(ModuleVersion\s*=\s*)'[^']+'", "`$1'100.0.0'" | Set-Content $HOME/Conversion/Conversion.psd1
                $repository = Get-PSResourceRepository | Where-Object { $_.Uri.LocalPath -eq (Resolve-Path artifacts).Path }
                Publish-PSResource -Path $HOME/Conversion -Repository $repository.Name
                Update-PSResource Conversion
                Import-Module Conversion
                (Get-Module Conversion).Version.ToString()
            })
        $said.Trim() | Should -Be '100.0.0'
    }

    It 'installs a module that is uninstalled' {
        $said = Start-AtHome (ConvertTo-Argument {
                $ErrorActionPreference = 'Stop'
                Uninstall-PSResource Conversion -Version *
                @(Get-Module -ListAvailable Conversion).Count
            })
        $said.Trim() | Should -Be '0'
    }
}
