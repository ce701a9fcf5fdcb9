using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace Conversion.Tests.Hosting;

/// <summary>A PowerShell session in the real engine, with the module imported from the checkout's manifest.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="types">Type data of this session.</param>
    public Session(params TypeData[] types)
        : this(host: null, types)
    {
    }

    /// <param name="host">The host of the session; null for no console.</param>
    /// <param name="types">Type data of this session.</param>
    public Session(PSHost? host, params TypeData[] types)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        foreach (TypeData type in types)
        {
            state.Types.Add(new SessionStateTypeEntry(type, isRemove: false));
        }

        state.ImportPSModule([Checkout.Manifest]);
        _runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
    }

    /// <summary>A session connected to a sandbox.</summary>
    public static Session OfSandbox(string parameters = "")
    {
        Session session = new();
        session.Run("Connect-Cnv -Sandbox " + parameters);
        return session;
    }

    public void Set(string variable, object? value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    public PowerShell Prepare(string script) => PowerShell.Create(_runspace).AddScript(script);

    /// <summary>Runs a script until it completes or fails.</summary>
    public Run Run(string script, params object?[] input)
    {
        // A terminating error ends only its statement: it is caught here to record it.
        using PowerShell shell = Prepare($"try {{ {script}\n }} catch {{ $ending = $_ }}");
        Set("ending", null);
        PSDataCollection<PSObject> output = [];
        shell.Invoke(input, output);
        ErrorRecord? terminatingError = _runspace.SessionStateProxy.GetVariable("ending") as ErrorRecord;
        return new Run
        {
            Output = [.. output],
            Errors = [.. shell.Streams.Error],
            Warnings = [.. shell.Streams.Warning.Select(warning => warning.Message)],
            Information = [.. shell.Streams.Information.Select(record => record.MessageData.ToString()!)],
            Verbose = [.. shell.Streams.Verbose.Select(line => line.Message)],
            TerminatingError = terminatingError,
        };
    }

    /// <summary>Pipes rows into a command.</summary>
    public Run Pipe(string command, params object?[] rows)
    {
        Set("rows", rows);
        return Run("$rows | " + command);
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>A row as Import-Csv creates it: every cell is a string.</summary>
    public static PSObject Row(params (string Name, object? Value)[] cells)
    {
        PSObject row = new();
        foreach ((string name, object? value) in cells)
        {
            row.Properties.Add(new PSNoteProperty(name, value));
        }

        return row;
    }
}
