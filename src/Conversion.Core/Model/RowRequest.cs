using System;
using System.Text;

namespace Conversion.Model;

/// <summary>What a row becomes: a contact or an event, validated and serialized. Immutable.</summary>
public abstract class RowRequest
{
    private readonly int _itemLength;

    private protected RowRequest(ContactIdentity identity, ContactOptions options, byte[] json, int itemLength, SubscriptionStatusSet status)
    {
        Identity = identity;
        Options = options;
        Json = json;
        _itemLength = itemLength;
        Status = status;
    }

    /// <summary>The address and the id of the contact that the request has.</summary>
    public ContactIdentity Identity { get; }

    /// <summary><c>email</c>; null if the contact is identified in another way only.</summary>
    public string? Email => Identity.Email;

    /// <summary><c>cnvContactId</c>; null if the contact is identified in another way.</summary>
    public Guid? CnvContactId => Identity.CnvContactId;

    /// <summary>The options of the request. An event has none.</summary>
    public ContactOptions Options { get; }

    /// <summary>The exact body of the request for this row alone, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => Json;

    /// <summary><c>subscriptionStatus</c>; none if there is no such property.</summary>
    internal SubscriptionStatusSet Status { get; }

    /// <summary>The row as an item of a batch, without its closing brace.</summary>
    internal ReadOnlyMemory<byte> ItemPrefix => Json.AsMemory(0, _itemLength);

    /// <summary>Where <c>subscriptionStatus</c> is in the body, with the comma before it; nothing if it has none.</summary>
    internal virtual (int Start, int Length) StatusPosition => default;

    /// <summary>Where the fields of a contact are in the body. The data of an event is ordered already.</summary>
    internal FieldPositions FieldPositions { get; init; }

    private protected byte[] Json { get; }

    /// <summary>The exact body as text.</summary>
    public string ToJson() => Encoding.UTF8.GetString(Json);

    /// <summary>The same request without <c>subscriptionStatus</c>.</summary>
    internal virtual RowRequest WithoutStatus() => this;
}
