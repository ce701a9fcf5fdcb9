using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Conversion.Http;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>Two accounts on two servers in one process, while other sessions connect and disconnect.</summary>
public sealed class TwoAccountsTests : IAsyncLifetime
{
    private const string FirstKey = "sk_live_first_s3cr3tOfTheFirst";
    private const string SecondKey = "sk_live_second_s3cr3tOfTheSecond";
    private const int Sessions = 4;
    private const int Rounds = 5;

    private readonly TaskCompletionSource _held = new();
    private readonly TaskCompletionSource _release = new();
    private readonly ConversionEmulator _first;
    private readonly ConversionEmulator _second = new(new EmulatorSettings { ApiKey = SecondKey });
    private EmulatorServer _firstServer = null!;
    private EmulatorServer _secondServer = null!;
    private int _holdAfter = int.MaxValue;

    public TwoAccountsTests() => _first = new ConversionEmulator(
        new EmulatorSettings { ApiKey = FirstKey, Latency = TimeSpan.FromTicks(1), Delay = HoldAsync });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string ConnectFirst => $"Connect-Cnv '{FirstKey}' -BaseUri '{_firstServer.BaseUri}' -MaximumRetryCount 0";

    private string ConnectSecond => $"Connect-Cnv '{SecondKey}' -BaseUri '{_secondServer.BaseUri}' -MaximumRetryCount 0";

    public async ValueTask InitializeAsync()
    {
        _firstServer = await EmulatorServer.StartAsync(_first, cancellationToken: Cancellation);
        _secondServer = await EmulatorServer.StartAsync(_second, cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _firstServer.DisposeAsync();
        await _secondServer.DisposeAsync();
    }

    [Fact]
    public async Task Each_server_receives_only_its_own_key_and_rows_while_other_sessions_connect_and_disconnect()
    {
        Run[] runs = await Task.WhenAll(Enumerable.Range(1, Sessions).Select(number => Task.Run(() =>
        {
            using Session session = new();
            return session.Run($$"""
                foreach ($round in 1..{{Rounds}}) {
                    function Rows($account, $place) { 1..5 | ForEach-Object { [pscustomobject]@{ Email = "$account-{{number}}-$round-$place-$_@b.c" } } }
                    $first = {{ConnectFirst}} -Name one -PassThru
                    {{ConnectSecond}} -Name two
                    Rows first 1 | Set-CnvContact -Connection $first
                    Rows second 2 | Set-CnvContact
                    Disconnect-Cnv one
                    Rows second 3 | Set-CnvContact -BatchSize 2
                    {{ConnectFirst}} -Name two
                    Rows first 4 | Set-CnvContact -BatchSize 2
                    Disconnect-Cnv -All
                }
                """);
        }, Cancellation)));

        Assert.All(runs, run => Assert.Null(run.TerminatingError));
        Assert.All(runs, run => Assert.Equal(Enumerable.Repeat(UpsertStatus.Created, Rounds * 20), run.Results.Select(result => result.Status)));
        foreach ((ConversionEmulator emulator, string own, string other) in new[] { (_first, "first", "second"), (_second, "second", "first") })
        {
            Assert.All(emulator.Requests.Snapshot(), request =>
            {
                Assert.Equal(own, request.KeyId);
                Assert.DoesNotContain($"\"{other}-", request.Body);
            });
            Assert.Equal(Sessions * Rounds * 10, emulator.Contacts.Count);
        }
    }

    [Fact]
    public async Task When_another_session_disconnects_during_a_run_every_row_has_a_result()
    {
        const int Count = 500;
        Volatile.Write(ref _holdAfter, 100);
        using Session sending = new();
        using Session beside = new();
        using Session closing = new();
        closing.Set("connection", sending.Run(ConnectFirst + " -TimeoutSec 3600 -PassThru").Single<CnvConnection>());
        beside.Run(ConnectSecond);
        Task<Run> run = Task.Run(
            () => sending.Run($"1..{Count} | ForEach-Object {{ [pscustomobject]@{{ Email = \"first-$_@b.c\" }} }} | Set-CnvContact"), Cancellation);
        await _held.Task.WaitAsync(Cancellation);

        closing.Run("Disconnect-Cnv -Connection $connection");
        Run ended = await run.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Run other = beside.Run("1..20 | ForEach-Object { [pscustomobject]@{ Email = \"second-$_@b.c\" } } | Set-CnvContact");

        Assert.Equal(Enumerable.Range(1, Count).Select(row => (long?)row), ended.Results.Select(result => result.Row));
        // Some of the first hundred responses may still have been in transit.
        Assert.InRange(ended.Results.Count(result => result.Status == UpsertStatus.Created), 100 - 7, 100);
        Assert.InRange(ended.Results.Count(result => result.Status == UpsertStatus.Unknown), 1, 8);
        Assert.All(ended.Results, result => Assert.True(
            (result.Status switch
            {
                UpsertStatus.Created => _first.Contacts.Find(result.Email!)?.Id == result.CnvContactId,
                UpsertStatus.Failed => _first.Contacts.Find(result.Email!) is null && result.ErrorCode == "network_error",
                _ => result.Status == UpsertStatus.Unknown && result.ErrorCode == "network_error",
            }),
            $"{result.Row} {result.Status} {result.ErrorCode}"));
        Assert.All(other.Results, result => Assert.Equal(UpsertStatus.Created, result.Status));
        Assert.Equal((20, 20), (other.Results.Count, _second.Contacts.Count));
    }

    // The first server responds to a number of requests and then holds the others.
    private async Task HoldAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _holdAfter) < int.MaxValue && Interlocked.Decrement(ref _holdAfter) < 0)
        {
            _held.TrySetResult();
            await _release.Task.WaitAsync(cancellationToken);
        }
    }
}
