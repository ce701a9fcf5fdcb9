using System;
using System.Text;

namespace Conversion.Model;

/// <summary>A contact, validated and serialized for <c>POST /v2/contacts</c>. Immutable.</summary>
public sealed class ContactRequest
{
    private readonly byte[] _json;
    private readonly int _contactLength;
    private readonly int _statusStart;
    private readonly int _statusLength;

    /// <param name="identity">The address and the id.</param>
    /// <param name="options">The options.</param>
    /// <param name="json">The whole body, with the options at the end.</param>
    /// <param name="contactLength">The length of the contact in it, without options and closing brace.</param>
    /// <param name="status">The subscription status; none if there is no such property.</param>
    /// <param name="statusStart">Where its property begins in the body, including the comma before it.</param>
    /// <param name="statusLength">The length of its property.</param>
    internal ContactRequest(
        ContactIdentity identity,
        ContactOptions options,
        byte[] json,
        int contactLength,
        SubscriptionStatusSet status = SubscriptionStatusSet.None,
        int statusStart = 0,
        int statusLength = 0)
    {
        Identity = identity;
        Options = options;
        _json = json;
        _contactLength = contactLength;
        Status = status;
        _statusStart = statusStart;
        _statusLength = statusLength;
    }

    /// <summary>The address and the id that the request has.</summary>
    public ContactIdentity Identity { get; }

    /// <summary><c>email</c>; null if the contact is identified by its id only.</summary>
    public string? Email => Identity.Email;

    /// <summary><c>cnvContactId</c>; null if the contact is identified by its address.</summary>
    public Guid? CnvContactId => Identity.CnvContactId;

    /// <summary>The options of the request.</summary>
    public ContactOptions Options { get; }

    /// <summary>The exact body of <c>POST /v2/contacts</c>, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => _json;

    /// <summary><c>subscriptionStatus</c>.</summary>
    internal SubscriptionStatusSet Status { get; }

    /// <summary>The body up to <c>subscriptionStatus</c>; all of it if it has none.</summary>
    internal ArraySegment<byte> BodyBeforeStatus => new(_json, 0, Status == SubscriptionStatusSet.None ? _json.Length : _statusStart);

    /// <summary>The body after <c>subscriptionStatus</c>.</summary>
    internal ArraySegment<byte> BodyAfterStatus => Status == SubscriptionStatusSet.None
        ? new(_json, _json.Length, 0)
        : new(_json, _statusStart + _statusLength, _json.Length - _statusStart - _statusLength);

    /// <summary>The contact as an item of <c>POST /v2/contacts/batch</c>, without its closing brace.</summary>
    internal ReadOnlyMemory<byte> ContactPrefix => _json.AsMemory(0, _contactLength);

    /// <summary>The exact body as text.</summary>
    public string ToJson() => Encoding.UTF8.GetString(_json);

    /// <summary>A request that sets the subscription status of an existing contact and nothing else.</summary>
    internal static ContactRequest ForStatus(Guid contactId, SubscriptionStatusSet status)
    {
        string contact = $"{{\"cnvContactId\":\"{contactId:D}\",\"subscriptionStatus\":\"{SubscriptionStatuses.NameOf(status)}\"";
        return new ContactRequest(
            new ContactIdentity(Email: null, contactId),
            ContactOptions.UpdateOnly,
            Encoding.ASCII.GetBytes(contact + ",\"updateOnly\":true}"),
            contact.Length);
    }

    /// <summary>The same request without <c>subscriptionStatus</c>.</summary>
    internal ContactRequest WithoutStatus()
    {
        if (Status == SubscriptionStatusSet.None)
        {
            return this;
        }

        byte[] json = new byte[_json.Length - _statusLength];
        _json.AsSpan(0, _statusStart).CopyTo(json);
        _json.AsSpan(_statusStart + _statusLength).CopyTo(json.AsSpan(_statusStart));
        return new ContactRequest(Identity, Options, json, _contactLength - _statusLength);
    }
}

/// <summary>What identifies the contact of a row: an address, an id, or both.</summary>
/// <param name="Email"><c>email</c>; null if there is none.</param>
/// <param name="CnvContactId"><c>cnvContactId</c>; null if there is none. With an address too, the id identifies the contact.</param>
public readonly record struct ContactIdentity(string? Email, Guid? CnvContactId);
