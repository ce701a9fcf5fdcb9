# A storage container that is a folder, $StubContainer, behind the commands of Az.Accounts and Az.Storage.
function Disable-AzContextAutosave {
    [CmdletBinding()]
    param([ValidateSet('Process', 'CurrentUser')] [string] $Scope)
}

function Connect-AzAccount {
    [CmdletBinding()]
    param([switch] $Identity)
}

function New-AzStorageContext {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $StorageAccountName, [switch] $UseConnectedAccount)
    "context of $StorageAccountName"
}

function Get-StubBlobPath([string] $Blob, $Cmdlet) {
    $path = [System.IO.Path]::Combine($StubContainer, $Blob)
    if ([System.IO.File]::Exists($path)) { return $path }
    $Cmdlet.WriteError([System.Management.Automation.ErrorRecord]::new(
            [System.Exception]::new("Can not find blob '$Blob'."), 'ResourceNotFoundException', 'ObjectNotFound', $Blob))
}

function Get-AzStorageBlob {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Container, [Parameter(Mandatory)] [string] $Blob, [Parameter(Mandatory)] $Context)
    $path = Get-StubBlobPath $Blob $PSCmdlet
    if ($path) {
        [pscustomobject]@{ Name = $Blob; LastModified = [System.DateTimeOffset]::new([System.IO.File]::GetLastWriteTimeUtc($path)) }
    }
}

function Get-AzStorageBlobContent {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Container, [Parameter(Mandatory)] [string] $Blob, [Parameter(Mandatory)] $Context,
        [string] $Destination, [switch] $Force)
    $path = Get-StubBlobPath $Blob $PSCmdlet
    if ($path) {
        [System.IO.File]::Copy($path, $Destination, $Force)
        [pscustomobject]@{ Name = $Blob }
    }
}

function Set-AzStorageBlobContent {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Container, [Parameter(Mandatory)] [string] $Blob, [Parameter(Mandatory)] $Context,
        [Parameter(Mandatory)] [string] $File, [hashtable] $Properties, [switch] $Force)
    [System.IO.File]::Copy($File, [System.IO.Path]::Combine($StubContainer, $Blob), $Force)
    [pscustomobject]@{ Name = $Blob }
}

function Remove-AzStorageBlob {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Container, [Parameter(Mandatory)] [string] $Blob, [Parameter(Mandatory)] $Context)
    $path = Get-StubBlobPath $Blob $PSCmdlet
    if ($path) { [System.IO.File]::Delete($path) }
}
