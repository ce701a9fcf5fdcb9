<#
.SYNOPSIS
    Registers a scheduled task of Windows that runs Import-Leads.ps1 every night.
.DESCRIPTION
    The task runs under a group managed service account, so that no password is kept anywhere. The key is not in the task
    either: it names the secret or the credential file, and Import-Leads.ps1 reads that when it runs. The account must be
    able to read it: a credential file and a SecretStore vault are encrypted for the account that made them, so the
    account itself has to make them, for instance in a task that runs once.

    Task Scheduler does not start a task again because its exit code was 1. So the task has several times: the run at the
    second goes on where the run at the first ended, and sends nothing if there is nothing left.

    The account needs to read the list and to write to the state folder. What a run says is added to import.log there.
.PARAMETER Path
    The list, a CSV file in UTF-8.
.PARAMETER StateFolder
    Where the journal, the reject file and the log are kept. It is made if it is not there.
.PARAMETER ServiceAccount
    The group managed service account, with its domain and the dollar sign at its end.
.PARAMETER SecretName
    The name under which Get-Secret of Microsoft.PowerShell.SecretManagement finds the key.
.PARAMETER CredentialPath
    A credential that Export-Clixml wrote under the account, on this machine; its password is the key.
.PARAMETER SandboxPath
    Rehearses: the contacts go to this file instead of an account. Give a rehearsal a state folder of its own.
.PARAMETER At
    The times of the day. Further apart than the time limit, so that each finds the run before it ended.
.PARAMETER TimeLimit
    No further row is sent after this time. Half an hour later the task is ended.
.PARAMETER TaskName
    The task's name; a task of the same name is replaced.
.PARAMETER PowerShell
    The program that runs the script: powershell.exe, or pwsh.exe for PowerShell 7.
.EXAMPLE
    ./Register-LeadsTask.ps1 -Path D:\leads\leads.csv -StateFolder D:\leads\state -ServiceAccount 'DOMAIN\leads$' -SecretName ConversionApiKey
#>
[CmdletBinding(SupportsShouldProcess = $true)]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', 'CredentialPath', Justification = 'It is the path of a file.')]
param(
    [Parameter(Mandatory = $true)]
    [string] $Path,

    [Parameter(Mandatory = $true)]
    [string] $StateFolder,

    [Parameter(Mandatory = $true)]
    [string] $ServiceAccount,

    [Parameter(Mandatory = $true, ParameterSetName = 'Secret')]
    [string] $SecretName,

    [Parameter(Mandatory = $true, ParameterSetName = 'Credential')]
    [string] $CredentialPath,

    [Parameter(Mandatory = $true, ParameterSetName = 'Sandbox')]
    [string] $SandboxPath,

    [string[]] $At = @('01:00', '04:30'),

    [timespan] $TimeLimit = '02:30:00',

    [string] $TaskName = 'Import leads into Conversion',

    [string] $PowerShell = 'powershell.exe'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$import = [ordered]@{
    Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    StateFolder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StateFolder)
}
switch ($PSCmdlet.ParameterSetName) {
    'Secret' { $import.SecretName = $SecretName }
    'Credential' { $import.CredentialPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($CredentialPath) }
    'Sandbox' { $import.SandboxPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($SandboxPath) }
}
$import.TimeLimit = $TimeLimit.ToString()

function ConvertTo-Literal([string] $Text) {
    "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Text) + "'"
}

$log = ConvertTo-Literal ([System.IO.Path]::Combine($import.StateFolder, 'import.log'))
$script = ConvertTo-Literal ([System.IO.Path]::Combine($PSScriptRoot, 'Import-Leads.ps1'))
$arguments = foreach ($name in $import.Keys) { "-$name " + (ConvertTo-Literal $import[$name]) }

$task = @{
    TaskName = $TaskName
    Action = New-ScheduledTaskAction -Execute $PowerShell -Argument (
        "-NoProfile -NonInteractive -Command `"Start-Transcript -LiteralPath $log -Append; & $script $arguments`"")
    Trigger = foreach ($time in $At) { New-ScheduledTaskTrigger -Daily -At $time }
    # Password is what a group managed service account needs here; none is asked for.
    Principal = New-ScheduledTaskPrincipal -UserId $ServiceAccount -LogonType Password
    Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit ($TimeLimit + [timespan]'00:30:00')
}
if ($PSCmdlet.ShouldProcess($TaskName, 'Register scheduled task')) {
    $null = [System.IO.Directory]::CreateDirectory($import.StateFolder)
    Register-ScheduledTask @task -Force
}
