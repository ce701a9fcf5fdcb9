using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Conversion.Core.Tests.Emulator;

/// <summary>The server of the emulator in its own process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private ServerProcess(Process process) => Process = process;

    public Process Process { get; }

    public static ServerProcess Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Conversion.Emulator.Server.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    public async Task<Uri> ReadBaseUriAsync() => new((await Process.StandardOutput.ReadLineAsync())!);

    public async Task<(int ExitCode, string Output, string Error)> WaitAsync()
    {
        Task<string> output = Process.StandardOutput.ReadToEndAsync();
        Task<string> error = Process.StandardError.ReadToEndAsync();
        await Process.WaitForExitAsync();
        return (Process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }
}
