using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>A response that is not valid HTTP: the .NET exception quotes the server, which may have sent the key.</summary>
public sealed class MalformedResponseTests
{
    private const string Echo = "X-API-Key: " + EmulatedApi.KeyText + " \u001B[31mred\u0007";

    public static TheoryData<string> Responses =>
    [
        Echo + "\r\n\r\n",
        "HTTP/1.1 " + Echo + "\r\n\r\n",
        "HTTP/1.1 200 " + Echo + "\r\nContent-Length: " + Echo + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + EmulatedApi.KeyText + " \u001B[31mred\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + EmulatedApi.KeyText + "(\u001B[31m): x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Echo + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{" + EmulatedApi.KeyText + "\u001B[31m\r\n\r\n",
        "HTTP/1.1 407 " + EmulatedApi.KeyText + "\r\nProxy-Authenticate: Basic realm=\"" + EmulatedApi.KeyText + "\"\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 " + EmulatedApi.KeyText + "\r\nWWW-Authenticate: " + EmulatedApi.KeyText + "\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 " + EmulatedApi.KeyText + "\r\nRetry-After: " + EmulatedApi.KeyText + "\r\nContent-Length: 0\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task A_malformed_response_shows_neither_the_secret_nor_control_characters(string response)
    {
        await using RawServer server = new(response);
        ClientSettings settings = new() { ApiKey = EmulatedApi.Key, BaseUri = server.BaseUri, MaximumRetryCount = 0 };
        using ConversionClient client = new(settings, HttpHandlerFactory.Create(settings.BaseUri), new FakeClock(), static () => 0);
        List<RequestTrace> traces = [];

        UpsertOutcome outcome = await client.UpsertContactAsync(EmulatedApi.Contact(), traces, TestContext.Current.CancellationToken);

        Assert.NotEqual(UpsertStatus.Created, outcome.Status);
        Assert.Single(server.Requests);
        string shown = string.Join('\n', [outcome, .. traces, .. Causes(outcome.Cause)]);
        Assert.DoesNotContain(EmulatedApi.Secret, shown);
        Assert.DoesNotContain('\u001B', shown);
        Assert.DoesNotContain('\u0007', shown);
    }

    [Fact]
    public async Task The_exception_is_kept_when_it_contains_no_secret()
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.ResetBeforeApplying());

        Assert.NotNull(outcome.Cause);
    }

    private static IEnumerable<object> Causes(Exception? cause) => cause is null
        ? []
        : [cause, cause.Message, .. cause.Data.Values.Cast<object>(), .. Causes(cause.InnerException)];
}
