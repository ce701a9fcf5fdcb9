using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Model;

namespace Conversion.Core.Tests.Sending;

/// <summary>The account that a nightly list is sent to, in which its own people change contacts, and the process that may be killed.</summary>
internal sealed class NightlyAccount : IDisposable
{
    private readonly Random _random;
    private readonly KillingHandler _kills;

    public NightlyAccount(Random random)
    {
        _random = random;
        _kills = new KillingHandler(random);
        Api = new EmulatedApi { Handler = _kills };
    }

    public EmulatedApi Api { get; }

    /// <summary>How often the process was killed.</summary>
    public int Kills => _kills.Count;

    public void Dispose() => Api.Dispose();

    public Contact? Find(int person) => Api.Emulator.Contacts.Find($"p{person}@example.com");

    /// <summary>Someone edits a field of a contact.</summary>
    public void Edit(int person, string city) => Update(person, draft => draft.Fields.Set("city", city));

    /// <summary>A contact unsubscribes.</summary>
    public void OptOut(int person) => Update(person, static draft => draft.SubscriptionStatus = "UNSUBSCRIBED");

    /// <summary>The network and the service fail from now on, and the process is killed at times.</summary>
    public void Break(double share)
    {
        Api.Faults.AtRate(share / 4, Fault.Status(503), _random);
        Api.Faults.AtRate(share / 4, Fault.ResetAfterApplying(), _random);
        Api.Faults.AtRate(share / 4, Fault.ResetBeforeApplying(), _random);
        Api.Faults.AtRate(share / 4, Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""), _random);
        _kills.Share = share / 8;
    }

    /// <summary>Nothing fails from now on.</summary>
    public void Repair()
    {
        Api.Faults.Clear();
        _kills.Share = 0;
    }

    private void Update(int person, Action<ContactDraft> change)
    {
        using ContactSerializer serializer = new();
        ContactDraft draft = new() { CnvContactId = Find(person)!.Id.ToString("D") };
        change(draft);
        Api.Client.UpsertContactAsync(serializer.Serialize(draft, [])!, CancellationToken.None).GetAwaiter().GetResult();
    }

    public sealed class KilledException : Exception;

    // A process may die before its request reaches the server, or after it was applied and before the response is recorded.
    private sealed class KillingHandler(Random random) : DelegatingHandler
    {
        public double Share { get; set; }

        public int Count { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isKilled;
            bool isApplied;
            lock (random)
            {
                isKilled = random.NextDouble() < Share;
                isApplied = random.Next(2) == 0;
                Count += isKilled ? 1 : 0;
            }

            if (isKilled && !isApplied)
            {
                throw new KilledException();
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            return isKilled ? throw new KilledException() : response;
        }
    }
}
