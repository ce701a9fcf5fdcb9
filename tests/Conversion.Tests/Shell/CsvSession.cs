using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Conversion.Shell;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>A session of the shell, located in a folder of its own.</summary>
internal sealed class CsvSession : IDisposable
{
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(ShellSession.CreateSessionState());

    public CsvSession()
    {
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(Folder.Root);
    }

    public ScratchFolder Folder { get; } = new();

    public List<string> Warnings { get; } = [];

    public List<ErrorRecord> Errors { get; } = [];

    /// <summary>The id of the only error so far.</summary>
    public string ErrorId => Assert.Single(Errors).FullyQualifiedErrorId.Split(',')[0];

    public IReadOnlyList<PSObject> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace).AddScript(script);
        IReadOnlyList<PSObject> output = [.. shell.Invoke()];
        Warnings.AddRange(shell.Streams.Warning.Select(warning => warning.Message));
        Errors.AddRange(shell.Streams.Error);
        return output;
    }

    /// <summary>The rows of a file with this text, each written as <c>Name=[value]</c>, null without brackets.</summary>
    public IReadOnlyList<string> Import(string text, string parameters = "")
    {
        Folder.Write("list.csv", text);
        return [.. Run("Import-Csv list.csv " + parameters).Select(Describe)];
    }

    public static string Describe(PSObject row) =>
        string.Join(' ', row.Properties.Select(property => property.Value is string value ? $"{property.Name}=[{value}]" : property.Name + "="));

    public void Dispose()
    {
        _runspace.Dispose();
        Folder.Dispose();
    }
}
