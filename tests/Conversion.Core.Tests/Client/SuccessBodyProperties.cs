using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Conversion.Client;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>However a body is damaged, it is a success exactly where an independent reader of JSON finds the documented form in it.</summary>
public sealed class SuccessBodyProperties
{
    private static readonly string[] s_pieces =
    [
        "\"data\":", "\"error\":", "null", "true", "false", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0064", "1", "\"contactCreated\":true,",
        "\"cnvContactId\":\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\",", "{\"code\":\"internal_error\"}", "\uFEFF", "é", " ", "//", "\0",
    ];

    [Property(MaxTest = 3000)]
    public void A_damaged_body_is_a_success_only_if_it_still_says_so((int Kind, int Place, int With)[] damages, bool created)
    {
        List<byte> body = [.. Encoding.UTF8.GetBytes(Bodies.Success(created))];
        foreach ((int kind, int place, int with) in damages)
        {
            Damage(body, (uint)kind, (uint)place, (uint)with);
        }

        byte[] bytes = [.. body];
        UpsertedContact? said = Oracle(bytes);

        Assert.Equal(said, ApiEnvelope.Read(bytes).Contact);
    }

    [Property(MaxTest = 1000)]
    public void Any_bytes_at_all_are_read_without_a_fault(byte[] body)
    {
        Assert.Equal(Oracle(body), ApiEnvelope.Read(body).Contact);
    }

    private static void Damage(List<byte> body, uint kind, uint place, uint with)
    {
        int at = (int)(place % (uint)(body.Count + 1));
        int length = Math.Min((int)(with % 12), body.Count - at);
        switch (kind % 5)
        {
            case 0 when at < body.Count:
                body[at] = (byte)with;
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[with % s_pieces.Length]));
                break;
            case 3:
                body.RemoveRange(at, body.Count - at);
                break;
            case 4:
                body.InsertRange(at, body.GetRange(at, length));
                break;
        }
    }

    // Strict, and by another road: a document, walked with plain text comparison.
    private static UpsertedContact? Oracle(byte[] body)
    {
        ReadOnlyMemory<byte> json = body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsMemory(3) : body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || Only(document.RootElement, "data") is not { ValueKind: JsonValueKind.Object } data
                || Only(data, "cnvContactId") is not { ValueKind: JsonValueKind.String } id
                || Only(data, "contactCreated") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } created
                || HasError(document.RootElement))
            {
                return null;
            }

            return Guid.TryParseExact(id.GetString(), "D", out Guid uuid) ? new UpsertedContact(uuid, created.GetBoolean()) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Only(JsonElement parent, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (property.Name == name)
            {
                if (found is not null)
                {
                    return null;
                }

                found = property.Value;
            }
        }

        return found;
    }

    private static bool HasError(JsonElement root)
    {
        bool seen = false;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == "error")
            {
                if (seen || property.Value.ValueKind != JsonValueKind.Null)
                {
                    return true;
                }

                seen = true;
            }
        }

        return false;
    }
}
