using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>The body of <c>POST /v2/contacts/batch</c>: contacts that were serialised before, and the switches that hold for all of them.</summary>
internal static class BatchBody
{
    /// <summary>How much longer a contact makes the body: its closing brace and a comma beside its own bytes.</summary>
    public static int LengthOf(ContactRequest contact) => contact.OpenContact.Length + 2;

    /// <summary>The body.</summary>
    /// <param name="contacts">The contacts, 1 or more.</param>
    /// <param name="options">The switches, the same for all.</param>
    public static byte[] Write(IReadOnlyList<ContactRequest> contacts, ContactOptions options)
    {
        ReadOnlySpan<byte> end = End(options);
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

            contact.OpenContact.Span.CopyTo(body.AsSpan(position));
            position += contact.OpenContact.Length;
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
