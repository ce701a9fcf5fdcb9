using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Http;

/// <summary>The client with real sockets.</summary>
public sealed class NetworkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_contact_reaches_a_server()
    {
        ConversionEmulator emulator = new(new EmulatorSettings { ApiKey = EmulatedApi.KeyText });
        await using EmulatorServer server = await EmulatorServer.StartAsync(emulator, 0, Cancellation);

        UpsertOutcome outcome = await UpsertAsync(server.BaseUri);

        Assert.Equal((UpsertStatus.Created, 1), (outcome.Status, emulator.Contacts.Count));
    }

    [Fact]
    public async Task A_refused_connection_is_Failed_and_not_Unknown()
    {
        // Bound, so that no other process gets the port, and not listening.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        UpsertOutcome outcome = await UpsertAsync(new Uri($"http://127.0.0.1:{port}/api"));

        Assert.Equal(
            (UpsertStatus.Failed, "network_error", null, 3), (outcome.Status, outcome.ErrorCode, outcome.StatusCode, outcome.Attempts));
        Assert.Equal($"The request to 127.0.0.1:{port} failed: {outcome.Cause!.GetBaseException().Message}", outcome.ErrorMessage);
    }

    [Fact]
    public async Task An_unknown_host_name_is_Failed_and_not_Unknown()
    {
        UpsertOutcome outcome = await UpsertAsync(new Uri("https://no-such-host.invalid/api"));

        Assert.Equal((UpsertStatus.Failed, "network_error"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_after_sending_is_Unknown(bool applied)
    {
        ConversionEmulator emulator = new();
        await using EmulatorServer server = await EmulatorServer.StartAsync(emulator, 0, Cancellation);
        emulator.Faults.Enqueue(applied ? Fault.ResetAfterApplying() : Fault.ResetBeforeApplying(), times: 100);

        UpsertOutcome outcome = await UpsertAsync(server.BaseUri);

        Assert.Equal((UpsertStatus.Unknown, "network_error", 3), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
    }

    [Fact]
    public async Task A_truncated_response_is_retried()
    {
        ConversionEmulator emulator = new();
        await using EmulatorServer server = await EmulatorServer.StartAsync(emulator, 0, Cancellation);
        emulator.Faults.Enqueue(Fault.TruncatedBody());

        UpsertOutcome outcome = await UpsertAsync(server.BaseUri);

        Assert.Equal((UpsertStatus.Updated, 2), (outcome.Status, outcome.Attempts));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_scheme_opens_no_connection(int status)
    {
        ConversionEmulator here = new();
        await using EmulatorServer server = await EmulatorServer.StartAsync(here, 0, Cancellation);
        await using RawServer other = new(RawServer.OkResponse(Bodies.Success()));
        here.Faults.Enqueue(Fault.RedirectTo($"https://localhost:{other.Port}/api/v2/contacts", status));

        UpsertOutcome outcome = await UpsertAsync(server.BaseUri);

        Assert.Equal((UpsertStatus.Failed, status, 0), (outcome.Status, outcome.StatusCode, other.Connections));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_never_forwards_the_key(int status)
    {
        ConversionEmulator here = new();
        ConversionEmulator elsewhere = new();
        await using EmulatorServer server = await EmulatorServer.StartAsync(here, 0, Cancellation);
        await using EmulatorServer other = await EmulatorServer.StartAsync(elsewhere, 0, Cancellation);
        here.Faults.Enqueue(Fault.RedirectTo(other.BaseUri + "/v2/contacts", status));

        UpsertOutcome outcome = await UpsertAsync(server.BaseUri);

        Assert.Equal((UpsertStatus.Failed, status, 1, 0), (outcome.Status, outcome.StatusCode, here.Requests.Count, elsewhere.Requests.Count));
    }

    [Fact]
    public async Task The_key_is_sent_once_in_its_header_and_nowhere_else()
    {
        await using RawServer server = new(RawServer.OkResponse(Bodies.Success()));

        await UpsertAsync(server.BaseUri);

        string request = Assert.Single(server.Requests);
        Assert.Equal(2, request.Split(EmulatedApi.Secret).Length);
        Assert.Contains($"\r\nX-API-Key: {EmulatedApi.KeyText}\r\n", request);
    }

    [Fact]
    public async Task A_request_has_only_the_expected_headers()
    {
        await using RawServer server = new(RawServer.OkResponse(Bodies.Success()));

        await UpsertAsync(server.BaseUri);

        string[] lines = Assert.Single(server.Requests).Split("\r\n");
        Assert.Equal("POST /api/v2/contacts HTTP/1.1", lines[0]);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "User-Agent", "X-API-Key"],
            lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("User-Agent: Conversion-PowerShell/0.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cookie_is_not_sent_back()
    {
        await using RawServer server = new(RawServer.OkResponse(Bodies.Success(), "Set-Cookie: session=1; Path=/"));
        using ConversionClient client = ClientTo(server.BaseUri);

        await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
        await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.DoesNotContain("cookie", request, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("localhost", 1)]
    [InlineData("example.com", 1)]
    [InlineData("localhost", -1)]
    public async Task An_untrusted_server_gets_one_connection_and_no_request(string name, int daysLeft)
    {
        using X509Certificate2 certificate = SignedByUnknownAuthority(name, daysLeft);
        await using RawServer server = new(RawServer.OkResponse(Bodies.Success()), async stream =>
        {
            SslStream secure = new(stream);
            await secure.AuthenticateAsServerAsync(certificate);
            return secure;
        });

        UpsertOutcome outcome = await UpsertAsync(new Uri($"https://localhost:{server.Port}/api"));

        Assert.Equal((UpsertStatus.Failed, "untrusted_server", 1, true), (outcome.Status, outcome.ErrorCode, outcome.Attempts, outcome.RefusesConnection));
        Assert.Equal((1, 0), (server.Connections, server.Requests.Count));
        Assert.DoesNotContain(EmulatedApi.Secret, outcome.ErrorMessage + outcome.Cause);
    }

    [Fact]
    public async Task The_reason_of_a_network_error_is_shown_without_the_secret()
    {
        UpsertOutcome outcome = await UpsertAsync(new Uri("https://no-such-host.invalid/api"));

        Assert.DoesNotContain(EmulatedApi.Secret, outcome.ErrorMessage + outcome.Cause);
    }

    [Fact]
    public async Task Concurrent_requests_each_get_their_own_response()
    {
        ConversionEmulator emulator = new();
        await using EmulatorServer server = await EmulatorServer.StartAsync(emulator, 0, Cancellation);
        using ConversionClient client = ClientTo(server.BaseUri);
        List<Task<UpsertOutcome>> upserts = [];
        for (int i = 0; i < 200; i++)
        {
            upserts.Add(client.UpsertContactAsync(EmulatedApi.Contact($"a{i}@example.com"), Cancellation));
        }

        UpsertOutcome[] outcomes = await Task.WhenAll(upserts);

        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => emulator.Contacts.Find($"a{i}@example.com")?.Id), outcomes.Select(outcome => outcome.CnvContactId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")]
    public async Task Disposing_the_client_cancels_its_requests_in_flight(string partialResponse)
    {
        TaskCompletionSource arrived = new();
        await using RawServer server = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(partialResponse), cancellationToken);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return false;
        });
        ConversionClient client = ClientTo(server.BaseUri);
        Task<UpsertOutcome> upsert = client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
        await arrived.Task.WaitAsync(Cancellation);

        client.Dispose();
        UpsertOutcome outcome = await upsert.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal((UpsertStatus.Unknown, "network_error", 1), (outcome.Status, outcome.ErrorCode, outcome.Attempts));
        Assert.Contains("The connection was disconnected while requests were under way.", outcome.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<UpsertOutcome> UpsertAsync(Uri baseUri)
    {
        using ConversionClient client = ClientTo(baseUri);
        return await client.UpsertContactAsync(EmulatedApi.Contact(), Cancellation);
    }

    private static ConversionClient ClientTo(Uri baseUri) => new(
        new ClientSettings { ApiKey = EmulatedApi.Key, BaseUri = baseUri, MaximumRetryCount = 2 },
        HttpHandlerFactory.Create(baseUri),
        new FakeClock(),
        static () => 0);

    private static X509Certificate2 SignedByUnknownAuthority(string name, int daysLeft)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using RSA authorityKey = RSA.Create(2048);
        CertificateRequest authority = new("CN=Nobody", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 issuer = authority.CreateSelfSigned(now.AddDays(-9), now.AddDays(9));
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(issuer, now.AddDays(-8), now.AddDays(daysLeft), [1, 2, 3]);
        using X509Certificate2 certificate = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
