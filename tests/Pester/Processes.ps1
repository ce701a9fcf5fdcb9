# For the tests that start a PowerShell, or the emulator's server, in a process of its own: dot-sourced in BeforeAll.

# The program that runs this process, and what stands before its arguments: where PowerShell is a tool of the .NET SDK, dotnet runs it.
$pwsh = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
$pwshArguments = if (([System.IO.Path]::GetFileNameWithoutExtension($pwsh)) -eq 'dotnet') { "`"$PSHOME/pwsh.dll`" " } else { '' }

# As a scheduler starts it: one text with all arguments, and an exit code.
function Start-Pwsh([string] $Arguments, [hashtable] $Environment = @{}, [string] $Folder = $PWD.ProviderPath) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh, $pwshArguments + $Arguments)
    $start.WorkingDirectory = $Folder
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $Environment.GetEnumerator() | ForEach-Object { $start.EnvironmentVariables[$_.Key] = $_.Value }
    $process = [System.Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Error = $errors.Result }
}

# The emulator's server, with its address as BaseUri; whoever starts it kills it.
function Start-Emulator([string] $Root, [string] $Key) {
    $server = Get-ChildItem "$Root/src/Conversion.Emulator.Server/bin/*/net10.0/Conversion.Emulator.Server.dll" |
        Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', "`"$server`" --port 0 --key $Key")
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process | Add-Member BaseUri $process.StandardOutput.ReadLine() -PassThru
}
