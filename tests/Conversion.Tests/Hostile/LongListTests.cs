using System;
using System.Globalization;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>A list of many rows of one contact. The environment variable CNV_LONG_LIST sets the number of rows.</summary>
public sealed class LongListTests(ITestOutputHelper output)
{
    private static readonly int s_rows =
        int.TryParse(Environment.GetEnvironmentVariable("CNV_LONG_LIST"), NumberStyles.None, CultureInfo.InvariantCulture, out int rows) ? rows : 3000;

    [Theory]
    [InlineData("", 256)]
    [InlineData("-BatchSize 100 -ThrottleLimit 4", 800)]
    public void All_rows_of_one_contact_are_returned_in_order_with_limited_read_ahead(string parameters, int window)
    {
        using Session session = Session.OfSandbox("-SandboxField score");
        long early = 0;
        long late = 0;
        long next = 1;
        session.Set("look", new Action<long>(row =>
        {
            Assert.Equal(next++, row);
            if (row == s_rows / 4)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (row == s_rows - 1)
            {
                late = GC.GetTotalMemory(forceFullCollection: true);
            }
        }));
        long read = 0;
        long ahead = 0;
        session.Set("count", new Action(() => ahead = Math.Max(ahead, ++read - next)));
        Run run = session.Run(
            $"& {{ for ($i = 1; $i -le {s_rows}; $i++) {{ [pscustomobject]@{{ Email = 'One@b.c'; score = $i }} }} }} | "
            + "ForEach-Object { $count.Invoke(); $_ } | "
            + $"Set-CnvContact {parameters} | ForEach-Object {{ $look.Invoke($_.Row); if ($_.Status -notin 'Created', 'Updated') {{ $_ }} }}");
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Null(run.TerminatingError);
        Assert.Equal(s_rows + 1, next);
        output.WriteLine($"{s_rows} rows, at most {ahead} ahead, {(late - early) >> 20} MB more at the end than at a quarter.");
        Assert.InRange(ahead, 1, window);
    }
}
