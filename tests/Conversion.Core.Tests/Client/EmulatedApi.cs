using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>The real client connected to the emulator, with a clock that never waits in real time.</summary>
internal sealed class EmulatedApi : IDisposable
{
    public const string Secret = "Zq7vT1pXw9";
    public const string KeyText = "sk_live_demo_" + Secret;

    private readonly Lazy<ConversionClient> _client;

    public EmulatedApi(FakeClock? clock = null, EmulatorSettings? settings = null)
    {
        Clock = clock ?? new FakeClock();
        Emulator = new ConversionEmulator(settings ?? new EmulatorSettings { Delay = Clock.PassAsync, UtcNow = () => Clock.UtcNow });
        _client = new Lazy<ConversionClient>(Connect);
    }

    public FakeClock Clock { get; }

    public ConversionEmulator Emulator { get; }

    public FaultScript Faults => Emulator.Faults;

    /// <summary>The number of requests that reached the emulator.</summary>
    public int Requests => Emulator.Requests.Count;

    public ClientSettings Settings { get; init; } = new() { ApiKey = Key };

    /// <summary>The random number for the jitter of each retry.</summary>
    public Func<double> Random { get; init; } = static () => 0.5;

    /// <summary>A handler between the client and the emulator that observes or changes requests and responses.</summary>
    public DelegatingHandler? Handler { get; init; }

    public ConversionClient Client => _client.Value;

    public static ApiKey Key { get; } = ApiKey.TryParse(KeyText, out ApiKey? key) ? key : throw new InvalidOperationException();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client that makes one request and no retries.</summary>
    public static EmulatedApi WithoutRetries() => new() { Settings = new() { ApiKey = Key, MaximumRetryCount = 0 } };

    /// <summary>The client's outcome for a response to its only request.</summary>
    public static async Task<UpsertOutcome> OutcomeOfAsync(Fault response)
    {
        using EmulatedApi api = WithoutRetries();
        api.Faults.Enqueue(response);
        return await api.UpsertAsync();
    }

    /// <summary>A validated request for one contact.</summary>
    public static ContactRequest Contact(string? email = "ada@example.com", Guid? id = null, string? firstName = null)
    {
        using ContactSerializer serializer = new();
        ContactDraft draft = new() { Email = email, CnvContactId = id?.ToString("D") };
        if (firstName is not null)
        {
            draft.Fields.Set("first_name", firstName);
        }

        return serializer.Serialize(draft, []) ?? throw new ArgumentException("The contact is invalid.");
    }

    public Task<UpsertOutcome> UpsertAsync(string email = "ada@example.com", CancellationToken? cancellationToken = null) =>
        Client.UpsertContactAsync(Contact(email), cancellationToken ?? Cancellation);

    public void Dispose() => Client.Dispose();

    private ConversionClient Connect()
    {
        HttpMessageHandler handler = new EmulatorHandler(Emulator);
        if (Handler is not null)
        {
            Handler.InnerHandler = handler;
            handler = Handler;
        }

        return new ConversionClient(Settings, handler, Clock, Random);
    }
}

/// <summary>Calls the client for one contact.</summary>
internal static class SingleContactExtensions
{
    public static Task<UpsertOutcome> UpsertContactAsync(
        this ConversionClient client, ContactRequest contact, CancellationToken cancellationToken) =>
        client.UpsertContactAsync(contact, traces: null, cancellationToken);

    public static async Task<UpsertOutcome> UpsertContactAsync(
        this ConversionClient client, ContactRequest contact, ICollection<RequestTrace>? traces, CancellationToken cancellationToken)
    {
        BatchResult result = await client.UpsertAsync(new ContactBatch([contact], UsesBatchEndpoint: false) { Traces = traces }, cancellationToken);
        return result[0];
    }
}
