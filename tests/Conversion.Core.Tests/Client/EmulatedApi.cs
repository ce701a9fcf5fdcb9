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

/// <summary>The real client before the emulator, with a clock that never really waits.</summary>
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

    /// <summary>Requests that have reached the emulator.</summary>
    public int Requests => Emulator.Requests.Count;

    public ClientSettings Settings { get; init; } = new() { ApiKey = Key };

    /// <summary>What chance says, each time.</summary>
    public Func<double> Random { get; init; } = static () => 0.5;

    /// <summary>Something between the client and the emulator that looks at what passes or spoils it.</summary>
    public DelegatingHandler? Between { get; init; }

    public ConversionClient Client => _client.Value;

    public static ApiKey Key { get; } = ApiKey.TryParse(KeyText, out ApiKey? key) ? key : throw new InvalidOperationException();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client that makes one request and no more.</summary>
    public static EmulatedApi WithoutRetries() => new() { Settings = new() { ApiKey = Key, MaximumRetryCount = 0 } };

    /// <summary>What the client makes of an answer that comes to its only request.</summary>
    public static async Task<UpsertOutcome> OutcomeOfAsync(Fault answer)
    {
        using EmulatedApi api = WithoutRetries();
        api.Faults.Enqueue(answer);
        return await api.UpsertAsync();
    }

    /// <summary>A checked request for one contact.</summary>
    public static ContactRequest Contact(string? email = "ada@example.com", Guid? id = null, string? firstName = null)
    {
        using ContactSerializer serializer = new();
        ContactDraft draft = new() { Email = email, CnvContactId = id?.ToString("D") };
        if (firstName is not null)
        {
            draft.Fields.Set("first_name", firstName);
        }

        return serializer.Serialize(draft, []) ?? throw new ArgumentException("The contact is no contact.");
    }

    public Task<UpsertOutcome> UpsertAsync(string email = "ada@example.com", CancellationToken? cancellationToken = null) =>
        Client.UpsertContactAsync(Contact(email), cancellationToken ?? Cancellation);

    public void Dispose() => Client.Dispose();

    private ConversionClient Connect()
    {
        HttpMessageHandler handler = new EmulatorHandler(Emulator);
        if (Between is not null)
        {
            Between.InnerHandler = handler;
            handler = Between;
        }

        return new ConversionClient(Settings, handler, Clock, Random);
    }
}

/// <summary>The client's one call, for one contact.</summary>
internal static class OneContact
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
