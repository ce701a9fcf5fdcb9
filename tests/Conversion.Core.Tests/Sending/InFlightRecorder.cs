using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Core.Tests.Sending;

/// <summary>Records what is in flight between the client and the emulator: which contacts and events, and how many requests.</summary>
internal sealed class InFlightRecorder : DelegatingHandler
{
    private readonly object _lock = new();
    private readonly HashSet<string> _contacts = [];
    private readonly List<string> _collisions = [];
    private readonly List<string> _values = [];
    private int _requests;
    private int _responses;

    /// <summary>Contacts, and ids of events, that were in flight twice at the same time. A dated event may be beside others of its contact.</summary>
    public IReadOnlyList<string> Collisions => _collisions;

    /// <summary>The <c>first_name</c> of every contact or event sent, in the order in which the requests were started.</summary>
    public IReadOnlyList<string> Values => _values;

    public int MostRequests { get; private set; }

    /// <summary>The most concurrent requests before the first successful response.</summary>
    public int MostBeforeResponse { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string[] contacts = Enter(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        bool succeeded = false;
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            succeeded = (int)response.StatusCode == 200;
            return response;
        }
        finally
        {
            Leave(contacts, succeeded);
        }
    }

    private string[] Enter(string body)
    {
        JsonElement root = JsonDocument.Parse(body).RootElement;
        JsonElement[] contacts = root.TryGetProperty("contacts", out JsonElement batch) || root.TryGetProperty("events", out batch) ? [.. batch.EnumerateArray()] : [root];
        lock (_lock)
        {
            List<string> entered = [];
            foreach (JsonElement contact in contacts)
            {
                _values.Add((contact.TryGetProperty("data", out JsonElement fields) ? fields : contact.GetProperty("fields")).GetProperty("first_name").GetString()!);
                foreach (string key in KeysOf(contact))
                {
                    (_contacts.Add(key) ? entered : _collisions).Add(key);
                }
            }

            _requests++;
            MostRequests = Math.Max(MostRequests, _requests);
            MostBeforeResponse = _responses == 0 ? Math.Max(MostBeforeResponse, _requests) : MostBeforeResponse;
            return [.. entered];
        }
    }

    private void Leave(string[] contacts, bool succeeded)
    {
        lock (_lock)
        {
            _contacts.ExceptWith(contacts);
            _requests--;
            _responses += succeeded ? 1 : 0;
        }
    }

    private static IEnumerable<string> KeysOf(JsonElement contact) =>
        (contact.TryGetProperty("timestamp", out _) ? ["eventId"] : new[] { "email", "cnvContactId", "userId", "eventId" })
            .Where(name => contact.TryGetProperty(name, out _))
            .Select(name => contact.GetProperty(name).GetString()!.ToLowerInvariant());
}
