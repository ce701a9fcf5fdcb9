using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Crashes;

/// <summary>An import in a separate process that can be killed: rows from a CSV file, a journal, one line of output for each result.</summary>
internal sealed class ImportProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ImportProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <param name="folder">The folder with rows.csv and the files that the import writes.</param>
    /// <param name="api">The address of the API.</param>
    /// <param name="command">Set-CnvContact or Sync-CnvContact, with parameters.</param>
    /// <param name="launcher">A program that starts the process: its name and arguments; empty for none.</param>
    public static ImportProcess Start(ScratchFolder folder, Api api, string command, params string[] launcher)
    {
        string script = folder.Write("import.ps1", $"""
            $ErrorView = 'NormalView' # No message is wrapped.
            Connect-Cnv -ApiKey {Api.Key} -BaseUri {api.BaseUri}
            Import-Csv '{folder.PathOf("rows.csv")}' |
                {command} -JournalPath '{folder.PathOf("import.journal")}' |
                ForEach-Object {"{"} "$($_.Row),$($_.Status),$($_.CnvContactId),$($_.ErrorCode)" {"}"}
            """);
        string[] line = [.. launcher, "dotnet", Checkout.Shell, "-NoProfile", "-File", script];
        ProcessStartInfo start = new(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new ImportProcess(Process.Start(start)!);
    }

    /// <summary>Kills the process with -9 as soon as a condition is true.</summary>
    /// <returns>False if the process ended before.</returns>
    public bool KillWhen(Func<bool> condition)
    {
        Wait(() => _process.HasExited || condition());
        bool killed = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
        return killed;
    }

    /// <summary>Waits for the process to end.</summary>
    public async Task<(int ExitCode, string Error)> WaitForEndAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _error);
    }

    /// <summary>The output of the process: row, status, id and error code of each result.</summary>
    public async Task<IReadOnlyList<string[]>> ReadResultsAsync() =>
        [.. (await _output).Split('\n')[..^1].Select(line => line.TrimEnd('\r').Split(','))];

    public static void Wait(Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, s_patience))
        {
            throw new TimeoutException("What was waited for never came.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
