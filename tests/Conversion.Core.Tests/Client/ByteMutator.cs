using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Core.Tests.Client;

/// <summary>Mutates bytes like a faulty connection: changes, removes, inserts or repeats them.</summary>
internal static class ByteMutator
{
    private static readonly string[] s_pieces =
    [
        "\"data\":", "\"error\":", "null", "true", "false", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0064", "1", "\"contactCreated\":true,",
        "\"cnvContactId\":\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\",", "{\"code\":\"internal_error\"}", "\uFEFF", "é", " ", "//", "\0",
    ];

    /// <summary>Applies one mutation to the body. Any numbers are valid.</summary>
    public static void Mutate(List<byte> body, uint kind, uint position, uint value)
    {
        int at = (int)(position % (uint)(body.Count + 1));
        int length = Math.Min((int)(value % 12), body.Count - at);
        switch (kind % 5)
        {
            case 0 when at < body.Count:
                body[at] = (byte)value;
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[value % s_pieces.Length]));
                break;
            case 3:
                body.RemoveRange(at, body.Count - at);
                break;
            case 4:
                body.InsertRange(at, body.GetRange(at, length));
                break;
        }
    }
}
