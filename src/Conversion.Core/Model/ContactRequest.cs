using System;
using System.Text;

namespace Conversion.Model;

/// <summary>A contact, validated and serialized for <c>POST /v2/contacts</c>. Immutable.</summary>
public sealed class ContactRequest
{
    private readonly byte[] _json;
    private readonly int _contactLength;

    /// <param name="email">The address.</param>
    /// <param name="cnvContactId">The id.</param>
    /// <param name="options">The options.</param>
    /// <param name="json">The whole body, with the options at the end.</param>
    /// <param name="contactLength">The length of the contact in it, without options and closing brace.</param>
    internal ContactRequest(string? email, Guid? cnvContactId, ContactOptions options, byte[] json, int contactLength)
    {
        _contactLength = contactLength;
        Email = email;
        CnvContactId = cnvContactId;
        Options = options;
        _json = json;
    }

    /// <summary><c>email</c>; null if the contact is identified by its id only.</summary>
    public string? Email { get; }

    /// <summary><c>cnvContactId</c>; null if the contact is identified by its address.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>The options of the request.</summary>
    public ContactOptions Options { get; }

    /// <summary>The exact body of <c>POST /v2/contacts</c>, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => _json;

    /// <summary>The contact as an item of <c>POST /v2/contacts/batch</c>, without its closing brace.</summary>
    internal ReadOnlyMemory<byte> ContactPrefix => _json.AsMemory(0, _contactLength);

    /// <summary>The exact body as text.</summary>
    public string ToJson() => Encoding.UTF8.GetString(_json);
}
