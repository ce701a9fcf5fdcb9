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

/// <summary>Servers that close early, never end, or send more than one response, on real sockets.</summary>
public sealed class MisbehavingServerTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const int Huge = 100_000_000;

    private static readonly string s_success = Bodies.Success();

    /// <summary>How a connection ends.</summary>
    public enum End
    {
        /// <summary>Both directions, gracefully.</summary>
        Closed,

        /// <summary>At once, and data in transit is lost.</summary>
        Reset,

        /// <summary>The server sends no more, but still receives.</summary>
        HalfClosed,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, End> TruncatedResponses => new(
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
    [MemberData(nameof(TruncatedResponses))]
    public async Task A_truncated_response_is_retried_and_never_a_success(string response, End end)
    {
        await using RawServer server = new((stream, cancellationToken) => RespondAndEndAsync(stream, response, end, cancellationToken));
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Unknown, "network_error", 3), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(TruncatedResponses))]
    public async Task A_complete_response_after_a_truncated_one_is_used(string response, End end)
    {
        int responses = 0;
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            if (responses++ == 0)
            {
                return await RespondAndEndAsync(stream, response, end, cancellationToken);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(RawServer.OkResponse(s_success)), cancellationToken);
            return false;
        });
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Created, Bodies.Id, 2), (outcome.Status, outcome.CnvContactId, outcome.Attempts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_truncated_request_is_retried_and_never_a_success(int read)
    {
        await using RawServer server = new(RawServer.OkResponse(s_success), async stream =>
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
    public async Task A_body_delimited_by_connection_close_is_complete_unless_the_connection_is_reset(End end, UpsertStatus status)
    {
        await using RawServer server = new((stream, cancellationToken) => RespondAndEndAsync(stream, Head + "\r\n" + s_success, end, cancellationToken));
        using ConversionClient client = ClientTo(server);

        Assert.Equal(status, (await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation)).Status);
    }

    [Fact]
    public async Task A_body_cut_short_by_connection_close_is_Unknown()
    {
        await using RawServer server = new(Head + "\r\n" + s_success[..^1]);
        using ConversionClient client = ClientTo(server);

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal((UpsertStatus.Unknown, "invalid_response", 200), (outcome.Status, outcome.ErrorCode, outcome.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_after_a_response_are_never_taken_as_the_next_response(bool inOneWrite)
    {
        Guid[] ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        using SemaphoreSlim read = new(0);
        using SemaphoreSlim written = new(0);
        int index = 0;
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            byte[] own = KeepAliveResponse(ids[index++]);
            byte[] extra = KeepAliveResponse(Guid.Empty);
            await stream.WriteAsync(inOneWrite ? [.. own, .. extra] : own, cancellationToken);
            await read.WaitAsync(cancellationToken);
            if (!inOneWrite)
            {
                await stream.WriteAsync(extra, cancellationToken);
            }

            written.Release();
            return true;
        });
        using ConversionClient client = ClientTo(server);

        foreach (Guid id in ids)
        {
            UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
            read.Release();
            await written.WaitAsync(Cancellation);

            Assert.Equal((UpsertStatus.Created, id, 1), (outcome.Status, outcome.CnvContactId, outcome.Attempts));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5F5E100\r\n")]
    [InlineData("Content-Length: 100000000\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task A_body_of_100_MB_is_read_only_in_part(string framing) =>
        Assert.Equal(("invalid_response", 1), await ReadPartAsync(Head + framing + "{\"data\":"));

    [Theory]
    [InlineData("HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ")]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n1;")]
    public async Task An_endless_header_line_is_read_only_in_part(string start) =>
        Assert.Equal(("network_error", 3), await ReadPartAsync(start));

    [Fact]
    public async Task Endless_100_Continue_responses_are_read_only_in_part() =>
        Assert.Equal(("network_error", 3), await ReadPartAsync("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"));

    [Theory]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    [InlineData(Head + "Content-Length: 1000\r\n\r\n")]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n")]
    [InlineData(Head + "\r\n")]
    public async Task A_response_that_trickles_forever_ends_with_the_time_out(string start)
    {
        FakeClock clock = new() { IsManual = true };
        using SemaphoreSlim second = new(0);
        TaskCompletionSource started = new();
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), cancellationToken);
            started.SetResult();
            while (true)
            {
                await second.WaitAsync(cancellationToken);
                await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
            }
        });
        using ConversionClient client = ClientTo(server, clock, retries: 0);
        Task<UpsertOutcome> upsert = client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
        await started.Task.WaitAsync(Cancellation);
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

    private static async Task<(string? ErrorCode, int Attempts)> ReadPartAsync(string start, string again = "x")
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
        // Data in the socket buffers is counted too.
        Assert.InRange(Interlocked.Read(ref sent) / outcome.Attempts, 0, Huge / 4);
        return (outcome.ErrorCode, outcome.Attempts);
    }

    private static async Task<bool> RespondAndEndAsync(Stream stream, string response, End end, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(response), cancellationToken);
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
        // Not the stream: disposing it would close the connection gracefully first.
        socket.Dispose();
    }

    private static byte[] KeepAliveResponse(Guid id)
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
