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

/// <summary>A response is read only up to the limit, however much the server sends.</summary>
public sealed class ResponseLengthTests
{
    private const int Limit = 10_000;

    [Fact]
    public async Task A_response_with_a_Content_Length_above_the_limit_is_not_read()
    {
        using Endless body = new();
        using EmulatedApi api = ApiWithContent(() => new StreamContent(body) { Headers = { ContentLength = 100_000_000 } });

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "invalid_response", 0L), (outcome.Status, outcome.ErrorCode, body.Taken));
    }

    [Fact]
    public async Task An_endless_response_is_read_up_to_the_limit_only()
    {
        using Endless body = new();
        using EmulatedApi api = ApiWithContent(() => new StreamContent(body));

        UpsertOutcome outcome = await api.UpsertAsync();

        Assert.Equal((UpsertStatus.Unknown, "invalid_response"), (outcome.Status, outcome.ErrorCode));
        Assert.InRange(body.Taken, 1, Limit * 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_exactly_as_long_as_the_limit_is_read(bool hasContentLength)
    {
        using EmulatedApi api = ApiWithContent(() => Padded(Limit, hasContentLength));

        Assert.Equal(UpsertStatus.Created, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_one_byte_longer_than_the_limit_is_not_a_success(bool hasContentLength)
    {
        using EmulatedApi api = ApiWithContent(() => Padded(Limit + 1, hasContentLength));

        Assert.Equal(UpsertStatus.Unknown, (await api.UpsertAsync()).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(int.MaxValue)]
    public async Task A_response_of_100_MB_allocates_little_more_than_the_limit(int chunkSize)
    {
        byte[] bytes = new byte[100_000_000];
        Trickle? body = null;
        using EmulatedApi api = new()
        {
            Handler = new ResponseEditor(response => response.Content = new StreamContent(body = new Trickle(bytes, chunkSize))),
        };
        await api.UpsertAsync();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Task<UpsertOutcome> upsert = api.UpsertAsync();

        // Nothing was awaited, so all of it ran on this thread.
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
    public async Task The_status_code_counts_even_if_the_body_is_too_long(int status, string code)
    {
        using Endless body = new();
        using EmulatedApi api = ApiWithContent(() => new StreamContent(body), status);

        Assert.Equal(code, (await api.UpsertAsync()).ErrorCode);
    }

    private static EmulatedApi ApiWithContent(Func<HttpContent> body, int status = 200) => new()
    {
        Settings = new() { ApiKey = EmulatedApi.Key, MaximumResponseLength = Limit, MaximumRetryCount = 0 },
        Handler = new ResponseEditor(response =>
        {
            response.StatusCode = (System.Net.HttpStatusCode)status;
            response.Content = body();
        }),
    };

    private static StreamContent Padded(int length, bool hasContentLength)
    {
        byte[] body = Encoding.UTF8.GetBytes(Bodies.Success().PadRight(length));
        StreamContent content = new(new Trickle(body, chunkSize: 777));
        content.Headers.ContentLength = hasContentLength ? length : null;
        return content;
    }

    /// <summary>A stream of unknown length that returns a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int chunkSize) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public long Taken { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, System.Threading.CancellationToken cancellationToken)
        {
            Task<int> read = base.ReadAsync(buffer, offset, Math.Min(count, chunkSize), cancellationToken);
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
