using System;
using System.Net.Http;
using Conversion.Core.Tests.Client;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>What .NET says of a network that failed is shown, but for what must not be.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("The proxy at 'http://ada:pa55@proxy.example:8080/' said no.", "The proxy at 'http://***@proxy.example:8080/' said no.")]
    [InlineData("http://ada@one.example and https://bob:x@two.example", "http://***@one.example and https://***@two.example")]
    [InlineData("ada@example.com at https://api.example/v2", "ada@example.com at https://api.example/v2")]
    [InlineData("Invalid status line: '" + EmulatedApi.KeyText + "'.", "Invalid status line: 'sk_live_demo_***'.")]
    [InlineData("A \u001B[31mred\u001B[0m answer.", "A  [31mred [0m answer.")]
    public void A_message_is_shown_without_passwords_keys_and_orders_to_the_terminal(string message, string shown)
    {
        Assert.Equal(shown, RedactionHandler.Redact(message, EmulatedApi.Key));
    }

    [Fact]
    public void An_exception_that_may_be_shown_stays_what_it_is()
    {
        HttpRequestException failure = new("It failed.", new InvalidOperationException("It broke."));

        Assert.Same(failure, RedactionHandler.Redact(failure, EmulatedApi.Key));
    }

    [Fact]
    public void Of_one_that_may_not_wherever_that_is_within_only_the_last_reason_is_left()
    {
        HttpRequestException failure = new(
            "It failed.", new InvalidOperationException("At http://ada:pa55@proxy.example/.", new TimeoutException("It took too long.")));

        Exception shown = RedactionHandler.Redact(failure, EmulatedApi.Key);

        Assert.IsType<HttpRequestException>(shown);
        Assert.Equal(("It took too long.", null), (shown.Message, shown.InnerException));
        Assert.DoesNotContain("pa55", shown.ToString(), StringComparison.Ordinal);
    }
}
