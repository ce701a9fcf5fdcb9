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

/// <summary>An import in a process of its own, so that it can be killed like one: rows from a CSV, a journal, a line of output for each result.</summary>
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

    /// <param name="folder">Holds rows.csv, and what the import writes.</param>
    /// <param name="api">Where it sends.</param>
    /// <param name="parameters">More of Set-CnvContact's.</param>
    /// <param name="launcher">A program that starts another: its name and arguments; empty for none.</param>
    public static ImportProcess Start(ScratchFolder folder, Api api, string parameters, params string[] launcher)
    {
        string script = folder.Write("import.ps1", $"""
            $ErrorView = 'NormalView' # No message is wrapped.
            Connect-Cnv -ApiKey {Api.Key} -BaseUri {api.BaseUri}
            Import-Csv '{folder.PathOf("rows.csv")}' |
                Set-CnvContact -JournalPath '{folder.PathOf("import.journal")}' {parameters} |
                ForEach-Object {"{"} "$($_.Row),$($_.Status),$($_.CnvContactId),$($_.ErrorCode)" {"}"}
            """);
        string[] line = [.. launcher, "dotnet", Checkout.Shell, "-NoProfile", "-File", script];
        ProcessStartInfo start = new(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new ImportProcess(Process.Start(start)!);
    }

    /// <summary>Kills it with -9 as soon as something is so.</summary>
    /// <returns>False where it ended by itself before.</returns>
    public bool KillWhen(Func<bool> condition)
    {
        Wait(() => _process.HasExited || condition());
        bool killed = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
        return killed;
    }

    /// <summary>Lets it come to its end.</summary>
    public async Task<(int ExitCode, string Error)> WaitForEndAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _error);
    }

    /// <summary>What it has said of rows, up to its end: row, status, id, error code.</summary>
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
