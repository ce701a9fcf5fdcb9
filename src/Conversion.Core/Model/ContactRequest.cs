using System;
using System.Text;

namespace Conversion.Model;

/// <summary>One contact, checked and serialised, as <c>POST /v2/contacts</c> takes it. Immutable.</summary>
public sealed class ContactRequest
{
    private readonly byte[] _json;
    private readonly int _contactLength;

    /// <param name="email">The address.</param>
    /// <param name="cnvContactId">The id.</param>
    /// <param name="options">The switches.</param>
    /// <param name="json">The whole body, the switches last.</param>
    /// <param name="contactLength">How much of it is the contact, without switches and closing brace.</param>
    internal ContactRequest(string? email, Guid? cnvContactId, ContactOptions options, byte[] json, int contactLength)
    {
        _contactLength = contactLength;
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

    /// <summary>The contact alone, as an item of <c>POST /v2/contacts/batch</c> has it, but for its closing brace.</summary>
    internal ReadOnlyMemory<byte> ContactPrefix => _json.AsMemory(0, _contactLength);

    /// <summary>The exact body as text.</summary>
    public string ToJson() => Encoding.UTF8.GetString(_json);
}
