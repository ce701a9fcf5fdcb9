using System;
using System.Net.Http;
using Conversion.Core.Tests.Client;
using Conversion.Http;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>Network exceptions of .NET are shown without secrets.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("The proxy at 'http://ada:pa55@proxy.example:8080/' said no.", "The proxy at 'http://***@proxy.example:8080/' said no.")]
    [InlineData("http://ada@one.example and https://bob:x@two.example", "http://***@one.example and https://***@two.example")]
    [InlineData("ada@example.com at https://api.example/v2", "ada@example.com at https://api.example/v2")]
    [InlineData("Invalid status line: '" + EmulatedApi.KeyText + "'.", "Invalid status line: 'sk_live_demo_***'.")]
    [InlineData("A \u001B[31mred\u001B[0m answer.", "A  [31mred [0m answer.")]
    public void A_message_is_shown_without_passwords_keys_and_control_characters(string message, string shown)
    {
        Assert.Equal(shown, RedactionHandler.Redact(message, EmulatedApi.Key));
    }

    [Fact]
    public void An_exception_without_secrets_is_not_changed()
    {
        HttpRequestException failure = new("It failed.", new InvalidOperationException("It broke."));

        Assert.Same(failure, RedactionHandler.Redact(failure, EmulatedApi.Key));
    }

    [Fact]
    public void An_exception_with_a_secret_in_any_inner_exception_keeps_only_the_innermost_message()
    {
        HttpRequestException failure = new(
            "It failed.", new InvalidOperationException("At http://ada:pa55@proxy.example/.", new TimeoutException("It took too long.")));

        Exception shown = RedactionHandler.Redact(failure, EmulatedApi.Key);

        Assert.IsType<HttpRequestException>(shown);
        Assert.Equal(("It took too long.", null), (shown.Message, shown.InnerException));
        Assert.DoesNotContain("pa55", shown.ToString(), StringComparison.Ordinal);
    }
}
