# What sends messages, with the parameters of the real commands. $StubMessages has what was sent.
$global:StubMessages = [System.Collections.Generic.List[object]]::new()

# Microsoft.Graph.Authentication
function Connect-MgGraph {
    [CmdletBinding()]
    param([switch] $Identity, [switch] $EnvironmentVariable, [switch] $NoWelcome)
    $global:StubMessages.Add([pscustomobject]@{ Kind = 'connect'; Identity = [bool] $Identity; EnvironmentVariable = [bool] $EnvironmentVariable })
}

# Microsoft.Graph.Users.Actions
function Send-MgUserMail {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $UserId, [Parameter(Mandatory)] [System.Collections.IDictionary] $BodyParameter)
    $global:StubMessages.Add([pscustomobject]@{ Kind = 'mail'; From = $UserId; Message = $BodyParameter.Message })
}

# Microsoft.PowerShell.Utility, where nothing is to leave the machine.
function Invoke-RestMethod {
    [CmdletBinding()]
    param([string] $Method, [Parameter(Mandatory)] [uri] $Uri, [string] $ContentType, [object] $Body)
    if ($Uri.Host -eq 'unreachable.example') { throw 'No such host is known.' }
    $global:StubMessages.Add([pscustomobject]@{ Kind = $Method; Uri = $Uri; ContentType = $ContentType; Body = $Body })
}
