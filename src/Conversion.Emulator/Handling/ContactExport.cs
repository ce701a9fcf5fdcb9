using System.Collections.Generic;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary><c>POST /v2/exports/contacts</c>: contacts in order of creation.</summary>
internal sealed class ContactExport(EmulatorSettings settings, ContactStore store) : ExportEndpoint(settings, "contacts", "contacts")
{
    protected override ApiError? ReadFilter(JsonElement body, ExportCursor? cursor, out string filter)
    {
        filter = string.Empty;
        return null;
    }

    protected override int WriteItems(Utf8JsonWriter writer, ExportCursor cursor, int count, out bool isEnd)
    {
        // One more than asked for, to see whether there is one.
        List<Contact> contacts = store.ReadContacts(cursor.Position, count + 1);
        isEnd = contacts.Count <= count;
        int written = 0;
        foreach (Contact contact in contacts)
        {
            if (written < count)
            {
                Write(writer, contact);
                written++;
            }
        }

        return cursor.Position + written;
    }

    private static void Write(Utf8JsonWriter writer, Contact contact)
    {
        writer.WriteStartObject();
        writer.WriteString("id", contact.Id);
        writer.WriteString("email", contact.Email);
        writer.WriteString("subscriptionStatus", contact.SubscriptionStatus);
        writer.WriteString("createdAt", ExportTime.Format(contact.CreatedAt, contact.Id));
        writer.WriteString("updatedAt", ExportTime.Format(contact.UpdatedAt, contact.Id));
        writer.WriteString("sfdcLeadId", contact.SfdcLeadId);
        writer.WriteString("sfdcContactId", contact.SfdcContactId);
        writer.WriteString("sfdcAccountId", contact.SfdcAccountId);
        writer.WriteStartObject("fields");
        foreach (FieldValue field in contact.Fields.Values)
        {
            writer.WritePropertyName(field.Key);
            writer.WriteRawValue(field.Json, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
