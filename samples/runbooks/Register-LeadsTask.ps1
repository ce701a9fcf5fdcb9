<#
.SYNOPSIS
    Registers a scheduled task of Windows that runs Import-Leads.ps1 or Sync-Everyone.ps1 every night.
.DESCRIPTION
    The task runs under a group managed service account, so no password is stored. The key is not stored in the task either:
    the task names the secret or the credential file, and the script reads it when it runs. The account must be able to read
    it. A credential file and a SecretStore vault are encrypted for the account that made them, so the account itself must
    make them, for example in a task that runs once.

    The exit code of the script is the last result of the task: 0, 1, 2 or 3. Task Scheduler does not start a task again
    because of it. So the task has several times: the second run
    resumes where the first ended, and sends nothing if nothing is left.

    The account must be able to read the list and to write to the state folder. The output of each run is added to
    import.log in that folder.
.PARAMETER Path
    The list, a CSV file in UTF-8.
.PARAMETER StateFolder
    The folder for the journal, the reject file, the report and the log. It is created if it does not exist.
.PARAMETER ServiceAccount
    The group managed service account, with its domain and the dollar sign at its end.
.PARAMETER SecretName
    The name of the secret with the key, for Get-Secret of Microsoft.PowerShell.SecretManagement.
.PARAMETER CredentialPath
    The path of a credential that Export-Clixml has written under the account, on this machine. Its password is the key.
.PARAMETER SandboxPath
    Rehearses: the contacts are written to this file and not to an account. Use a separate state folder for a rehearsal.
.PARAMETER Script
    The script to run: Import-Leads.ps1, or Sync-Everyone.ps1 for a list that contains everyone every night.
.PARAMETER At
    The times of the day. They must be further apart than the time limit, so that a run has ended before the next begins.
.PARAMETER TimeLimit
    The time after which no further row is sent. Half an hour later the task is ended.
.PARAMETER TaskName
    The name of the task. A task with the same name is replaced.
.PARAMETER PowerShell
    The program that runs the script: powershell.exe, or pwsh.exe for PowerShell 7.
.EXAMPLE
    ./Register-LeadsTask.ps1 -Path D:\leads\leads.csv -StateFolder D:\leads\state -ServiceAccount 'DOMAIN\leads$' -SecretName ConversionApiKey
.EXAMPLE
    ./Register-LeadsTask.ps1 -Path D:\crm\everyone.csv -StateFolder D:\crm\state -ServiceAccount 'DOMAIN\leads$' -SecretName ConversionApiKey -Script Sync-Everyone.ps1 -TaskName 'Sync contacts with Conversion'
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

    [ValidateSet('Import-Leads.ps1', 'Sync-Everyone.ps1')]
    [string] $Script = 'Import-Leads.ps1',

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
$file = ConvertTo-Literal ([System.IO.Path]::Combine($PSScriptRoot, $Script))
$arguments = foreach ($name in $import.Keys) { "-$name " + (ConvertTo-Literal $import[$name]) }

$task = @{
    TaskName = $TaskName
    Action = New-ScheduledTaskAction -Execute $PowerShell -Argument (
        "-NoProfile -NonInteractive -Command `"Start-Transcript -LiteralPath $log -Append; & $file $arguments; exit `$LASTEXITCODE`"")
    Trigger = foreach ($time in $At) { New-ScheduledTaskTrigger -Daily -At $time }
    # A group managed service account needs the value Password. Nobody is asked for a password.
    Principal = New-ScheduledTaskPrincipal -UserId $ServiceAccount -LogonType Password
    Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit ($TimeLimit + [timespan]'00:30:00')
}
if ($PSCmdlet.ShouldProcess($TaskName, 'Register scheduled task')) {
    $null = [System.IO.Directory]::CreateDirectory($import.StateFolder)
    Register-ScheduledTask @task -Force
}
