using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Conversion.Tests.Hosting;

/// <summary>Runs a separate process with the same .NET and waits for it.</summary>
internal sealed record DotnetProcess(int ExitCode, string Output, string Error)
{
    public static async Task<DotnetProcess> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new DotnetProcess(process.ExitCode, await output, await error);
    }
}
