using System;
using System.Text;

namespace Conversion.Model;

/// <summary>A contact, validated and serialized for <c>POST /v2/contacts</c>. Immutable.</summary>
public sealed class ContactRequest : RowRequest
{
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
        : base(identity, options, json, contactLength, status)
    {
        _statusStart = statusStart;
        _statusLength = statusLength;
    }

    /// <inheritdoc/>
    internal override (int Start, int Length) StatusPosition => (_statusStart, _statusLength);

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

    /// <inheritdoc/>
    internal override RowRequest WithoutStatus()
    {
        if (Status == SubscriptionStatusSet.None)
        {
            return this;
        }

        byte[] json = new byte[Json.Length - _statusLength];
        Json.AsSpan(0, _statusStart).CopyTo(json);
        Json.AsSpan(_statusStart + _statusLength).CopyTo(json.AsSpan(_statusStart));
        return new ContactRequest(Identity, Options, json, ItemPrefix.Length - _statusLength) { FieldPositions = FieldPositions.Without(_statusLength) };
    }
}

/// <summary>What identifies the contact of a row: an address, an id, or both.</summary>
/// <param name="Email"><c>email</c>; null if there is none.</param>
/// <param name="CnvContactId"><c>cnvContactId</c>; null if there is none. With an address too, the id identifies the contact.</param>
public readonly record struct ContactIdentity(string? Email, Guid? CnvContactId);
