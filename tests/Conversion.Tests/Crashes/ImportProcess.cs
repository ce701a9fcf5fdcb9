using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Conversion.Tests.Hosting;
using Conversion.Tests.Shell;

namespace Conversion.Tests.Crashes;

/// <summary>An import in a process of its own, so that it can be killed like one: rows from a CSV, a journal, results to a CSV.</summary>
internal sealed class ImportProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _results;

    private ImportProcess(Process process, string results)
    {
        _process = process;
        _results = results;
    }

    /// <param name="folder">Holds rows.csv, and what the import writes.</param>
    /// <param name="api">Where it sends.</param>
    /// <param name="parameters">More of Set-CnvContact's.</param>
    /// <param name="launcher">A program that starts another: its name and arguments; empty for none.</param>
    public static ImportProcess Start(ScratchFolder folder, Api api, string parameters, params string[] launcher)
    {
        string results = folder.PathOf("results.csv");
        File.Delete(results);
        string script = folder.Write("import.ps1", $"""
            Import-Module '{Checkout.Manifest}'
            Connect-Cnv -ApiKey {Api.Key} -BaseUri {api.BaseUri}
            Import-Csv '{folder.PathOf("rows.csv")}' |
                Set-CnvContact -JournalPath '{folder.PathOf("import.journal")}' {parameters} |
                ForEach-Object {"{"} [pscustomobject]@{"{"} Row = $_.Row; Status = $_.Status; Id = $_.CnvContactId; Code = $_.ErrorCode {"}"} {"}"} |
                Export-Csv '{results}' -NoTypeInformation
            """);
        string[] line = [.. launcher, "dotnet", Path.Combine(AppContext.BaseDirectory, "Conversion.Shell.dll"), script];
        ProcessStartInfo start = new(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new ImportProcess(Process.Start(start)!, results);
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
    public (int ExitCode, string Error) WaitForEnd()
    {
        System.Threading.Tasks.Task<string> output = _process.StandardOutput.ReadToEndAsync();
        string error = _process.StandardError.ReadToEnd();
        _process.WaitForExit();
        return (_process.ExitCode, error + output.Result);
    }

    /// <summary>What it has said of rows, as far as that reached the disk: row, status, id, error code.</summary>
    public IReadOnlyList<string[]> Results() => !File.Exists(_results)
        ? []
        : [.. File.ReadAllText(_results).Split('\n')[..^1].Skip(1).Select(line => line.TrimEnd('\r').Split(',').Select(cell => cell.Trim('"')).ToArray())
            .Where(cells => cells.Length == 4)];

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
