<#
.SYNOPSIS
    Builds and tests the module.
.EXAMPLE
    ./build.ps1
    Fills module/, so that Import-Module ./Conversion.psd1 works.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs the tests of the .NET SDK, and those in tests/Pester.
.EXAMPLE
    ./build.ps1 -Task Package
    Lays the module out in artifacts/Conversion, and packs it for the PowerShell Gallery.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Package')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
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

    if ($Task -in 'Test', 'Pester') {
        Import-Module Pester -MinimumVersion 5.0
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
