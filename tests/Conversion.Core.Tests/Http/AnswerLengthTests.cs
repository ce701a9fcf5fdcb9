using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>However much a server sends, only so much of it is read.</summary>
public sealed class AnswerLengthTests
{
    private const int Limit = 10_000;

    [Fact]
    public async Task An_answer_announced_as_too_long_is_not_read_at_all()
    {
        using Endless body = new();
        using EmulatedApi api = Answering(() => new StreamContent(body) { Headers = { ContentLength = 100_000_000 } });

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "invalid_response", 0L), (outcome.Status, outcome.ErrorCode, body.Taken));
    }

    [Fact]
    public async Task An_answer_without_end_is_read_to_the_limit_and_no_further()
    {
        using Endless body = new();
        using EmulatedApi api = Answering(() => new StreamContent(body));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "invalid_response"), (outcome.Status, outcome.ErrorCode));
        Assert.InRange(body.Taken, 1, Limit * 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_as_long_as_the_limit_is_read_whole(bool announced)
    {
        using EmulatedApi api = Answering(() => Padded(Limit, announced));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_a_byte_longer_is_no_success(bool announced)
    {
        using EmulatedApi api = Answering(() => Padded(Limit + 1, announced));

        Assert.Equal(UpsertStatus.Unknown, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(int.MaxValue)]
    public async Task An_answer_of_100_MB_takes_little_more_memory_than_the_limit(int atOnce)
    {
        byte[] bytes = new byte[100_000_000];
        Trickle? body = null;
        using EmulatedApi api = new()
        {
            Between = new Between(response => response.Content = new StreamContent(body = new Trickle(bytes, atOnce))),
        };
        await api.UpsertAsync();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Task<UpsertOutcome> upsert = api.UpsertAsync();

        // Nothing was waited for, so that all of it was on this thread.
        Assert.True(upsert.IsCompleted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * api.Settings.MaximumResponseLength);
        Assert.InRange(body!.Taken, api.Settings.MaximumResponseLength, 2 * api.Settings.MaximumResponseLength);
        Assert.Equal(UpsertStatus.Unknown, (await upsert).Status);
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    [InlineData(500, "server_error")]
    [InlineData(429, "rate_limited")]
    public async Task A_status_counts_however_long_its_body(int status, string code)
    {
        using Endless body = new();
        using EmulatedApi api = Answering(() => new StreamContent(body), status);

        Assert.Equal(code, (await api.UpsertAsync()).ErrorCode);
    }

    private static EmulatedApi Answering(Func<HttpContent> body, int status = 200) => new()
    {
        Settings = new() { ApiKey = EmulatedApi.Key, MaximumResponseLength = Limit, MaximumRetryCount = 0 },
        Between = new Between(response =>
        {
            response.StatusCode = (System.Net.HttpStatusCode)status;
            response.Content = body();
        }),
    };

    private static StreamContent Padded(int length, bool announced)
    {
        byte[] body = Encoding.UTF8.GetBytes(Bodies.Success().PadRight(length));
        StreamContent content = new(new Trickle(body, atOnce: 777));
        content.Headers.ContentLength = announced ? length : null;
        return content;
    }

    /// <summary>A stream of unknown length that gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public long Taken { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, System.Threading.CancellationToken cancellationToken)
        {
            Task<int> read = base.ReadAsync(buffer, offset, Math.Min(count, atOnce), cancellationToken);
            Taken += read.Result;
            return read;
        }
    }

    private sealed class Endless : Stream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Taken += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
