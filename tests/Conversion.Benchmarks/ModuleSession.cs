using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace Conversion.Benchmarks;

/// <summary>A PowerShell session in this process with the module, connected to a server.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleSession(string baseUri, string parameters = "")
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.ImportPSModule([Checkout.Manifest]);
        state.Commands.Add(new SessionStateCmdletEntry("Test-Ceiling", typeof(BindOnlyCommand), helpFileName: null));
        state.Commands.Add(new SessionStateCmdletEntry("New-Row", typeof(NewRowCommand), helpFileName: null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Connect-Cnv -ApiKey sk_live_bench_secret -BaseUri '{baseUri}' {parameters}");
    }

    public void Set(string name, object value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script and fails on the first error.</summary>
    public void Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace).AddScript("$ErrorActionPreference = 'Stop'; " + script);
        shell.Invoke();
    }

    public void Dispose() => _runspace.Dispose();
}
