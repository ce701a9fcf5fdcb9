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

/// <summary>A request that must no longer be started.</summary>
public sealed class UnstartedRequestTests
{
    private const int Slots = 128;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unstarted_request_is_not_sent_and_takes_no_slot()
    {
        using EmulatedApi api = new();
        for (int i = 0; i <= Slots; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UpsertAsync(api, new CancellationToken(canceled: true)));
        }

        Assert.Equal(0, api.Requests);
        await api.UpsertAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task A_started_request_takes_one_slot_and_releases_it()
    {
        using CancellationTokenSource start = new();
        TaskCompletionSource release = new();
        using EmulatedApi api = new(settings: new EmulatorSettings { Delay = (_, _) => release.Task });
        for (int i = 0; i < 10; i++)
        {
            await UpsertAsync(api, start.Token);
        }

        api.Faults.Enqueue(Fault.Delay(TimeSpan.FromSeconds(1)), times: 2 * Slots);
        Task<BatchResult>[] upserts = [.. Enumerable.Range(0, 2 * Slots).Select(_ => UpsertAsync(api, start.Token))];
        Assert.Equal(Slots, api.Emulator.Requests.InFlight);

        release.SetResult();
        await Task.WhenAll(upserts);
        Assert.Equal(10 + (2 * Slots), api.Requests);
    }

    private static Task<BatchResult> UpsertAsync(EmulatedApi api, CancellationToken startToken) => api.Client.UpsertAsync(
        new ContactBatch([EmulatedApi.Contact()], UsesBatchEndpoint: false) { StartToken = startToken }, Cancellation);
}
