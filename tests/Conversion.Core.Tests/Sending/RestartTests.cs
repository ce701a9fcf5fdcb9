using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Conversion.Http;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>A server that stops during a run and restarts, on real sockets.</summary>
public sealed class RestartTests
{
    private const int Restarts = 4;
    private const int Count = 2_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(20, false)]
    [InlineData(1, true)]
    [InlineData(20, true)]
    public async Task Repeated_server_restarts_lose_no_row(int batchSize, bool areEvents)
    {
        RowSequence rows = Rows.Distinct(Count, areEvents) with { BatchSize = batchSize };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ConversionEmulator emulator = new();
        Rows.PutContacts(emulator.Contacts, rows);
        emulator.Faults.AtRate(0.02, Fault.ResetAfterApplying(), new Random(1));
        EmulatorServer server = await EmulatorServer.StartAsync(emulator, 0, cancellation);
        FakeClock clock = new() { IsManual = true };
        // No request is sent while the clock stands still: the run cannot end unnoticed.
        ClientSettings settings = new()
        {
            ApiKey = EmulatedApi.Key, BaseUri = server.BaseUri, Timeout = TimeSpan.FromDays(1), RateLimit = 100,
        };
        CountingHandler network = new();
        using ConversionClient client = new(settings, network, clock, static () => 0.5);
        Task<List<SentContact<int>>> run = Task.Run(() => Send(client, rows), cancellation);
        for (int restart = 1; restart <= Restarts; restart++)
        {
            int until = restart * Count / batchSize / (Restarts + 1);
            await Eventually.IsTrueAsync(() => AdvanceClock(clock) && emulator.Requests.Count >= until);
            await server.DisposeAsync();
            // Little time passes until a request has found nobody: it is not retried before the server is back.
            int failures = network.Failures;
            await Eventually.IsTrueAsync(() => AdvanceClock(clock, milliseconds: 10) && network.Failures > failures);
            server = await EmulatorServer.StartAsync(emulator, server.BaseUri.Port, cancellation);
        }

        await Eventually.IsTrueAsync(() => AdvanceClock(clock) && run.IsCompleted);
        List<SentContact<int>> sent = await run;
        await server.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, Count), sent.Select(one => one.Row));
        Assert.All(sent, one => Assert.True(one.Outcome.IsConfirmed, one.ToString()));
        Assert.Equal(
            Rows.StoredIds(emulator.Contacts, rows), sent.ToDictionary(one => one.Row, one => (one.Outcome.CnvContactId, one.Outcome.CnvEventId)));
    }

    private static bool AdvanceClock(FakeClock clock, int milliseconds = 1000)
    {
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return true;
    }

    private static List<SentContact<int>> Send(ConversionClient client, RowSequence rows)
    {
        using ContactSender<int> sender = new(client, new SenderSettings { BatchSize = rows.BatchSize });
        return Rows.Send(sender, rows);
    }

    private sealed class CountingHandler() : DelegatingHandler(HttpHandlerFactory.Create(new Uri("http://127.0.0.1")))
    {
        private int _failures;

        public int Failures => Volatile.Read(ref _failures);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _failures);
                throw;
            }
        }
    }
}
