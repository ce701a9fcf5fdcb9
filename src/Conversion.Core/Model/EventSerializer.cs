using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conversion.Model;

/// <summary>Validates and serializes events, one for each row. Not thread-safe.</summary>
public sealed class EventSerializer : IDisposable
{
    private const int IdLength = 16;
    private const int MaximumTimestampLength = 64;

    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly char[] s_escaped = ['\0', '\u0001'];

    private readonly JsonBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;
    private readonly List<KeyValuePair<string, object?>> _data = [];
    private readonly SHA256 _hash = SHA256.Create();

    /// <summary>Creates a serializer with its own buffers.</summary>
    public EventSerializer() => _writer = new Utf8JsonWriter(_buffer, s_options);

    /// <summary>Validates and serializes a draft.</summary>
    /// <param name="draft">The event. No reference to it is kept.</param>
    /// <param name="errors">Receives the validation errors.</param>
    /// <returns>The request; null if there is an error.</returns>
    public EventRequest? Serialize(EventDraft draft, ICollection<ValidationError> errors)
    {
        int before = errors.Count;
        string? name = ReadText(draft.Event, PropertyNames.Event, errors);
        if (name is null && errors.Count == before)
        {
            errors.Add(new(ErrorCodes.MissingEvent, "The row has no name of an event."));
        }

        int identified = errors.Count;
        string? email = ContactValidator.ReadEmail(draft.Email, errors);
        string? userId = ReadText(draft.UserId, PropertyNames.UserId, errors);
        if (email is null && userId is null && errors.Count == identified)
        {
            errors.Add(new(ErrorCodes.MissingIdentifier, "The row has neither an email address nor a user id."));
        }

        string? eventId = ReadText(draft.EventId, PropertyNames.EventId, errors);
        string? timestamp = ReadTimestamp(draft.Timestamp, errors);
        WriteStart(name, email, userId, timestamp);
        int dataStart = Position;
        WriteData(draft.Fields, errors);
        if (errors.Count > before)
        {
            return null;
        }

        eventId ??= DeriveId(name!, email, userId, timestamp, dataStart);
        _writer.WriteString(PropertyNames.EventId, eventId);
        _writer.WriteEndObject();
        _writer.Flush();
        return new EventRequest(name!, email, userId, eventId, timestamp is not null, _buffer.ToArray());
    }

    /// <summary>Whether a text is a time as the API reads it: ISO 8601 in its extended format, with T between date and time.</summary>
    public static bool IsTimestamp(string text)
    {
        if (text.Length is 0 or > MaximumTimestampLength)
        {
            return false;
        }

        // As a JSON string.
        Span<byte> json = stackalloc byte[text.Length + 2];
        json[0] = json[text.Length + 1] = (byte)'"';
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ((>= '0' and <= '9') or '-' or ':' or '.' or '+' or 'T' or 'Z'))
            {
                return false;
            }

            json[i + 1] = (byte)text[i];
        }

        Utf8JsonReader reader = new(json);
        return reader.Read() && reader.TryGetDateTimeOffset(out _);
    }

    /// <summary>Releases the buffers.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _hash.Dispose();
    }

    private int Position
    {
        get
        {
            _writer.Flush();
            return _buffer.Length;
        }
    }

    private void WriteStart(string? name, string? email, string? userId, string? timestamp)
    {
        _buffer.Clear();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString(PropertyNames.Event, name);
        WriteOptional(PropertyNames.UserId, userId);
        WriteOptional(PropertyNames.Email, email);
        WriteOptional(PropertyNames.Timestamp, timestamp);
    }

    private void WriteOptional(JsonEncodedText name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
    }

    // In the order of the keys, so that the order of the columns makes no other event.
    private void WriteData(FieldSet data, ICollection<ValidationError> errors)
    {
        if (data.Count == 0)
        {
            return;
        }

        _data.Clear();
        for (int i = 0; i < data.Count; i++)
        {
            _data.Add(data[i]);
        }

        _data.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        _writer.WriteStartObject(PropertyNames.Data);
        foreach (KeyValuePair<string, object?> value in _data)
        {
            ContactSerializer.WriteField(_writer, value, errors);
        }

        _writer.WriteEndObject();
    }

    // The same row gives the same id in any process, on any machine and in any culture.
    private string DeriveId(string name, string? email, string? userId, string? timestamp, int dataStart)
    {
        int length = Position;
        string head = string.Join("\0", Escape(name), email?.ToLowerInvariant(), Escape(userId), timestamp) + "\0";
        byte[] input = new byte[Encoding.UTF8.GetByteCount(head) + length - dataStart];
        int written = Encoding.UTF8.GetBytes(head, 0, head.Length, input, 0);
        _buffer.CopyTo(dataStart, input, written, length - dataStart);
        byte[] hash = _hash.ComputeHash(input);
        StringBuilder id = new("row-", 4 + (2 * IdLength));
        for (int i = 0; i < IdLength; i++)
        {
            id.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return id.ToString();
    }

    // So that no NUL in a value passes for its end, and each text stays another. An address and a timestamp have none.
    private static string? Escape(string? text) =>
        text is null || text.IndexOfAny(s_escaped) < 0 ? text : text.Replace("\u0001", "\u0001\u0001").Replace("\0", "\u0001\u0002");

    private static string? ReadText(string? text, JsonEncodedText property, ICollection<ValidationError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string trimmed = text!.Trim();
        string? reason = LostText.Describe(trimmed) ?? (Utf16.IsWellFormed(trimmed) ? null : Utf16.InvalidText);
        if (reason is null)
        {
            return trimmed;
        }

        errors.Add(new(ErrorCodes.InvalidValue, $"The value of '{property}' {reason}."));
        return null;
    }

    // A time is never shifted to another zone.
    private static string? ReadTimestamp(object? timestamp, ICollection<ValidationError> errors)
    {
        switch (timestamp)
        {
            case null or DBNull:
                return null;
            case DateTime moment:
                return moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
            case DateTimeOffset moment:
                return moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
        }

        string text = (timestamp is IFormattable value ? FieldValueWriter.Format(value) : Convert.ToString(timestamp, CultureInfo.InvariantCulture)!).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (IsTimestamp(text))
        {
            return text;
        }

        errors.Add(new(ErrorCodes.InvalidTimestamp, $"The timestamp '{Printable.Text(text, 80)}' is not a time in ISO 8601, such as 2026-11-28T09:30:00Z."));
        return null;
    }
}
