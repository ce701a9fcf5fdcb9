using System.Diagnostics;
using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>A minimal server in a separate process.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(int latency = 0, int limit = 0)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            ArgumentList =
            {
                MinimalServer.Verb,
                latency.ToString(CultureInfo.InvariantCulture),
                limit.ToString(CultureInfo.InvariantCulture),
            },
        };
        _process = Process.Start(start)!;
        BaseUri = _process.StandardOutput.ReadLine() + "/api";
    }

    public string BaseUri { get; }

    /// <summary>The number of requests that a rate-limited server accepted and refused: in total, and after the first second.</summary>
    public (int Taken, int Refused, int RefusedLater) Count()
    {
        _process.StandardInput.WriteLine("count");
        int[] counts = Array.ConvertAll(_process.StandardOutput.ReadLine()!.Split(' '), text => int.Parse(text, CultureInfo.InvariantCulture));
        return (counts[0], counts[1], counts[2]);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
