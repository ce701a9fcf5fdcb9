using System;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conversion.Model;

/// <summary>Makes requests of drafts: checks what can be checked and serialises, once a row. Not for two threads at a time.</summary>
public sealed class ContactSerializer : IDisposable
{
    // Names and addresses stay readable in what is sent; there is no HTML for them to break out of.
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>A serializer with buffers of its own.</summary>
    public ContactSerializer() => _writer = new Utf8JsonWriter(_buffer, s_options);

    /// <summary>Checks a draft and serialises it.</summary>
    /// <param name="draft">The contact. It is read, not kept.</param>
    /// <param name="problems">Takes everything that is wrong with it.</param>
    /// <returns>The request, or null when there is a problem.</returns>
    public ContactRequest? Serialize(ContactDraft draft, ICollection<ContactProblem> problems)
    {
        int before = problems.Count;
        string? email = ContactRules.ReadEmail(draft.Email, problems);
        Guid? id = ContactRules.ReadContactId(draft.CnvContactId, problems);
        string? status = ContactRules.ReadSubscriptionStatus(draft.SubscriptionStatus, problems);
        if (string.IsNullOrWhiteSpace(draft.Email) && string.IsNullOrWhiteSpace(draft.CnvContactId))
        {
            problems.Add(new(ErrorCodes.MissingIdentifier, "The row has neither an email address nor a cnvContactId."));
        }

        WriteContact(draft, email, id, status, problems);
        if (problems.Count > before)
        {
            return null;
        }

        int contactLength = (int)(_writer.BytesCommitted + _writer.BytesPending);
        WriteOption(PropertyNames.UpdateOnly, draft.Options, ContactOptions.UpdateOnly);
        WriteOption(PropertyNames.SyncToCRM, draft.Options, ContactOptions.SyncToCRM);
        WriteOption(PropertyNames.PreserveExistingFields, draft.Options, ContactOptions.PreserveExistingFields);
        _writer.WriteEndObject();
        _writer.Flush();
        return new ContactRequest(email, id, draft.Options, _buffer.ToArray(), contactLength);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _writer.Dispose();

    // The contact, but for its closing brace.
    private void WriteContact(ContactDraft draft, string? email, Guid? id, string? status, ICollection<ContactProblem> problems)
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

        if (status is not null)
        {
            _writer.WriteString(PropertyNames.SubscriptionStatus, status);
        }

        WriteFields(PropertyNames.Fields, draft.Fields, problems);
        WriteFields(PropertyNames.CompanyFields, draft.CompanyFields, problems);
    }

    private void WriteFields(JsonEncodedText name, FieldSet fields, ICollection<ContactProblem> problems)
    {
        if (fields.Count == 0)
        {
            return;
        }

        _writer.WriteStartObject(name);
        for (int i = 0; i < fields.Count; i++)
        {
            KeyValuePair<string, object?> field = fields[i];
            try
            {
                FieldValueWriter.WriteName(_writer, field.Key);
                FieldValueWriter.Write(_writer, field.Value);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Writing a value runs code that is not ours: formatters, enumerators. It costs the contact and no other.
                problems.Add(new(ErrorCodes.InvalidValue, $"The value of '{Printable.Text(field.Key, 80)}' {Describe(fault)}."));
            }
        }

        _writer.WriteEndObject();
    }

    private static string Describe(Exception fault) =>
        fault is UnsendableValueException ? fault.Message : "cannot be written: " + Printable.Message(fault, 200);

    // False is the API's default, so only true is worth its bytes.
    private void WriteOption(JsonEncodedText name, ContactOptions options, ContactOptions option)
    {
        if ((options & option) != 0)
        {
            _writer.WriteBoolean(name, true);
        }
    }
}
