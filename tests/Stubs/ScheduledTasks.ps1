# The module ScheduledTasks of Windows: what is registered comes out as it was asked for.
function New-ScheduledTaskAction {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Execute, [string] $Argument)
    [pscustomobject]@{ Execute = $Execute; Argument = $Argument }
}

function New-ScheduledTaskTrigger {
    [CmdletBinding()]
    param([switch] $Daily, [Parameter(Mandatory)] [datetime] $At)
    [pscustomobject]@{ Daily = [bool] $Daily; At = $At }
}

function New-ScheduledTaskPrincipal {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $UserId,
        [ValidateSet('None', 'Password', 'S4U', 'Interactive', 'Group', 'ServiceAccount', 'InteractiveOrPassword')] [string] $LogonType)
    [pscustomobject]@{ UserId = $UserId; LogonType = $LogonType }
}

function New-ScheduledTaskSettingsSet {
    [CmdletBinding()]
    param([switch] $StartWhenAvailable, [ValidateSet('Parallel', 'Queue', 'IgnoreNew')] [string] $MultipleInstances, [timespan] $ExecutionTimeLimit)
    [pscustomobject]@{ MultipleInstances = $MultipleInstances; ExecutionTimeLimit = $ExecutionTimeLimit }
}

function Register-ScheduledTask {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $TaskName, [Parameter(Mandatory)] $Action, $Trigger, $Principal, $Settings, [switch] $Force)
    [pscustomobject]@{ TaskName = $TaskName; Action = $Action; Trigger = $Trigger; Principal = $Principal; Settings = $Settings }
}
