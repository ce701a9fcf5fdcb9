using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>The baseline in PowerShell: what users write without the module.</summary>
internal static class PowerShellLoop
{
    /// <summary>Sends one row after the other.</summary>
    public const string Loop = "foreach ($i in 1..$count) { Invoke-RestMethod @request -Body $body | Out-Null }";

    /// <summary>Sends many rows in parallel.</summary>
    public const string Parallel =
        "1..$count | ForEach-Object -ThrottleLimit 16 -Parallel { $request = $using:request; Invoke-RestMethod @request -Body $using:body | Out-Null }";

    /// <summary>Rows per second.</summary>
    public static double RowsPerSecond(string baseUri, string script, int count)
    {
        string prepare = $$"""
            $count = {{count}}
            $body = '{{Rows.Json(1)}}'
            $request = @{ Method = 'Post'; Uri = '{{baseUri}}/v2/contacts'; ContentType = 'application/json'; Headers = @{ 'X-API-Key' = 'sk_live_bench_secret' } }
            [math]::Round($count / (Measure-Command { {{script}} }).TotalSeconds, 3).ToString([cultureinfo]::InvariantCulture)
            """;
        return double.Parse(SessionProcess.Run(prepare), CultureInfo.InvariantCulture);
    }
}
