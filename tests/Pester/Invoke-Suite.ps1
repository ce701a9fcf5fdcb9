# Runs the tests in this folder, and writes what became of each as JSON, for PesterTests.cs.
param(
    [Parameter(Mandatory = $true)] [string] $Pester,
    [Parameter(Mandatory = $true)] [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration

function Get-Result($Item, [string] $Name, [string] $Result) {
    $file = if ($Item.Block) { $Item.Block.BlockContainer.Item } elseif ($Item.BlockContainer) { $Item.BlockContainer.Item } else { $Item.Item }
    $said = foreach ($record in $Item.ErrorRecord) {
        $record.ToString()
        $record.ScriptStackTrace -split '\r?\n' | Where-Object { $_ -notmatch 'Pester\.psm1|Pester\.ScriptScope\.ps1|Invoke-Suite\.ps1' }
    }
    [pscustomobject]@{ Name = (Split-Path -Leaf $file) + ': ' + $Name; Result = $Result; Error = $said -join [System.Environment]::NewLine }
}

$results = @(
    # A file that cannot be read, and a block whose BeforeAll or AfterAll failed, have tests that say nothing of it.
    $run.FailedContainers | ForEach-Object { Get-Result $_ '(the file)' 'Failed' }
    $run.FailedBlocks | ForEach-Object { Get-Result $_ "$($_.ExpandedPath) (the block)" 'Failed' }
    $run.Tests | ForEach-Object { Get-Result $_ $_.ExpandedPath "$($_.Result)" }
)
ConvertTo-Json -InputObject $results | Set-Content -LiteralPath $ResultPath -Encoding utf8
