using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Writes contacts as JSON lines, and parses them. Reuses its buffer. Not thread-safe.</summary>
internal sealed class ContactLineWriter : IDisposable
{
    private readonly MemoryStream _lines = new();
    private readonly Utf8JsonWriter _writer;

    public ContactLineWriter() => _writer = new Utf8JsonWriter(_lines);

    public long Length => _lines.Length;

    public void Append(Contact contact)
    {
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("id", contact.Id);
        _writer.WriteString("email", contact.Email);
        _writer.WriteString("subscriptionStatus", contact.SubscriptionStatus);
        Write("fields", contact.Fields);
        Write("companyFields", contact.CompanyFields);
        _writer.WriteBoolean("syncedToCrm", contact.SyncedToCrm);
        _writer.WriteEndObject();
        _writer.Flush();
        _lines.WriteByte((byte)'\n');
    }

    /// <summary>Writes the buffered lines to the stream and clears the buffer.</summary>
    public void MoveTo(Stream stream)
    {
        try
        {
            stream.Write(_lines.GetBuffer(), 0, (int)_lines.Length);
            stream.Flush();
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Clears the buffered lines.</summary>
    public void Clear() => _lines.SetLength(0);

    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="FormatException">The line is not a contact.</exception>
    /// <exception cref="InvalidOperationException">A property has the wrong type.</exception>
    /// <exception cref="KeyNotFoundException">A property is missing.</exception>
    public static Contact Parse(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement contact = document.RootElement;
        return new(
            contact.GetProperty("id").GetGuid(),
            contact.GetProperty("email").GetString() ?? throw new FormatException("email is null."),
            contact.GetProperty("subscriptionStatus").GetString() ?? throw new FormatException("subscriptionStatus is null."),
            Read(contact.GetProperty("fields")),
            Read(contact.GetProperty("companyFields")),
            contact.GetProperty("syncedToCrm").GetBoolean());
    }

    public void Dispose() => _writer.Dispose();

    private static FieldMap Read(JsonElement fields)
    {
        var values = new List<FieldValue>();
        foreach (JsonProperty field in fields.EnumerateObject())
        {
            values.Add(FieldValue.From(field.Name, field.Value));
        }

        return new([.. values]);
    }

    private void Write(string name, FieldMap fields)
    {
        _writer.WriteStartObject(name);
        foreach (FieldValue field in fields.Values)
        {
            _writer.WritePropertyName(field.Key);
            _writer.WriteRawValue(field.Json, skipInputValidation: true);
        }

        _writer.WriteEndObject();
    }
}
