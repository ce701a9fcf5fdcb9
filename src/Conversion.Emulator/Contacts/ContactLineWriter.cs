using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Writes contacts and events as JSON lines, and parses them. Reuses its buffer. Not thread-safe.</summary>
internal sealed class ContactLineWriter : IDisposable
{
    private const string EmailEventName = "emailEvent";
    private const string CustomEventName = "customEvent";

    private static readonly DateTimeOffset s_unknownTime = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
        _writer.WriteString("createdAt", contact.CreatedAt);
        _writer.WriteString("updatedAt", contact.UpdatedAt);
        WriteOptional("userId", contact.UserId);
        WriteOptional("sfdcLeadId", contact.SfdcLeadId);
        WriteOptional("sfdcContactId", contact.SfdcContactId);
        WriteOptional("sfdcAccountId", contact.SfdcAccountId);
        _writer.WriteEndObject();
        EndLine();
    }

    public void Append(EmailEvent emailEvent)
    {
        StartEvent(EmailEventName, emailEvent.Id, emailEvent.ContactId, emailEvent.Email, emailEvent.OccurredAt);
        _writer.WriteString("type", emailEvent.EventType);
        EndEvent();
    }

    public void Append(CustomEvent customEvent)
    {
        StartEvent(CustomEventName, customEvent.Id, customEvent.ContactId, customEvent.Email, customEvent.OccurredAt);
        _writer.WriteString("event", customEvent.Event);
        WriteOptional("userId", customEvent.UserId);
        WriteOptional("eventId", customEvent.EventId);
        Write("data", customEvent.Data);
        EndEvent();
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

    /// <summary>Reads a line: puts its contact or its event into the tables.</summary>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="FormatException">The line is neither a contact nor an event.</exception>
    /// <exception cref="InvalidOperationException">A property has the wrong type.</exception>
    /// <exception cref="KeyNotFoundException">A property is missing.</exception>
    public static void Parse(ReadOnlyMemory<byte> line, ContactTable contacts, EventTable events)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty(EmailEventName, out JsonElement emailEvent))
        {
            events.Put(ParseEmailEvent(emailEvent));
        }
        else if (root.TryGetProperty(CustomEventName, out JsonElement customEvent))
        {
            events.Put(ParseCustomEvent(customEvent));
        }
        else
        {
            contacts.Put(ParseContact(root));
        }
    }

    private static Contact ParseContact(JsonElement contact)
    {
        // Files of older versions have no times.
        bool hasTimes = contact.TryGetProperty("createdAt", out JsonElement createdAt);
        return new(
            contact.GetProperty("id").GetGuid(),
            RequireText(contact, "email"),
            RequireText(contact, "subscriptionStatus"),
            Read(contact.GetProperty("fields")),
            Read(contact.GetProperty("companyFields")),
            contact.GetProperty("syncedToCrm").GetBoolean())
        {
            UserId = Text(contact, "userId"),
            CreatedAt = hasTimes ? createdAt.GetDateTimeOffset() : s_unknownTime,
            UpdatedAt = hasTimes ? contact.GetProperty("updatedAt").GetDateTimeOffset() : s_unknownTime,
            SfdcLeadId = Text(contact, "sfdcLeadId"),
            SfdcContactId = Text(contact, "sfdcContactId"),
            SfdcAccountId = Text(contact, "sfdcAccountId"),
        };
    }

    private static EmailEvent ParseEmailEvent(JsonElement emailEvent) => new(
        emailEvent.GetProperty("id").GetGuid(),
        RequireText(emailEvent, "type"),
        emailEvent.GetProperty("contactId").GetGuid(),
        RequireText(emailEvent, "email"),
        emailEvent.GetProperty("occurredAt").GetDateTimeOffset());

    private static CustomEvent ParseCustomEvent(JsonElement customEvent) => new(
        customEvent.GetProperty("id").GetGuid(),
        RequireText(customEvent, "event"),
        customEvent.GetProperty("contactId").GetGuid(),
        RequireText(customEvent, "email"),
        customEvent.GetProperty("occurredAt").GetDateTimeOffset(),
        Read(customEvent.GetProperty("data")))
    {
        UserId = Text(customEvent, "userId"),
        EventId = Text(customEvent, "eventId"),
    };

    private static string RequireText(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

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

    private void StartEvent(string kind, Guid id, Guid contactId, string email, DateTimeOffset occurredAt)
    {
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteStartObject(kind);
        _writer.WriteString("id", id);
        _writer.WriteString("contactId", contactId);
        _writer.WriteString("email", email);
        _writer.WriteString("occurredAt", occurredAt);
    }

    private void EndEvent()
    {
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        EndLine();
    }

    private void EndLine()
    {
        _writer.Flush();
        _lines.WriteByte((byte)'\n');
    }

    private void WriteOptional(string name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
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
