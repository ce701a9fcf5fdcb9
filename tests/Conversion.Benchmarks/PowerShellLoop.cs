using System.Globalization;

namespace Conversion.Benchmarks;

/// <summary>What people write without a module, in PowerShell.</summary>
internal static class PowerShellLoop
{
    /// <summary>One row after the other.</summary>
    public const string Loop = "foreach ($i in 1..$count) { Invoke-RestMethod @request -Body $body | Out-Null }";

    /// <summary>Many at a time.</summary>
    public const string Parallel =
        "1..$count | ForEach-Object -ThrottleLimit 16 -Parallel { $request = $using:request; Invoke-RestMethod @request -Body $using:body | Out-Null }";

    /// <summary>Rows a second.</summary>
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
