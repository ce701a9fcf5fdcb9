using System;
using System.Collections.Generic;
using System.Text.Json;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Exports;

/// <summary>
/// What the account holds of each contact, to compare rows with it. Of a field only hashes are kept: of its key, and of its key with its
/// value. Not thread-safe.
/// </summary>
public sealed class AccountContacts
{
    private readonly FieldHasher _hasher = new();
    private readonly List<AccountContact> _contacts = [];
    private readonly Dictionary<Guid, int> _byId = [];
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of contacts.</summary>
    public int Count => _contacts.Count;

    /// <summary>Adds a contact of an export.</summary>
    /// <returns>False if it has no id.</returns>
    public bool Add(ExportObject item)
    {
        if (item["id"] is not string text || !Guid.TryParse(text, out Guid id))
        {
            return false;
        }

        string? email = item["email"] as string;
        DateTimeOffset updatedAt = item["updatedAt"] is string time && EventTime.Parse(time) is DateTimeOffset moment ? moment : default;
        int index = _contacts.Count;
        _contacts.Add(new AccountContact(id, email, item["subscriptionStatus"] as string, updatedAt, _hasher.Compute(item["fields"] as ExportObject)));
        _byId[id] = index;

        // Several contacts may have one address. The API takes the one that was updated last.
        if (!string.IsNullOrEmpty(email) && (!_byEmail.TryGetValue(email!, out int other) || _contacts[other].UpdatedAt <= updatedAt))
        {
            _byEmail[email!] = index;
        }

        return true;
    }

    /// <summary>Compares a row with the contact that it is of.</summary>
    /// <param name="request">The request of the row.</param>
    /// <param name="policy">Which subscription statuses would be sent.</param>
    /// <param name="contactId">The id of the contact; null if the account does not have it.</param>
    /// <param name="differences">The properties and fields in which it differs.</param>
    /// <param name="hasCompany">Whether the row has fields of a company, which an export does not have.</param>
    public ContactChange Compare(RowRequest request, SubscriptionPolicy policy, out Guid? contactId, out IReadOnlyList<string> differences, out bool hasCompany)
    {
        contactId = null;
        differences = [];
        hasCompany = false;
        if (!(request.CnvContactId is Guid id ? _byId.TryGetValue(id, out int index) : _byEmail.TryGetValue(request.Email!, out index)))
        {
            return ContactChange.New;
        }

        AccountContact contact = _contacts[index];
        contactId = contact.Id;
        List<string> found = [];
        if (request.CnvContactId is not null && request.Email is not null && !string.Equals(request.Email, contact.Email, StringComparison.OrdinalIgnoreCase))
        {
            found.Add("email");
        }

        if (new SubscriptionRules(policy).IsSent(request.Status) && SubscriptionStatuses.NameOf(request.Status) != contact.Status)
        {
            found.Add("subscriptionStatus");
        }

        hasCompany = CompareFields(request, contact, found);
        differences = found;
        return found.Count > 0 ? ContactChange.Changed : ContactChange.Unchanged;
    }

    private bool CompareFields(RowRequest request, AccountContact contact, List<string> found)
    {
        bool preserves = (request.Options & ContactOptions.PreserveExistingFields) != 0;
        using JsonDocument body = JsonDocument.Parse(request.Body);
        bool hasFields = body.RootElement.TryGetProperty("fields", out JsonElement fields);
        foreach (JsonProperty field in hasFields ? fields.EnumerateObject() : default)
        {
            bool isSet = contact.Has(_hasher.Compute(field.Name));
            ulong? value = _hasher.Compute(field.Name, field.Value);
            bool isEqual = value is ulong hash ? contact.Has(hash) : !isSet;
            if (!isEqual && !(preserves && isSet))
            {
                found.Add("fields." + field.Name);
            }
        }

        return body.RootElement.TryGetProperty("companyFields", out _);
    }

    private sealed class AccountContact(Guid id, string? email, string? status, DateTimeOffset updatedAt, ulong[] fields)
    {
        public Guid Id => id;

        public string? Email => email;

        public string? Status => status;

        public DateTimeOffset UpdatedAt => updatedAt;

        public bool Has(ulong hash) => Array.IndexOf(fields, hash) >= 0;
    }
}
