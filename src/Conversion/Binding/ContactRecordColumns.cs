using System;
using System.Linq;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>
/// The columns of a contact as Get-CnvContact returns it: its id identifies it, and what the account alone sets is not sent back. The
/// same for what is left of it after Select-Object, a job or a file of Export-Clixml.
/// </summary>
internal static class ContactRecordColumns
{
    private static readonly string s_name = typeof(CnvContactRecord).FullName!;

    private static readonly string[] s_readOnly =
    [
        nameof(CnvContactRecord.CreatedAt), nameof(CnvContactRecord.UpdatedAt), nameof(CnvContactRecord.SfdcLeadId),
        nameof(CnvContactRecord.SfdcContactId), nameof(CnvContactRecord.SfdcAccountId),
    ];

    /// <summary>Whether a row is such a contact.</summary>
    /// <param name="type">The first of its type names; null for none.</param>
    public static bool IsRecord(string? type) =>
        type is not null && type.EndsWith(s_name, StringComparison.Ordinal) && (type.Length == s_name.Length || type[type.Length - s_name.Length - 1] == '.');

    /// <summary>Changes what the columns of such a row become.</summary>
    public static void Apply(Column[] columns, ColumnRules rules)
    {
        bool hasId = columns.Any(static column => column.Kind == ColumnKind.CnvContactId);
        for (int i = 0; i < columns.Length; i++)
        {
            string name = columns[i].Name;
            if (name == nameof(CnvContactRecord.Id) && !hasId)
            {
                columns[i] = rules.Given.Contains(ColumnKind.CnvContactId)
                    ? new Column(name, ColumnKind.Ignored) { Unsent = Unsent.GivenByParameter }
                    : new Column(name, ColumnKind.CnvContactId);
            }
            else if (s_readOnly.Contains(name))
            {
                columns[i] = new Column(name, ColumnKind.Ignored);
            }
            else if (columns[i].Kind == ColumnKind.SubscriptionStatus)
            {
                columns[i] = columns[i] with { IsOfRecord = true };
            }
        }
    }

    /// <summary>
    /// Whether only the system sets a status: any that cannot be set, since the account holds it. A misspelt UNSUBSCRIBED, which somebody
    /// has put there, remains an error of the row.
    /// </summary>
    public static bool IsSystemStatus(string? status) =>
        !string.IsNullOrWhiteSpace(status)
        && !SubscriptionStatuses.All.Contains(status!.Trim(), StringComparer.OrdinalIgnoreCase)
        && status.IndexOf("SUBSCRIB", StringComparison.OrdinalIgnoreCase) < 0;
}
