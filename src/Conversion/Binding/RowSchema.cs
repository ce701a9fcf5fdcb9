using System;
using System.Collections.Generic;

namespace Conversion.Binding;

/// <summary>What the columns of a row can be: the properties of a contact, or those of an event.</summary>
internal sealed class RowSchema
{
    private RowSchema(Dictionary<string, ColumnKind> properties, string fieldPrefix, bool hasCompany)
    {
        Properties = properties;
        FieldPrefix = fieldPrefix;
        HasCompany = hasCompany;
    }

    /// <summary>The rows of Set-CnvContact. Columns that are no property of the request become <c>fields</c>.</summary>
    public static RowSchema Contacts { get; } = new(
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["CnvContactId"] = ColumnKind.CnvContactId,
            ["SubscriptionStatus"] = ColumnKind.SubscriptionStatus,
            ["Fields"] = ColumnKind.Fields,
            ["CompanyFields"] = ColumnKind.CompanyFields,
            ["UpdateOnly"] = ColumnKind.UpdateOnly,
            ["SyncToCRM"] = ColumnKind.SyncToCRM,
            ["PreserveExistingFields"] = ColumnKind.PreserveExistingFields,
        },
        "fields.",
        hasCompany: true);

    /// <summary>The rows of Add-CnvEvent. Columns that are no property of the request become <c>data</c>.</summary>
    public static RowSchema Events { get; } = new(
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Event"] = ColumnKind.Event,
            ["UserId"] = ColumnKind.UserId,
            ["EventId"] = ColumnKind.EventId,
            ["Timestamp"] = ColumnKind.Timestamp,
            ["Data"] = ColumnKind.Fields,
        },
        "data.",
        hasCompany: false);

    /// <summary>The properties of the request by the names of their columns, except the address.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Properties { get; }

    /// <summary>What the name of a column begins with that is a field whatever it is called.</summary>
    public string FieldPrefix { get; }

    /// <summary>Whether columns can become fields of a company.</summary>
    public bool HasCompany { get; }
}
