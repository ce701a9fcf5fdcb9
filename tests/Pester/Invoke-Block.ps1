# Runs a block of PowerShell as it stands in the README, for Readme.Tests.ps1: in a session with what its text names,
# statement by statement. A line with <Tab> is one where that key offers something.
param(
    [Parameter(Mandatory = $true)] [string] $Path,
    [Parameter(Mandatory = $true)] [string] $Manifest,
    [Parameter(Mandatory = $true)] [string] $BaseUri
)

# A variable that is not here is an error.
Set-StrictMode -Version 1.0
$key = $env:CNV_API_KEY
$secureStringOrString = [System.Net.NetworkCredential]::new('', $key).SecurePassword
$credential = [pscredential]::new('Conversion', $secureStringOrString)

# Like the real ones a .NET object with properties, not a row with columns.
Add-Type @'
public class ADUser {
    public bool Enabled { get { return true; } }
    public string GivenName { get { return "Eva"; } }
    public string Mail { get { return "eva@example.com"; } }
    public string SamAccountName { get { return "eva"; } }
}
'@

function Get-ADUser([string] $Filter, [string[]] $Properties) { [ADUser]::new() }

function Use-Api([bool] $Yes) {
    if ($Yes) { $PSDefaultParameterValues['Connect-Cnv:BaseUri'] = $BaseUri } else { $PSDefaultParameterValues.Remove('Connect-Cnv:BaseUri') }
}

$block = Get-Content -LiteralPath $Path -Raw
if ($block -notmatch 'Import-Module') {
    Import-Module $Manifest
    Use-Api $true
    Connect-Cnv
}

foreach ($part in [regex]::Split($block, '(?m)^(.*<Tab>.*)$')) {
    if ($part -match '^(.*)<Tab>') {
        $offered = (TabExpansion2 $Matches[1] $Matches[1].Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue
        if (-not $offered) { throw "The Tab key offers nothing: $part" }
        continue
    }

    $problems = $null
    $script = [System.Management.Automation.Language.Parser]::ParseInput($part, [ref] $null, [ref] $problems)
    if ($problems) { throw $problems[0].Message }
    foreach ($statement in $script.EndBlock.Statements) {
        # A sandbox has no address.
        Use-Api ($statement.Extent.Text -notmatch '-Sandbox')
        . ([scriptblock]::Create($statement.Extent.Text)) 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -notlike 'invalid_email,*') { throw $_ }
            $_
        }
    }
}
