using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion;

/// <summary>The Conversion.ai contacts API. One for a connection; safe for many threads.</summary>
public sealed class ConversionClient : IDisposable
{
    /// <summary>The most contacts that one batch may hold.</summary>
    public const int MaximumBatchSize = 1000;

    private readonly ApiTransport _transport;
    private readonly ApiEndpoint _contacts;
    private readonly ApiEndpoint _batch;
    private readonly ApiKey _key;

    /// <summary>A client that reaches the API over the network.</summary>
    /// <param name="settings">How requests are made.</param>
    public ConversionClient(TransportSettings settings)
        : this(settings, Network.CreateHandler(settings.BaseUri), Clock.System, Jitter.Next)
    {
    }

    /// <summary>A client over a handler of yours: an emulator, or a network set up otherwise.</summary>
    /// <param name="settings">How requests are made.</param>
    /// <param name="handler">Disposed with the client. It must not follow redirects.</param>
    public ConversionClient(TransportSettings settings, HttpMessageHandler handler)
        : this(settings, handler, Clock.System, Jitter.Next)
    {
    }

    internal ConversionClient(TransportSettings settings, HttpMessageHandler handler, Clock clock, Func<double> random)
    {
        if (!TransportSettings.IsSafe(settings.BaseUri))
        {
            throw new ArgumentException("The key is sent over https only, or over http to this machine.", nameof(settings));
        }

        Clock = clock;
        _key = settings.ApiKey;
        _contacts = new ApiEndpoint(settings.BaseUri, "/v2/contacts");
        _batch = new ApiEndpoint(settings.BaseUri, "/v2/contacts/batch");
        _transport = new ApiTransport(settings, handler, clock, random);
    }

    /// <summary>Whether requests wait at the moment: for the rate limit we keep, or since the server asked for a pause.</summary>
    public bool IsHeldBack => _transport.IsHeldBack;

    /// <summary>Time, as this client sees it.</summary>
    internal Clock Clock { get; }

    /// <summary><c>POST /v2/contacts</c>: creates or updates one contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="cancellationToken">Ends the request and every wait; a request under way may still have been applied.</param>
    /// <returns>What became of it. No answer of the server's is thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<UpsertOutcome> UpsertContactAsync(ContactRequest contact, CancellationToken cancellationToken = default) =>
        UpsertContactAsync(contact, traces: null, cancellationToken);

    /// <summary><c>POST /v2/contacts</c>, with a line for each attempt.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="traces">Takes what may be shown of each attempt; null for nothing.</param>
    /// <param name="cancellationToken">Ends the request and every wait.</param>
    public async Task<UpsertOutcome> UpsertContactAsync(
        ContactRequest contact, ICollection<RequestTrace>? traces, CancellationToken cancellationToken)
    {
        ApiRequest request = RequestOf(contact) with { Traces = traces };
        return Read(await PostAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// <c>POST /v2/contacts</c> with <c>updateOnly</c> and an id that nobody has: writes nothing, and
    /// <see cref="UpsertStatus.NotFound"/> shows that the API answers and takes the key. One request, never repeated.
    /// </summary>
    /// <param name="traces">Takes what may be shown of it; null for nothing.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<UpsertOutcome> TestAsync(ICollection<RequestTrace>? traces, CancellationToken cancellationToken)
    {
        using ContactSerializer serializer = new();
        ContactDraft nobody = new() { CnvContactId = Guid.NewGuid().ToString(), Options = ContactOptions.UpdateOnly };
        ContactRequest contact = serializer.Serialize(nobody, [])!;
        ApiRequest request = RequestOf(contact) with { OneAttempt = true, Traces = traces };
        return Read(await PostAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Closes the connections. Requests under way fail.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary><c>POST /v2/contacts</c>.</summary>
    internal ApiRequest RequestOf(ContactRequest contact) => new(_contacts, contact.Body, Rows: 1);

    /// <summary><c>POST /v2/contacts/batch</c>.</summary>
    /// <param name="contacts">1 to <see cref="MaximumBatchSize"/> contacts, all with the same switches, none of them twice.</param>
    internal ApiRequest RequestOf(IReadOnlyList<ContactRequest> contacts) =>
        new(_batch, BatchBody.Write(contacts, contacts[0].Options), contacts.Count);

    /// <summary>Posts a request until there is an answer to live with.</summary>
    internal Task<ApiAnswer> PostAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _transport.PostAsync(request, cancellationToken);

    /// <summary>What the answer to one contact means.</summary>
    internal UpsertOutcome Read(ApiAnswer answer) => AnswerTable.Read(answer, _key);

    /// <summary>What the answer to a batch of so many contacts means.</summary>
    internal BatchOutcome ReadBatch(ApiAnswer answer, int contacts) => AnswerTable.ReadBatch(answer, contacts, _key);
}
