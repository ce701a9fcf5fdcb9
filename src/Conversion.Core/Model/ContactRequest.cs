using System;
using System.Text;

namespace Conversion.Model;

/// <summary>One contact, checked and serialised, as <c>POST /v2/contacts</c> takes it. Immutable.</summary>
public sealed class ContactRequest
{
    private readonly byte[] _json;

    internal ContactRequest(string? email, Guid? cnvContactId, ContactOptions options, byte[] json)
    {
        Email = email;
        CnvContactId = cnvContactId;
        Options = options;
        _json = json;
    }

    /// <summary><c>email</c>; null when the contact is known by its id alone.</summary>
    public string? Email { get; }

    /// <summary><c>cnvContactId</c>; null when the contact is known by its address.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>The request's switches.</summary>
    public ContactOptions Options { get; }

    /// <summary>The exact body of <c>POST /v2/contacts</c>, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => _json;

    /// <summary>The exact body as text.</summary>
    public string ToJson() => Encoding.UTF8.GetString(_json);
}
