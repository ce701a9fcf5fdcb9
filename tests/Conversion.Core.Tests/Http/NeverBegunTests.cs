using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A request that is not to be begun any more.</summary>
public sealed class NeverBegunTests
{
    private const int Places = 128;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_not_sent_and_takes_no_place_from_another()
    {
        using EmulatedApi api = new();
        for (int i = 0; i <= Places; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UpsertAsync(api, new CancellationToken(canceled: true)));
        }

        Assert.Equal(0, api.Requests);
        await api.UpsertAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task One_that_is_begun_has_one_place_and_gives_back_one()
    {
        using CancellationTokenSource begin = new();
        TaskCompletionSource held = new();
        using EmulatedApi api = new(settings: new EmulatorSettings { Delay = (_, _) => held.Task });
        for (int i = 0; i < 10; i++)
        {
            await UpsertAsync(api, begin.Token);
        }

        api.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(1)), times: 2 * Places);
        Task<BatchResult>[] posts = [.. Enumerable.Range(0, 2 * Places).Select(_ => UpsertAsync(api, begin.Token))];
        Assert.Equal(Places, api.Emulator.Requests.InFlight);

        held.SetResult();
        await Task.WhenAll(posts);
        Assert.Equal(10 + (2 * Places), api.Requests);
    }

    private static Task<BatchResult> UpsertAsync(EmulatedApi api, CancellationToken startToken) => api.Client.UpsertAsync(
        new ContactBatch([EmulatedApi.Contact()], UsesBatchEndpoint: false) { StartToken = startToken }, Cancellation);
}
