using System;
using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Exports;

namespace Conversion;

/// <summary>Makes PowerShell objects of what an export returns. Nothing is left out, and nothing is read as another type.</summary>
internal sealed class ExportedObjects
{
    private const string FieldPrefix = "fields.";

    private static readonly string[] s_contactProperties =
    [
        nameof(CnvContactRecord.Id), nameof(CnvContactRecord.Email), nameof(CnvContactRecord.SubscriptionStatus), nameof(CnvContactRecord.CreatedAt),
        nameof(CnvContactRecord.UpdatedAt), nameof(CnvContactRecord.SfdcLeadId), nameof(CnvContactRecord.SfdcContactId), nameof(CnvContactRecord.SfdcAccountId),
    ];

    // Keys are case-sensitive, and the names of properties are not. What a key is called once, it is called in every contact.
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(s_contactProperties, StringComparer.OrdinalIgnoreCase);

    /// <summary>A contact; null if it has no id.</summary>
    public PSObject? ToContact(ExportObject item)
    {
        if (item["id"] is not string text || !Guid.TryParse(text, out Guid id))
        {
            return null;
        }

        CnvContactRecord record = new(id)
        {
            Email = item["email"] as string,
            SubscriptionStatus = item["subscriptionStatus"] as string,
            CreatedAt = ToTime(item["createdAt"]),
            UpdatedAt = ToTime(item["updatedAt"]),
            SfdcLeadId = item["sfdcLeadId"] as string,
            SfdcContactId = item["sfdcContactId"] as string,
            SfdcAccountId = item["sfdcAccountId"] as string,
        };
        PSObject shown = new(record);
        // Its own properties too: those that are added come first, and a column of ids belongs before those of fields.
        Add(shown, nameof(record.Id), id);
        Add(shown, nameof(record.Email), record.Email);
        Add(shown, nameof(record.SubscriptionStatus), record.SubscriptionStatus);
        Add(shown, nameof(record.CreatedAt), record.CreatedAt);
        Add(shown, nameof(record.UpdatedAt), record.UpdatedAt);
        Add(shown, nameof(record.SfdcLeadId), record.SfdcLeadId);
        Add(shown, nameof(record.SfdcContactId), record.SfdcContactId);
        Add(shown, nameof(record.SfdcAccountId), record.SfdcAccountId);
        foreach (KeyValuePair<string, object?> property in item.Properties)
        {
            if (property is { Key: "fields", Value: ExportObject fields })
            {
                AddFields(shown, fields);
            }
        }

        return shown;
    }

    /// <summary>An event: its properties, as they came.</summary>
    public static PSObject ToEvent(ExportObject item)
    {
        PSObject shown = new();
        foreach (KeyValuePair<string, object?> property in item.Properties)
        {
            // Of two names that differ in case only, or not at all, the second is still shown.
            string name = property.Key;
            while (name.Length == 0 || shown.Properties[name] is not null)
            {
                name += "_";
            }

            Add(shown, name, ToValue(property.Value));
        }

        return shown;
    }

    private void AddFields(PSObject shown, ExportObject fields)
    {
        foreach (KeyValuePair<string, object?> field in fields.Properties)
        {
            if (!_columns.TryGetValue(field.Key, out string? column))
            {
                column = _taken.Add(field.Key) ? field.Key : FieldPrefix + field.Key;
                _columns.Add(field.Key, column);
            }

            Add(shown, column, ToValue(field.Value));
        }
    }

    private static void Add(PSObject shown, string name, object? value) => shown.Properties.Add(new PSNoteProperty(name, value), preValidated: true);

    private static object? ToValue(object? value) => value switch
    {
        ExportObject nested => ToEvent(nested),
        object?[] items => Array.ConvertAll(items, ToValue),
        _ => value,
    };

    private static object? ToTime(object? value) => value is string text && EventTime.Parse(text) is DateTimeOffset time ? time : value;
}
