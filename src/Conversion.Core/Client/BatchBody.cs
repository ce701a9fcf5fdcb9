using System;
using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>
/// The body of <c>POST /v2/contacts/batch</c>: serialized contacts, and the options that apply to all of them. The same for
/// <c>POST /v2/events/batch</c>.
/// </summary>
internal static class BatchBody
{
    /// <summary>Returns the number of bytes that a row adds to the body, including its closing brace and a comma.</summary>
    public static int LengthOf(RowRequest row) => row.ItemPrefix.Length + 2;

    /// <summary>Writes the body.</summary>
    /// <param name="rows">Contacts with the same options, or events; 1 or more.</param>
    public static byte[] Write(IReadOnlyList<RowRequest> rows)
    {
        ReadOnlySpan<byte> end = End(rows[0].Options);
        ReadOnlySpan<byte> start = rows[0] is EventRequest ? "{\"events\":["u8 : "{\"contacts\":["u8;
        int length = start.Length + end.Length - 1;
        foreach (RowRequest row in rows)
        {
            length += LengthOf(row);
        }

        byte[] body = new byte[length];
        start.CopyTo(body);
        int position = start.Length;
        foreach (RowRequest row in rows)
        {
            if (position > start.Length)
            {
                body[position++] = (byte)',';
            }

            row.ItemPrefix.Span.CopyTo(body.AsSpan(position));
            position += row.ItemPrefix.Length;
            body[position++] = (byte)'}';
        }

        end.CopyTo(body.AsSpan(position));
        return body;
    }

    private static ReadOnlySpan<byte> End(ContactOptions options)
    {
        string text = "]";
        text += (options & ContactOptions.UpdateOnly) != 0 ? ",\"updateOnly\":true" : string.Empty;
        text += (options & ContactOptions.SyncToCRM) != 0 ? ",\"syncToCRM\":true" : string.Empty;
        text += (options & ContactOptions.PreserveExistingFields) != 0 ? ",\"preserveExistingFields\":true" : string.Empty;
        return System.Text.Encoding.ASCII.GetBytes(text + "}");
    }
}
