using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Emulator;
using Conversion.Core.Tests.Journal;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Core.Tests.Sending;

/// <summary>An account and the journal of a list, which is sent again and again.</summary>
internal sealed class ListedAccount : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _requestsSeen;

    public ListedAccount(EmulatedApi? api = null) => Api = api ?? EmulatedApi.WithoutRetries();

    public EmulatedApi Api { get; }

    public string JournalPath => _folder.Path("journal");

    public SenderSettings Settings { get; set; } = new();

    public static ContactRequest Row(
        string? email, string? city = "Rome", string? status = null, Guid? id = null, ContactOptions options = ContactOptions.None)
    {
        using ContactSerializer serializer = new();
        ContactDraft draft = new() { Email = email, CnvContactId = id?.ToString("D"), SubscriptionStatus = status, Options = options };
        if (city is not null)
        {
            draft.Fields.Set("city", city);
        }

        return serializer.Serialize(draft, []) ?? throw new ArgumentException("The contact is invalid.");
    }

    public ContactJournal OpenJournal() => ContactJournal.Open(JournalPath, NumberedContactsJournal.Header, overwrite: false);

    public ContactJournal OpenForComparison(string? path = null) =>
        ContactJournal.OpenForComparison(path ?? JournalPath, NumberedContactsJournal.Header, overwrite: false);

    public ContactSender<int> Sender(ContactJournal? journal) => new(Api.Client, Settings, journal);

    /// <summary>One run: sends the list, and returns the outcome of each row.</summary>
    public UpsertOutcome[] Send(params IReadOnlyList<ContactRequest> rows)
    {
        using ContactJournal journal = OpenJournal();
        using ContactSender<int> sender = Sender(journal);
        return Send(sender, rows);
    }

    /// <summary>The same with a sender that the test has made.</summary>
    public static UpsertOutcome[] Send(ContactSender<int> sender, params IReadOnlyList<ContactRequest> rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            sender.Post(row, rows[row]);
        }

        return [.. rows.Select(_ => sender.Take().Outcome)];
    }

    public UpsertStatus[] Statuses(params IReadOnlyList<ContactRequest> rows) => [.. Send(rows).Select(static outcome => outcome.Status)];

    /// <summary>What was sent since the last call, one text for each contact of a request: city, status, and an exclamation mark if only by id.</summary>
    public string[] TakeSent()
    {
        RecordedRequest[] requests = [.. Api.Emulator.Requests.Snapshot().Skip(_requestsSeen)];
        _requestsSeen += requests.Length;
        return [.. requests.SelectMany(static request => Describe(request.Body))];
    }

    /// <summary>The city and the subscription status of a contact in the account.</summary>
    public (string? City, string Status) Stored(string email) =>
        Api.Emulator.Contacts.Find(email) is Contact contact ? (contact.Fields.Text("city"), contact.SubscriptionStatus) : (null, "none");

    /// <summary>Somebody edits the contact in the account.</summary>
    public void Edit(string email, string status)
    {
        Contact contact = Api.Emulator.Contacts.Find(email)!;
        Api.Emulator.Contacts.Put(new Contact(contact.Id, contact.Email, status, contact.Fields, contact.CompanyFields));
    }

    /// <summary>What the journal knows of the contact of a row; null if it does not know it.</summary>
    public ContactState? Known(ContactRequest row, string? path = null)
    {
        using ContactJournal journal = OpenForComparison(path);
        return NumberedContactsJournal.StateIn(journal, journal.Hasher.ComputeKey(row.Identity));
    }

    public void Dispose()
    {
        Api.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<string> Describe(string body)
    {
        JsonElement root = JsonDocument.Parse(body).RootElement;
        JsonElement[] contacts = root.TryGetProperty("contacts", out JsonElement batch) ? [.. batch.EnumerateArray()] : [root];
        foreach (JsonElement contact in contacts)
        {
            string city = contact.TryGetProperty("fields", out JsonElement fields) ? fields.GetProperty("city").GetString()! : "";
            string status = contact.TryGetProperty("subscriptionStatus", out JsonElement given) ? given.GetString()! : "-";
            bool isById = !contact.TryGetProperty("email", out _) && root.TryGetProperty("updateOnly", out _);
            yield return $"{city} {status}{(isById ? "!" : "")}".TrimStart();
        }
    }
}
