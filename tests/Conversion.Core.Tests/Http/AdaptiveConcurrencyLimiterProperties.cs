using System;
using System.Threading.Tasks;
using Conversion.Http;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>For any sequence of accepted and refused requests: a slot is free while fewer requests are in flight than the limit.</summary>
public sealed class AdaptiveConcurrencyLimiterProperties
{
    private const int Maximum = 128;

    [Property(MaxTest = 300)]
    public async Task A_slot_is_free_exactly_while_fewer_requests_are_in_flight_than_the_limit(int seed)
    {
        Random random = new(seed);
        AdaptiveConcurrencyLimiter limit = new();
        int inFlight = 0;
        int allowed = Maximum;
        int taken = 0;
        int leaning = random.Next(3, 8);
        for (int step = 0; step < 500; step++)
        {
            int next = random.Next(10);
            if (next < leaning)
            {
                bool free = inFlight < allowed;
                if (free && random.Next(2) == 0)
                {
                    await limit.EnterAsync(TestContext.Current.CancellationToken);
                }
                else
                {
                    Assert.Equal(free, limit.TryEnter());
                }

                inFlight += free ? 1 : 0;
            }
            else if (next < 9 && inFlight > 0)
            {
                bool isTaken = random.Next(4) > 0;
                limit.Release(isTaken);
                inFlight--;
                if (isTaken && allowed < Maximum && ++taken >= allowed)
                {
                    taken = 0;
                    allowed++;
                }
            }
            else if (next == 9 && random.Next(10) == 0)
            {
                limit.Halve();
                allowed = Math.Max(1, Math.Min(inFlight, allowed) / 2);
                taken = 0;
            }

            Assert.Equal(allowed, limit.Current);
        }
    }
}
