using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using Conversion.Shell.Host;

namespace Conversion.Shell;

/// <summary>Runs one script or one line, and turns how it ended into an exit code.</summary>
internal sealed class ShellRunner(ShellConsole console)
{
    public const int Failed = 1;
    public const int NothingToRun = 2;
    public const int Interrupted = 130;

    /// <summary>Returns the exit code, once the pipeline has ended or, interrupted, has stopped.</summary>
    public int Run(IReadOnlyList<string> arguments, CancellationToken interruption)
    {
        if (ShellArguments.Parse(arguments) is not { } asked)
        {
            console.Error.WriteLine(ShellArguments.Usage);
            return NothingToRun;
        }

        if (asked.ScriptPath is not null && WhyNotRun(asked.ScriptPath) is { } reason)
        {
            console.Error.WriteLine(reason);
            return NothingToRun;
        }

        ShellHost host = new(console, interruption);
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, ShellSession.CreateSessionState());
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        ScriptExitVariable scriptExit = new(runspace.Debugger);
        runspace.SessionStateProxy.PSVariable.Set(scriptExit);

        bool succeeded = Invoke(runspace, host, asked, interruption);
        if (interruption.IsCancellationRequested)
        {
            return Interrupted;
        }

        bool isFile = asked.ScriptPath is not null;
        return host.ExitCode ?? (isFile ? scriptExit.ExitCode : null) ?? (succeeded ? 0 : Failed);
    }

    private static string? WhyNotRun(string path)
    {
        string fullPath = Path.GetFullPath(path);
        if (!File.Exists(fullPath))
        {
            return $"There is no script '{path}' (looked for {fullPath}). Check the path; a relative one counts from the current directory.";
        }

        return Path.GetExtension(fullPath).Equals(".ps1", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"'{path}' is not a PowerShell script: its name does not end in .ps1.";
    }

    // True when the script came to its end, or when the last statement of the line succeeded. Errors have then been shown.
    private static bool Invoke(Runspace runspace, ShellHost host, ShellArguments asked, CancellationToken interruption)
    {
        using Pipeline pipeline = CreatePipeline(runspace, asked);
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        using CancellationTokenRegistration stop = interruption.Register(pipeline.StopAsync);
        try
        {
            pipeline.Invoke();
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            ShowError(runspace, host, exception);
            return false;
        }

        return asked.ScriptPath is not null || LanguagePrimitives.IsTrue(runspace.SessionStateProxy.GetVariable("?"));
    }

    private static Pipeline CreatePipeline(Runspace runspace, ShellArguments asked)
    {
        if (asked.ScriptPath is null)
        {
            // Only what goes to the history leaves its $? behind.
            return runspace.CreatePipeline(asked.CommandText, addToHistory: true);
        }

        Command script = new(Path.GetFullPath(asked.ScriptPath), isScript: false, useLocalScope: false);
        foreach (CommandParameter parameter in asked.ScriptParameters)
        {
            script.Parameters.Add(parameter);
        }

        Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(script);
        return pipeline;
    }

    private static void ShowError(Runspace runspace, ShellHost host, RuntimeException exception)
    {
        // The engine's view of an error shows nothing at all for a line that it could not parse.
        if (exception is ParseException { ErrorRecord.InvocationInfo: null })
        {
            host.UI.WriteErrorLine("ParserError: " + exception.Message);
            return;
        }

        using Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        using (host.WriteAllAsErrors())
        {
            pipeline.Invoke(new[] { exception.ErrorRecord });
        }
    }
}
