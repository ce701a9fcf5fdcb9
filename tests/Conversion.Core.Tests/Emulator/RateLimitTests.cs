using System;
using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class RateLimitTests
{
    private const string Body = """{"email":"a@example.com"}""";

    private DateTimeOffset _now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_rate_is_the_number_of_requests_per_second()
    {
        Api api = Api.Create(new() { RequestsPerSecond = 2, UtcNow = () => _now });
        Assert.Equal((2, 1), await CountAsync(api, 3));
        _now += TimeSpan.FromMilliseconds(500);
        Assert.Equal((1, 1), await CountAsync(api, 2));
        _now += TimeSpan.FromHours(1);
        Assert.Equal((2, 3), await CountAsync(api, 5));
    }

    [Fact]
    public async Task A_rejected_request_writes_nothing()
    {
        Api api = Api.Create(new() { RequestsPerSecond = 1, UtcNow = () => _now });
        await api.UpsertAsync(Body);
        (await api.UpsertAsync("""{"email":"b@example.com"}""")).IsError(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Single(api.Emulator.Contacts);
    }

    [Fact]
    public async Task The_burst_is_a_setting()
    {
        Api api = Api.Create(new() { RequestsPerSecond = 100, RequestBurst = 1, UtcNow = () => _now });
        Assert.Equal((1, 2), await CountAsync(api, 3));
    }

    [Theory]
    [InlineData(RetryAfterFormat.None, null)]
    [InlineData(RetryAfterFormat.Seconds, "4")]
    [InlineData(RetryAfterFormat.Date, "Tue, 01 Jan 2030 12:00:04 GMT")]
    public async Task The_429_has_the_RetryAfter_of_the_setting(RetryAfterFormat form, string? expected)
    {
        Api api = Api.Create(new() { RequestsPerSecond = 0.25, RetryAfter = form, UtcNow = () => _now });
        await api.UpsertAsync(Body);
        Assert.Equal(expected, (await api.UpsertAsync(Body)).RetryAfter);
    }

    [Fact]
    public void A_rate_of_zero_is_invalid() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ConversionEmulator(new() { RequestsPerSecond = 0 }));

    private static async Task<(int Taken, int Refused)> CountAsync(Api api, int requests)
    {
        int taken = 0;
        for (int number = 0; number < requests; number++)
        {
            taken += (await api.UpsertAsync(Body)).Status == HttpStatusCode.OK ? 1 : 0;
        }

        return (taken, requests - taken);
    }
}
