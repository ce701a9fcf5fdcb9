using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

/// <summary>How a test connects to the emulator.</summary>
public enum Transport
{
    InProcess,
    Kestrel,
}

/// <summary>An HTTP client of the emulator.</summary>
internal sealed class Api : IAsyncDisposable
{
    public const string Key = "sk_live_demo_secret";
    public const string Contacts = "/v2/contacts";
    public const string Batch = "/v2/contacts/batch";

    private readonly EmulatorServer? _server;

    private Api(ConversionEmulator emulator, EmulatorServer? server)
    {
        Emulator = emulator;
        _server = server;
        BaseUri = server?.BaseUri ?? new Uri("https://pub-api.conversion.ai/api");
        Client = server is null
            ? new HttpClient(new EmulatorHandler(emulator))
            : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
    }

    public ConversionEmulator Emulator { get; }

    public HttpClient Client { get; }

    public Uri BaseUri { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Api Create(EmulatorSettings? settings = null, ContactStore? contacts = null) =>
        new(new ConversionEmulator(settings, contacts), null);

    public static async Task<Api> CreateAsync(Transport transport, EmulatorSettings? settings = null)
    {
        var emulator = new ConversionEmulator(settings);
        return new(emulator, transport == Transport.Kestrel ? await EmulatorServer.StartAsync(emulator, 0, Cancellation) : null);
    }

    public static HttpRequestMessage Request(Uri baseUri, string json, string path = Contacts, string? key = Key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, baseUri + path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        return request;
    }

    public HttpRequestMessage Request(string json, string path = Contacts, string? key = Key) => Request(BaseUri, json, path, key);

    public Task<ApiResponse> UpsertAsync(string json, string? key = Key) => SendAsync(Request(json, Contacts, key));

    public Task<ApiResponse> BatchAsync(string json) => SendAsync(Request(json, Batch));

    public async Task<ApiResponse> SendAsync(HttpRequestMessage request, CancellationToken? cancellationToken = null)
    {
        using (request)
        {
            using HttpResponseMessage response = await Client.SendAsync(request, cancellationToken ?? Cancellation);
            return new(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(Cancellation),
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.RetryAfter?.ToString(),
                response.Headers.Location);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}

internal sealed record ApiResponse(HttpStatusCode Status, string Text, string? MediaType, string? RetryAfter, Uri? Location)
{
    public JsonElement Data => JsonDocument.Parse(Text).RootElement.GetProperty("data");

    public JsonElement Results => Data.GetProperty("results");

    public JsonElement Error => JsonDocument.Parse(Text).RootElement.GetProperty("error");

    public Guid Id => Data.GetProperty("cnvContactId").GetGuid();

    public bool Created => Data.GetProperty("contactCreated").GetBoolean();

    public void IsError(HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (Status, Error.GetProperty("code").GetString()));
        Assert.NotEmpty(Error.GetProperty("message").GetString()!);
    }
}
