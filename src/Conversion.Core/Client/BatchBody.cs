using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>The body of <c>POST /v2/contacts/batch</c>: serialized contacts, and the options that apply to all of them.</summary>
internal static class BatchBody
{
    /// <summary>Returns the number of bytes that a contact adds to the body, including its closing brace and a comma.</summary>
    public static int LengthOf(ContactRequest contact) => contact.ContactPrefix.Length + 2;

    /// <summary>Writes the body.</summary>
    /// <param name="contacts">The contacts, 1 or more, all with the same options.</param>
    public static byte[] Write(IReadOnlyList<ContactRequest> contacts)
    {
        ReadOnlySpan<byte> end = End(contacts[0].Options);
        int length = Start.Length + end.Length - 1;
        foreach (ContactRequest contact in contacts)
        {
            length += LengthOf(contact);
        }

        byte[] body = new byte[length];
        Start.CopyTo(body);
        int position = Start.Length;
        foreach (ContactRequest contact in contacts)
        {
            if (position > Start.Length)
            {
                body[position++] = (byte)',';
            }

            contact.ContactPrefix.Span.CopyTo(body.AsSpan(position));
            position += contact.ContactPrefix.Length;
            body[position++] = (byte)'}';
        }

        end.CopyTo(body.AsSpan(position));
        return body;
    }

    private static ReadOnlySpan<byte> Start => "{\"contacts\":["u8;

    private static ReadOnlySpan<byte> End(ContactOptions options)
    {
        string text = "]";
        text += (options & ContactOptions.UpdateOnly) != 0 ? ",\"updateOnly\":true" : string.Empty;
        text += (options & ContactOptions.SyncToCRM) != 0 ? ",\"syncToCRM\":true" : string.Empty;
        text += (options & ContactOptions.PreserveExistingFields) != 0 ? ",\"preserveExistingFields\":true" : string.Empty;
        return System.Text.Encoding.ASCII.GetBytes(text + "}");
    }
}
