using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>
/// Says once what is not sent, and what shows that a list was read wrongly. Each piece of advice can be typed as it is written.
/// </summary>
internal sealed class ColumnWarnings(ColumnRules rules, Action<string> warn)
{
    // Rows may have as many names as there are rows.
    private const int MaximumWarnings = 100;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _spreadsheetErrors = new(StringComparer.Ordinal);
    private bool _sawRow;

    /// <summary>Examines the first row of a shape.</summary>
    public void Examine(PSObject row, RowReader reader, RowPlan plan, IReadOnlyList<Assignment> assignments)
    {
        bool isFirst = !_sawRow;
        _sawRow = true;
        if (isFirst)
        {
            foreach ((string parameter, string column) in rules.MissingFrom(reader.Names))
            {
                Warn(column, Messages.NamedColumnMissing, column, parameter);
            }

            if (WarnOfWrongReading(row, reader, plan, assignments))
            {
                return;
            }
        }

        WarnOfUnsent(row, plan);
        WarnOfImpossibleKeys(plan);
    }

    /// <summary>A column that a map names and the row does not have.</summary>
    public void MappedColumnMissing(Assignment assignment)
    {
        if (_sawRow)
        {
            Warn(assignment.Column!, Messages.MappedColumnMissing, assignment.Column!, assignment.Name);
        }
    }

    /// <summary>A field that a dictionary gives, and a column too.</summary>
    public void Overridden(string key, string name) => Warn("\0" + key, Messages.FieldOverridden, ColumnName.Show(key), name);

    /// <summary>A cell with the mark of a character that was lost.</summary>
    public void OtherEncoding(string column) => Warn("\uFFFD", Messages.CellHasOtherEncoding, ColumnName.Show(column));

    /// <summary>A subscription status of a contact as the account holds it that cannot be set.</summary>
    public void SystemStatus(string status) => Warn("\0status", Messages.SystemStatusNotSent, Printable.Text(status, 80));

    /// <summary>Counts a cell that a spreadsheet broke.</summary>
    public void CountSpreadsheetError(string column)
    {
        _spreadsheetErrors.TryGetValue(column, out long count);
        _spreadsheetErrors[column] = count + 1;
    }

    /// <summary>Warns of what was counted.</summary>
    public void Complete()
    {
        if (_spreadsheetErrors.Count > 0)
        {
            string counts = string.Join(", ", _spreadsheetErrors.Select(static column =>
                string.Format(CultureInfo.InvariantCulture, "{0} {1:N0}", ColumnName.Show(column.Key), column.Value)));
            warn(string.Format(CultureInfo.InvariantCulture, Messages.SpreadsheetErrors, counts));
            _spreadsheetErrors.Clear();
        }
    }

    // Where the columns are not those of the file, nothing else that could be said of them is true.
    private bool WarnOfWrongReading(PSObject row, RowReader reader, RowPlan plan, IReadOnlyList<Assignment> assignments)
    {
        IReadOnlyList<string> names = reader.Names;
        if (names.Count == 1 && reader.IsMadeOfColumns && row.BaseObject is not string)
        {
            string name = Printable.TrimInvisible(names[0]);
            if (name.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            {
                return Warn(name, Messages.ListHasSepLine, ColumnName.Show(name), ToArgument(name.Substring(4)));
            }

            if (name.FirstOrDefault(static character => character is ';' or '\t' or '|') is var delimiter and not '\0')
            {
                return Warn(name, Messages.ListHasOtherDelimiter, ColumnName.Show(name), ToArgument(delimiter.ToString()));
            }
        }

        if (names.FirstOrDefault(static name => name.Contains("ï»¿") || name.Contains("\uFFFD")) is string broken)
        {
            return Warn(broken, Messages.ListHasOtherEncoding, ColumnName.Show(broken));
        }

        bool hasIdentifier = plan.Columns.Any(static column => column.Kind is ColumnKind.Email or ColumnKind.CnvContactId or ColumnKind.UserId)
            || assignments.Any(static assignment => assignment.Kind is ColumnKind.Email or ColumnKind.CnvContactId or ColumnKind.UserId);
        if (hasIdentifier || names.Count == 0)
        {
            return false;
        }

        string? likely = names.FirstOrDefault(ColumnName.LooksLikeAddress);
        string list = ColumnName.Show([.. names]);
        return likely is not null
            ? Warn(list, Messages.ListHasNoAddressButLikely, list, ColumnName.ToLiteral(likely))
            : Warn(list, reader.IsMadeOfColumns && names.Count == 1 ? Messages.ListHasPreamble : Messages.ListHasNoAddress, list);
    }

    private void WarnOfUnsent(PSObject row, RowPlan plan)
    {
        foreach (IGrouping<Unsent, Column> reason in plan.Columns
            .Where(column => column.Unsent != Unsent.AsAsked && !_named.Contains(column.Name)).GroupBy(static column => column.Unsent))
        {
            string[] names = [.. reason.Select(static column => column.Name)];
            string shown = ColumnName.Show(names);
            string arguments = string.Join(", ", names.Take(12).Select(static name => ColumnName.ToLiteral(WildcardPattern.Escape(name))));
            _ = reason.Key switch
            {
                Unsent.NotMapped => Warn(shown, Messages.ColumnsNotMapped, shown, arguments),
                Unsent.NotNamed => Warn(shown, Messages.PropertiesNotNamed, row.BaseObject.GetType().FullName, shown, arguments),
                Unsent.OtherAddress => Warn(
                    shown, Messages.OtherAddresses, ColumnName.Show(plan.Columns.First(static column => column.Kind == ColumnKind.Email).Name), shown),
                Unsent.GivenByParameter => Warn(shown, Messages.ColumnsGivenByParameter, shown),
                _ => Warn(shown, Messages.ColumnsOverridden, shown),
            };
            _named.UnionWith(names);
        }
    }

    private void WarnOfImpossibleKeys(RowPlan plan)
    {
        string[] names = [.. plan.Columns
            .Where(column => column.Kind is ColumnKind.Field or ColumnKind.CompanyField && !ColumnName.CanBeKey(column.Key) && !_named.Contains(column.Name))
            .Select(static column => column.Name)];
        if (names.Length == 0)
        {
            return;
        }

        string arguments = string.Join(", ", names.Take(12).Select(static name => ColumnName.ToLiteral(WildcardPattern.Escape(name))));
        string[] named = [.. names.Take(12).Where(static name => ColumnName.ToSnakeCase(name).Length > 0)];
        string keys = rules.AreContacts
            ? string.Join(", ", named.Select(ColumnName.ToSnakeCase))
            : string.Join("; ", named.Select(static name => $"{ToKey(name)} = $_.{ColumnName.ToLiteral(name)}"));
        string format = named.Length == 0 || rules.SnakeCase ? Messages.ColumnsHaveNoKeys : rules.AreContacts ? Messages.ColumnsAreNoKeys : Messages.ColumnsAreNoKeysOfData;
        Warn(ColumnName.Show(names), format, ColumnName.Show(names), keys, arguments);
        _named.UnionWith(names);
    }

    // As a key of a hashtable is typed.
    private static string ToKey(string name) => ColumnName.ToSnakeCase(name) is var key && key.All(static character => character is '_' or (>= 'a' and <= 'z'))
        ? key
        : ColumnName.ToLiteral(key);

    private static string ToArgument(string delimiter) => delimiter switch
    {
        "\t" => "\"`t\"",
        _ => ColumnName.ToLiteral(delimiter),
    };

    private bool Warn(string subject, string format, params object?[] arguments)
    {
        if (_named.Count < MaximumWarnings && _named.Add(subject))
        {
            warn(string.Format(CultureInfo.InvariantCulture, format, arguments));
        }

        return true;
    }
}
