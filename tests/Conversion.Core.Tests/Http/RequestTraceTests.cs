using System;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The log line of a request.</summary>
public sealed class RequestTraceTests
{
    [Theory]
    [InlineData(200, null, 1, "POST /v2/contacts 200 1235 ms, attempt 2, 1 row")]
    [InlineData(null, "timed out", 1, "POST /v2/contacts timed out 1235 ms, attempt 2, 1 row")]
    [InlineData(413, null, 1000, "POST /v2/contacts 413 1235 ms, attempt 2, 1000 rows")]
    public void A_trace_line_shows_the_status_code_or_the_failure(int? status, string? failure, int rows, string line)
    {
        RequestTrace trace = new("POST", "/v2/contacts", status, failure, TimeSpan.FromMilliseconds(1234.6), Attempt: 2, rows);

        Assert.Equal(line, trace.ToString());
        Assert.Equal(line + ", next attempt in 12.0 s", (trace with { Wait = TimeSpan.FromSeconds(12) }).ToString());
    }
}
