<#
.SYNOPSIS
    Builds and tests the module.
.EXAMPLE
    ./build.ps1
    Fills module/, so that Import-Module ./Conversion.psd1 works.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs all tests, and PSScriptAnalyzer where it is installed.
.EXAMPLE
    ./build.ps1 -Task Pester
    Runs the tests in tests/Pester in this PowerShell, 5.1 or 7, and PSScriptAnalyzer where it is installed.
.EXAMPLE
    ./build.ps1 -Task Package
    Lays the module out in artifacts/Conversion, and packs it for the PowerShell Gallery.
.EXAMPLE
    ./build.ps1 -Task Help
    Makes en-US/Conversion.dll-Help.xml of the pages in docs/, with Microsoft.PowerShell.PlatyPS 1.0.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Package', 'Help')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'

# What PlatyPS leaves out of the MAML: the defaults. And it has no place for code: an example's first block becomes its code.
function Complete-Maml([xml] $Maml, [object[]] $Pages) {
    $namespaces = [System.Xml.XmlNamespaceManager]::new($Maml.NameTable)
    $Maml.DocumentElement.Attributes | Where-Object Prefix -EQ xmlns | ForEach-Object { $namespaces.AddNamespace($_.LocalName, $_.Value) }
    $dev = $namespaces.LookupNamespace('dev')
    foreach ($page in $Pages) {
        $command = $Maml.SelectSingleNode("//command:command[command:details/command:name='$($page.Title)']", $namespaces)
        foreach ($parameter in $page.Parameters | Where-Object DefaultValue) {
            $default = $Maml.CreateElement('dev', 'defaultValue', $dev)
            $default.InnerText = $parameter.DefaultValue.Trim("'")
            $node = $command.SelectSingleNode("command:parameters/command:parameter[maml:name='$($parameter.Name)']", $namespaces)
            $null = $node.AppendChild($default)
        }
    }

    foreach ($example in $Maml.SelectNodes('//command:example', $namespaces)) {
        $introduction = $example.SelectSingleNode('maml:introduction', $namespaces)
        $paragraphs = @($introduction.ChildNodes)
        $example.SelectSingleNode('dev:code', $namespaces).InnerText = $paragraphs[0].InnerText -replace '(?m)^```.*\n?' -replace '\n$'
        $remarks = $example.SelectSingleNode('dev:remarks', $namespaces)
        foreach ($paragraph in $paragraphs | Select-Object -Skip 1 | Where-Object InnerText -NE "$([char] 0x80)") {
            $paragraph.InnerText = $paragraph.InnerText -replace '(?m)^```.*\n?' -replace '\n$'
            $null = $remarks.AppendChild($paragraph)
        }

        $null = $example.RemoveChild($introduction)
        $title = $example.SelectSingleNode('maml:title', $namespaces)
        $title.InnerText = $title.InnerText.Trim(' ', '-')
    }
}

Push-Location $PSScriptRoot
try {
    if ($Task -eq 'Build') {
        dotnet build
        if ($LASTEXITCODE) { exit $LASTEXITCODE }
    }

    if ($Task -eq 'Test') {
        dotnet test
        if ($LASTEXITCODE) { exit $LASTEXITCODE }
    }

    if ($Task -eq 'Package') {
        dotnet pack src/Conversion
        if ($LASTEXITCODE) { exit $LASTEXITCODE }
    }

    if ($Task -eq 'Help') {
        Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
        $pages = Import-MarkdownCommandHelp -Path (Get-ChildItem docs/*-Cnv*.md)
        $file = $pages | Export-MamlCommandHelp -OutputFolder $folder
        $maml = [xml] (Get-Content -LiteralPath $file -Raw -Encoding utf8)
        Complete-Maml $maml $pages
        $maml.Save((Join-Path $PSScriptRoot en-US/Conversion.dll-Help.xml))
        Remove-Item -LiteralPath $folder -Recurse
    }

    if ($Task -in 'Test', 'Pester') {
        if (Get-Module -ListAvailable PSScriptAnalyzer) {
            $findings = @('build.ps1', 'Conversion.psd1', 'samples' | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Recurse })
            # The blocks of a Pester file share variables, which these rules do not see, and make things up in functions of their own.
            $findings += Invoke-ScriptAnalyzer -Path tests/Pester -Recurse -ExcludeRule @(
                'PSUseDeclaredVarsMoreThanAssignments', 'PSUseUsingScopeModifierInNewRunspaces', 'PSUseShouldProcessForStateChangingFunctions')
            $findings | Format-List RuleName, ScriptName, Line, Message
            if ($findings) { throw 'PSScriptAnalyzer found something.' }
        }
        else {
            Write-Warning 'The scripts were not analyzed: that wants PSScriptAnalyzer.'
        }

    }

    if ($Task -eq 'Pester') {
        dotnet build tests/Pester
        if ($LASTEXITCODE) { exit $LASTEXITCODE }

        # The build has restored Pester; a newer one that is installed goes before it.
        $packages = (dotnet nuget locals global-packages --list) -replace '^[^:]+: '
        $restored = Join-Path $packages "pester/$(([xml] (Get-Content tests/Pester/Conversion.Pester.csproj)).Project.PropertyGroup.PesterVersion)/tools/Pester.psd1"
        Get-Module -ListAvailable Pester, $restored | Sort-Object Version | Select-Object -Last 1 | Import-Module
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = 'tests/Pester'
        $configuration.Run.Exit = $true
        $configuration.Run.Throw = $true
        $configuration.Output.Verbosity = 'Detailed'
        Invoke-Pester -Configuration $configuration
    }
}
finally {
    Pop-Location
}
