using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class FaultScriptTests
{
    private const string Body = """{"email":"a@example.com"}""";

    private readonly Api _api = Api.Create();

    private FaultScript Faults => _api.Emulator.Faults;

    [Fact]
    public async Task Queued_faults_are_injected_into_one_request_each_in_order()
    {
        Faults.Enqueue(Fault.Status(500), Fault.None, Fault.Status(503)).Enqueue(Fault.Status(502), times: 2);
        Assert.Equal([500, 200, 503, 502, 502, 200], await StatusesAsync(6));
        Assert.Equal((0, 4), (Faults.Queued, Faults.Injected));
    }

    [Fact]
    public async Task A_rule_comes_before_the_queue_and_ends_after_its_times()
    {
        Faults.Enqueue(Fault.Status(500)).When(static request => request.Path.EndsWith("/contacts", StringComparison.Ordinal), Fault.Status(503), times: 2);
        Assert.Equal([503, 503, 500, 200], await StatusesAsync(4));
    }

    [Fact]
    public async Task A_rule_can_match_the_body()
    {
        Faults.WhenBodyContains("bad@", Fault.Status(500));
        Assert.Equal(HttpStatusCode.InternalServerError, (await _api.UpsertAsync("""{"email":"bad@example.com"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _api.UpsertAsync(Body)).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await _api.UpsertAsync("""{"email":"bad@example.com"}""")).Status);
    }

    [Fact]
    public async Task A_rate_with_one_seed_fails_the_same_requests_again()
    {
        Faults.AtRate(0.3, Fault.Status(500), new Random(7));
        List<int> first = await StatusesAsync(100);
        Faults.Clear();
        Faults.AtRate(0.3, Fault.Status(500), new Random(7));
        Assert.Equal(first, await StatusesAsync(100));
        Assert.InRange(first.Count(static status => status == 500), 15, 45);
    }

    [Fact]
    public async Task A_rate_of_one_fails_all_and_clearing_ends_it()
    {
        Faults.AtRate(1, Fault.Status(500), new Random(1));
        Assert.Equal([500, 500], await StatusesAsync(2));
        Faults.Clear();
        Assert.Equal([200], await StatusesAsync(1));
    }

    [Fact]
    public async Task Every_queued_fault_is_injected_once_with_many_threads()
    {
        Faults.Enqueue(Fault.Status(500), times: 50);
        int failed = 0;
        await Parallel.ForAsync(0, 200, async (_, _) =>
        {
            if ((await _api.UpsertAsync(Body)).Status == HttpStatusCode.InternalServerError)
            {
                System.Threading.Interlocked.Increment(ref failed);
            }
        });
        Assert.Equal((50, 50), (failed, Faults.Injected));
    }

    private async Task<List<int>> StatusesAsync(int count)
    {
        var statuses = new List<int>();
        for (int number = 0; number < count; number++)
        {
            statuses.Add((int)(await _api.UpsertAsync(Body)).Status);
        }

        return statuses;
    }
}
