# Connections that cannot be made, as unattended scripts meet them: in runspaces that are used again, and in transcripts.
BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $manifest = "$root/Conversion.psd1"
    Import-Module $manifest -Force
    . "$PSScriptRoot/Processes.ps1"
}

# Windows PowerShell has no -Parallel.
Describe 'ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    # One runspace for all, which still has the connection of the tenant before.
    It 'sends the rows of a tenant that cannot be connected to nobody' {
        $sandbox = Join-Path $TestDrive 'a.sandbox'
        $tenants = @(
            @{ Email = 'a@example.com'; Connect = @{ Sandbox = $true; SandboxPath = $sandbox } }
            @{ Email = 'bad-key@example.com'; Connect = @{ ApiKey = 'nonsense' } }
            @{ Email = 'no-key@example.com'; Connect = @{ ApiKey = '' } }
            @{ Email = 'no-timeout@example.com'; Connect = @{ ApiKey = 'sk_live_b_x'; TimeoutSec = 'soon' } }
            @{ Email = 'unknown-setting@example.com'; Connect = @{ ApiKey = 'sk_live_b_x'; Tenant = 'b' } }
        )
        $said = $tenants | ForEach-Object -ThrottleLimit 1 -Parallel {
            Import-Module $using:manifest
            $settings = $_.Connect
            try { Connect-Cnv @settings } catch { "connect: $(($_.FullyQualifiedErrorId -split ',')[0])" }
            try { (Set-CnvContact $_.Email).Status } catch { "set: $(($_.FullyQualifiedErrorId -split ',')[0])" }
        }
        "$said" | Should -Be ('Created ' + (('invalid_api_key', 'missing_api_key', 'invalid_argument', 'invalid_argument').ForEach{ "connect: $_ set: not_connected" } -join ' '))
        Connect-Cnv -Sandbox -SandboxPath $sandbox
        Get-Content $sandbox | Select-Object -Skip 1 | ForEach-Object { ($_ | ConvertFrom-Json).email } | Should -Be 'a@example.com'
        Disconnect-Cnv -All
    }
}

Describe 'A key in the script itself' {
    It 'is in no error, no transcript and no Get-Error' {
        $lines = '-TimeoutSec 0', '-RateLimit abc', "-BaseUri 'http://[bad'", '-Sandbox', '-MaximumRetryCount 101', "-Name ''", '-SandboxPath x',
            '-Credential x', '-TimoutSec 5', 'x' | ForEach-Object { "Connect-Cnv -ApiKey sk_live_kid_s3cr3tOfTheKey $_" }
        $script = Join-Path $TestDrive 'connect.ps1'
        $transcript = Join-Path $TestDrive 'transcript.txt'
        @(
            "Import-Module '$manifest'", "`$null = Start-Transcript '$transcript'", $lines, 'foreach ($view in "NormalView", "CategoryView") {'
            '$ErrorView = $view; $Error | Out-String -Width 500 }', 'if (Get-Command Get-Error -ErrorAction Ignore) { $Error | Get-Error | Out-String -Width 500 }'
            '$Error | Format-List * -Force | Out-String -Width 500', '"errors: $($Error.Count)"', '$null = Stop-Transcript'
        ) | ForEach-Object { $_ } | Set-Content $script
        $run = Start-Pwsh "-NoProfile -NonInteractive -File `"$script`""
        $run.Output | Should -Match "errors: $($lines.Count)"
        $run.Output + $run.Error + (Get-Content $transcript -Raw) | Should -Not -Match 's3cr3t'
    }
}

Describe 'An error in a line that is not shown' {
    It 'is shown, wherever in the line the command stands' {
        $lines = [ordered]@{
            'Connect-Cnv -ApiKey bad -Name one'                           = 'valid API key'
            'if ($true) { Connect-Cnv -ApiKey bad }'                      = 'valid API key'
            "$(' ' * 100)`$connection = Connect-Cnv -ApiKey bad -PassThru" = 'valid API key'
            'Connect-Cnv -ApiKey sk_live_a_b -BaseUri http://127.0.0.1:9/api; "nobody" | Set-CnvContact | Out-Null' = 'has no @'
            'Connect-Cnv -ApiKey sk_live_a_b -BaseUri http://127.0.0.1:9/api; Get-CnvConnection -Name nope' = "no connection 'nope'"
        }
        $script = Join-Path $TestDrive 'line.ps1'
        Set-Content $script (@("Import-Module '$manifest'") + @($lines.Keys))
        $run = Start-Pwsh "-NoProfile -NonInteractive -File `"$script`""
        $said = $run.Output + $run.Error
        # Each is where its line is.
        foreach ($group in $lines.Values | Group-Object) { [regex]::Matches($said, [regex]::Escape($group.Name)).Count | Should -Be $group.Count }
    }
}

Describe '-WhatIf -Verbose' {
    It 'shows no character that a terminal would obey' {
        $run = Start-Pwsh ("-NoProfile -NonInteractive -Command `"Import-Module '$manifest'; Connect-Cnv -Sandbox; " +
            "Set-CnvContact ('a' + [char]::ConvertFromUtf32(0xE0041) + 'b@example.com') -WhatIf -Verbose`"")
        $run.Output | Should -Match '"a.{1,3}@example\.com"'
    }
}
