using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Servers that break off, go on for ever, or say more than they were asked, on real sockets.</summary>
public sealed class LyingServerTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const int Huge = 100_000_000;

    private static readonly string s_success = Bodies.Success();

    /// <summary>How a connection ends.</summary>
    public enum End
    {
        /// <summary>Both ways, in order.</summary>
        Closed,

        /// <summary>At once, and what is on the way is lost.</summary>
        Reset,

        /// <summary>The server says nothing more, and listens on.</summary>
        HalfClosed,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, End> BrokenAnswers => new(
        [
            "",
            "H",
            "HTTP/1.1 200",
            "HTTP/1.1 200 OK\r\nContent-Le",
            Head + "Content-Length: 90\r\n\r\n",
            Head + $"Content-Length: {s_success.Length}\r\n\r\n{s_success[..20]}",
            Head + $"Content-Length: {s_success.Length}\r\n\r\n{s_success[..^1]}",
            Head + $"Content-Length: {s_success.Length + 1}\r\n\r\n{s_success}",
            Head + "Transfer-Encoding: chunked\r\n\r\n",
            Head + $"Transfer-Encoding: chunked\r\n\r\n{s_success.Length:x}\r\n{s_success}\r\n",
            Head + $"Transfer-Encoding: chunked\r\n\r\n{s_success.Length:x}\r\n{s_success}\r\n0\r\n",
            Head + $"Transfer-Encoding: chunked\r\n\r\n{s_success.Length + 9:x}\r\n{s_success}",
            Head + $"Transfer-Encoding: chunked\r\n\r\nzz\r\n{s_success}\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "SSH-2.0-OpenSSH_9.6\r\n",
            s_success,
        ],
        [End.Closed, End.Reset, End.HalfClosed]);

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task An_answer_that_breaks_off_is_asked_for_again_and_never_a_success(string answer, End end)
    {
        await using RawServer server = new((stream, cancellationToken) => BreakOffAsync(stream, answer, end, cancellationToken));
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Unknown, "network_error", 3), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task The_whole_answer_that_follows_a_broken_one_counts(string answer, End end)
    {
        int answers = 0;
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            if (answers++ == 0)
            {
                return await BreakOffAsync(stream, answer, end, cancellationToken);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(RawServer.Answer(s_success)), cancellationToken);
            return false;
        });
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Created, Bodies.Id, 2), (outcome.Status, outcome.CnvContactId, outcome.Attempts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_request_that_is_cut_off_is_made_again_and_never_a_success(int read)
    {
        await using RawServer server = new(RawServer.Answer(s_success), async stream =>
        {
            await stream.ReadExactlyAsync(new byte[read]);
            Reset(stream);
            return Stream.Null;
        });
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(
            EmulatedApi.Contact(firstName: new string('x', 8_000_000)), Cancellation);

        Assert.Contains(outcome.Status, new[] { UpsertStatus.Unknown, UpsertStatus.Failed });
        Assert.Equal(("network_error", 3, 0), (outcome.ErrorCode, outcome.Attempts, server.Requests.Count));
    }

    [Theory]
    [InlineData(End.Closed, UpsertStatus.Created)]
    [InlineData(End.HalfClosed, UpsertStatus.Created)]
    [InlineData(End.Reset, UpsertStatus.Unknown)]
    public async Task A_body_that_ends_with_its_connection_is_whole_where_that_ends_in_order(End end, UpsertStatus status)
    {
        await using RawServer server = new((stream, cancellationToken) => BreakOffAsync(stream, Head + "\r\n" + s_success, end, cancellationToken));
        using ConversionClient client = ClientTo(server);

        Assert.Equal(status, (await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation)).Status);
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_in_the_middle_leaves_it_open()
    {
        await using RawServer server = new(Head + "\r\n" + s_success[..^1]);
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Unknown, "invalid_response", 200), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_behind_an_answer_is_nobodys_answer(bool atOnce)
    {
        Guid[] ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        using SemaphoreSlim read = new(0);
        using SemaphoreSlim said = new(0);
        int answered = 0;
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            byte[] own = KeptAlive(ids[answered++]);
            byte[] another = KeptAlive(Guid.Empty);
            await stream.WriteAsync(atOnce ? [.. own, .. another] : own, cancellationToken);
            await read.WaitAsync(cancellationToken);
            if (!atOnce)
            {
                await stream.WriteAsync(another, cancellationToken);
            }

            said.Release();
            return true;
        });
        using ConversionClient client = ClientTo(server);

        foreach (Guid id in ids)
        {
            UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
            read.Release();
            await said.WaitAsync(Cancellation);

            Assert.Equal((UpsertStatus.Created, id, 1), (outcome.Status, outcome.CnvContactId, outcome.Attempts));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5F5E100\r\n")]
    [InlineData("Content-Length: 100000000\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task Of_a_body_of_100_MB_only_a_part_is_taken(string framing) =>
        Assert.Equal(("invalid_response", 1), await TakesAPartAsync(Head + framing + "{\"data\":"));

    [Theory]
    [InlineData("HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ")]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n1;")]
    public async Task Of_a_line_without_end_only_a_part_is_taken(string start) =>
        Assert.Equal(("network_error", 3), await TakesAPartAsync(start));

    [Fact]
    public async Task Of_answers_without_end_that_announce_an_answer_only_a_part_is_taken() =>
        Assert.Equal(("network_error", 3), await TakesAPartAsync("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"));

    [Theory]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    [InlineData(Head + "Content-Length: 1000\r\n\r\n")]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n")]
    [InlineData(Head + "\r\n")]
    public async Task An_answer_that_trickles_for_ever_ends_with_the_time_out(string start)
    {
        FakeClock clock = new() { IsManual = true };
        using SemaphoreSlim second = new(0);
        TaskCompletionSource begun = new();
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), cancellationToken);
            begun.SetResult();
            while (true)
            {
                await second.WaitAsync(cancellationToken);
                await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
            }
        });
        using ConversionClient client = ClientTo(server, clock, retries: 0);
        Task<UpsertOutcome> upsert = client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
        await begun.Task.WaitAsync(Cancellation);
        for (int seconds = 0; seconds < 100; seconds++)
        {
            second.Release();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(upsert.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        UpsertOutcome outcome = await upsert;

        Assert.Equal((UpsertStatus.Unknown, "timeout"), (outcome.Status, outcome.ErrorCode));
    }

    private static async Task<(string? ErrorCode, int Attempts)> TakesAPartAsync(string start, string again = "x")
    {
        long sent = 0;
        byte[] more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(again, 60_000 / again.Length)));
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), cancellationToken);
            for (long left = Huge; left > 0; left -= more.Length)
            {
                await stream.WriteAsync(more, cancellationToken);
                Interlocked.Add(ref sent, more.Length);
            }

            return false;
        });
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal(UpsertStatus.Unknown, outcome.Status);
        // What lies in the sockets' buffers is counted too.
        Assert.InRange(Interlocked.Read(ref sent) / outcome.Attempts, 0, Huge / 4);
        return (outcome.ErrorCode, outcome.Attempts);
    }

    private static async Task<bool> BreakOffAsync(Stream stream, string answer, End end, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        switch (end)
        {
            case End.Reset:
                Reset(stream);
                break;
            case End.HalfClosed:
                ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(new byte[100], cancellationToken) > 0)
                {
                }

                break;
        }

        return false;
    }

    private static void Reset(Stream stream)
    {
        Socket socket = ((NetworkStream)stream).Socket;
        socket.LingerState = new LingerOption(true, 0);
        // Not the stream: that would end it in order first.
        socket.Dispose();
    }

    private static byte[] KeptAlive(Guid id)
    {
        string body = s_success.Replace(Bodies.Id.ToString("D"), id.ToString("D"), StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes($"{Head}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static ConversionClient ClientTo(RawServer server, FakeClock? clock = null, int retries = 2) => new(
        new ClientSettings { ApiKey = EmulatedApi.Key, BaseUri = server.BaseUri, MaximumRetryCount = retries },
        HttpHandlerFactory.Create(new Uri("http://127.0.0.1")),
        clock ?? new FakeClock(),
        static () => 0);
}
