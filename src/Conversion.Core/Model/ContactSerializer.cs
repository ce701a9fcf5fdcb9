using System;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conversion.Model;

/// <summary>Validates and serializes contacts, one for each row. Not thread-safe.</summary>
public sealed class ContactSerializer : IDisposable
{
    // Text is not escaped for HTML, because it is never embedded in HTML. Names and addresses remain readable.
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;
    private readonly List<int> _fieldEnds = [];

    /// <summary>Creates a serializer with its own buffers.</summary>
    public ContactSerializer() => _writer = new Utf8JsonWriter(_buffer, s_options);

    /// <summary>Whether subscription statuses are never sent, so that one that cannot be set is no error and counts as none.</summary>
    public bool IgnoresStatus { get; init; }

    /// <summary>Validates and serializes a draft.</summary>
    /// <param name="draft">The contact. No reference to it is kept.</param>
    /// <param name="errors">Receives the validation errors.</param>
    /// <returns>The request; null if there is an error.</returns>
    public ContactRequest? Serialize(ContactDraft draft, ICollection<ValidationError> errors) => Serialize(draft, errors, out _);

    /// <inheritdoc cref="Serialize(ContactDraft, ICollection{ValidationError})"/>
    /// <param name="draft">The contact. No reference to it is kept.</param>
    /// <param name="errors">Receives the validation errors.</param>
    /// <param name="identity">Whose the contact is, even if there are other errors; null if that cannot be told.</param>
    public ContactRequest? Serialize(ContactDraft draft, ICollection<ValidationError> errors, out ContactIdentity? identity)
    {
        int before = errors.Count;
        string? email = ContactValidator.ReadEmail(draft.Email, errors);
        Guid? id = ContactValidator.ReadContactId(draft.CnvContactId, errors);
        if (email is null && id is null && errors.Count == before)
        {
            errors.Add(new(ErrorCodes.MissingIdentifier, "The row has neither an email address nor a cnvContactId."));
        }

        identity = errors.Count == before ? new ContactIdentity(email, id) : null;
        string? status = ContactValidator.ReadSubscriptionStatus(draft.SubscriptionStatus, IgnoresStatus ? null : errors);
        WriteIdentity(email, id);
        int statusStart = Position;
        if (status is not null)
        {
            _writer.WriteString(PropertyNames.SubscriptionStatus, status);
        }

        int statusLength = Position - statusStart;
        _fieldEnds.Clear();
        int fieldsStart = WriteFields(PropertyNames.Fields, draft.Fields, errors);
        int companyFieldsStart = WriteFields(PropertyNames.CompanyFields, draft.CompanyFields, errors);
        if (errors.Count > before)
        {
            return null;
        }

        int contactLength = Position;
        WriteOption(PropertyNames.UpdateOnly, draft.Options, ContactOptions.UpdateOnly);
        WriteOption(PropertyNames.SyncToCRM, draft.Options, ContactOptions.SyncToCRM);
        WriteOption(PropertyNames.PreserveExistingFields, draft.Options, ContactOptions.PreserveExistingFields);
        _writer.WriteEndObject();
        _writer.Flush();
        return new ContactRequest(identity!.Value, draft.Options, _buffer.ToArray(), contactLength, SubscriptionStatuses.Parse(status), statusStart, statusLength)
        {
            FieldPositions = new(fieldsStart, draft.Fields.Count, companyFieldsStart, [.. _fieldEnds]),
        };
    }

    /// <summary>Releases the buffers.</summary>
    public void Dispose() => _writer.Dispose();

    private int Position => (int)(_writer.BytesCommitted + _writer.BytesPending);

    private void WriteIdentity(string? email, Guid? id)
    {
        _buffer.Clear();
        _writer.Reset();
        _writer.WriteStartObject();
        if (email is not null)
        {
            _writer.WriteString(PropertyNames.Email, email);
        }

        if (id is Guid uuid)
        {
            _writer.WriteString(PropertyNames.CnvContactId, uuid);
        }
    }

    // Returns where the first one starts.
    private int WriteFields(JsonEncodedText name, FieldSet fields, ICollection<ValidationError> errors)
    {
        if (fields.Count == 0)
        {
            return Position;
        }

        _writer.WriteStartObject(name);
        int start = Position;
        for (int i = 0; i < fields.Count; i++)
        {
            WriteField(_writer, fields[i], errors);
            _fieldEnds.Add(Position);
        }

        _writer.WriteEndObject();
        return start;
    }

    internal static void WriteField(Utf8JsonWriter writer, KeyValuePair<string, object?> field, ICollection<ValidationError> errors)
    {
        try
        {
            FieldValueWriter.WriteName(writer, field.Key);
            FieldValueWriter.Write(writer, field.Value);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A value runs foreign code, such as formatters and enumerators. Its failure affects this row only.
            errors.Add(new(ErrorCodes.InvalidValue, $"The value of '{Printable.Text(field.Key, 80)}' {Describe(exception)}."));
        }
    }

    private static string Describe(Exception exception) =>
        exception is UnsendableValueException ? exception.Message : "cannot be written: " + Printable.Message(exception, 200);

    // False is the default of the API, so only true is written.
    private void WriteOption(JsonEncodedText name, ContactOptions options, ContactOptions option)
    {
        if ((options & option) != 0)
        {
            _writer.WriteBoolean(name, true);
        }
    }
}

/// <summary>The property names of <c>POST /v2/contacts</c> and <c>POST /v2/events</c>, encoded once.</summary>
internal static class PropertyNames
{
    public static readonly JsonEncodedText Email = JsonEncodedText.Encode("email");
    public static readonly JsonEncodedText CnvContactId = JsonEncodedText.Encode("cnvContactId");
    public static readonly JsonEncodedText SubscriptionStatus = JsonEncodedText.Encode("subscriptionStatus");
    public static readonly JsonEncodedText Fields = JsonEncodedText.Encode("fields");
    public static readonly JsonEncodedText CompanyFields = JsonEncodedText.Encode("companyFields");
    public static readonly JsonEncodedText UpdateOnly = JsonEncodedText.Encode("updateOnly");
    public static readonly JsonEncodedText SyncToCRM = JsonEncodedText.Encode("syncToCRM");
    public static readonly JsonEncodedText PreserveExistingFields = JsonEncodedText.Encode("preserveExistingFields");
    public static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");
    public static readonly JsonEncodedText UserId = JsonEncodedText.Encode("userId");
    public static readonly JsonEncodedText EventId = JsonEncodedText.Encode("eventId");
    public static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
}
