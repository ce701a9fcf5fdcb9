# The commands that hand out secrets, with the parameters of the real ones. $StubKey is the API key.
function ConvertTo-StubSecret([string] $Text) {
    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

# Microsoft.PowerShell.SecretManagement
function Get-Secret {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Position = 1)] [string] $Vault, [switch] $AsPlainText)
    if ($AsPlainText) { $StubKey } else { ConvertTo-StubSecret $StubKey }
}

# Azure Automation; in a PowerShell 7.2 runtime strings come with quotes.
function Get-AutomationVariable {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Name)
    '"' + $StubKey + '"'
}

function Get-AutomationPSCredential {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Name)
    [pscredential]::new($Name, (ConvertTo-StubSecret $StubKey))
}
