# Get-Help as a person reads it.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    $cmdlets = (Get-Command -Module Conversion).Name
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
}

Describe 'Get-Help <_>' -ForEach $cmdlets {
    BeforeAll {
        $cmdlet = $_
        $help = Get-Help $cmdlet -Full
    }

    It 'has a synopsis, a description and notes of its own' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$cmdlet*"
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.alertSet.alert.Text | Should -Not -BeNullOrEmpty
    }

    It 'has four examples and more, with code' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 4
        $help.examples.example.code | Should -Not -BeLike '*```*'
        $help.examples.example.code | Should -Not -BeNullOrEmpty
        (Get-Help $cmdlet -Examples | Out-String) | Should -BeLike "*$cmdlet*"
    }

    It 'explains every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        # A hidden parameter exists for its error message only.
        $names = (Get-Command $cmdlet).Parameters.Values.Where({ $_.Name -notin $common -and -not $_.Attributes.DontShow.Where({ $_ }) }).Name
        foreach ($name in $names) {
            (Get-Help $cmdlet -Parameter $name).description.Text | Should -Not -BeNullOrEmpty -Because "-$name needs one"
        }
    }

    It 'fits the windows of its readers' {
        $help | Out-String -Width 80 | Should -Not -Match '\*\*|\x80'
    }
}

Describe 'Get-Help <_>' -ForEach 'about_Conversion', 'about_Conversion_Sync' {
    It 'is found' {
        Get-Help $_ | Out-String | Should -Match "(?s)^\s*TOPIC\s+$_\s"
    }
}
