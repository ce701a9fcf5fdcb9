using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>
/// Recognises lines that cannot mean what they say, by the first row and the parameters, before anything is sent. The message
/// names the line that was meant.
/// </summary>
/// <param name="command">The command as it is typed.</param>
/// <param name="assignments">What the command line says of properties of the request.</param>
internal sealed class InputMistakes(string command, IReadOnlyList<Assignment> assignments)
{
    private static readonly string[] s_listExtensions = [".csv", ".tsv", ".txt", ".json", ".xml", ".xlsx", ".xls"];
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    private bool HasIdentifier => assignments.Any(static assignment => assignment.Kind is ColumnKind.Email or ColumnKind.CnvContactId or ColumnKind.UserId);

    private string? ConstantOf(ColumnKind kind) => assignments.FirstOrDefault(assignment => assignment.Kind == kind)?.Constant?.ToString();

    /// <summary>Checks the parameters of a command that gets no rows.</summary>
    /// <param name="path">-Path, which does not exist and is often typed; null where it is not given.</param>
    /// <exception cref="CnvException"><c>invalid_argument</c>.</exception>
    public void CheckParameters(string? path)
    {
        if (path is not null)
        {
            throw File(path);
        }

        if (assignments.Count == 0)
        {
            throw Mistake(Messages.NoRows, command);
        }

        foreach (string text in new[] { ConstantOf(ColumnKind.Email), ConstantOf(ColumnKind.Event) }.OfType<string>())
        {
            if (!text.Contains("@") && s_listExtensions.Contains(Path.GetExtension(text.Trim()), StringComparer.OrdinalIgnoreCase))
            {
                throw File(text);
            }
        }
    }

    /// <summary>Checks the first row.</summary>
    /// <exception cref="CnvException"><c>invalid_argument</c>.</exception>
    public void CheckFirstRow(PSObject row)
    {
        foreach (Assignment assignment in assignments)
        {
            // A value that cannot be meant as one, but is the name of a column.
            if (assignment.Constant is string value && IsNoValue(assignment.Kind, value)
                && row.BaseObject is not string && Names(row).FirstOrDefault(name => ColumnRules.IsSame(name, value)) is string column)
            {
                throw Mistake(
                    assignment.Kind is ColumnKind.Event or ColumnKind.UserId or ColumnKind.EventId ? Messages.ColumnOrValue : Messages.ColumnInsteadOfValue,
                    assignment.Name, Printable.Text(value, 80), ColumnName.ToLiteral(column), ColumnName.ToLiteral(value));
            }
        }

        if (HasIdentifier)
        {
            return;
        }

        if (row.BaseObject is FileSystemInfo file)
        {
            throw File(file.Name);
        }

        if (row.BaseObject is string line && !line.Contains("@")
            && (line.IndexOfAny(s_delimiters) >= 0 || ColumnName.AddressRank(Printable.TrimInvisible(line)) is not null))
        {
            throw Mistake(Messages.LinesInsteadOfRows, Argument(row.Properties["PSChildName"]?.Value as string ?? "leads.csv"), command);
        }
    }

    private static bool IsNoValue(ColumnKind kind, string value) => kind switch
    {
        ColumnKind.Email => !value.Contains("@"),
        ColumnKind.CnvContactId => !Guid.TryParse(value, out _),
        ColumnKind.SubscriptionStatus => !SubscriptionStatuses.All.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase),
        // Any text can be meant, but the name of a column is not.
        ColumnKind.Event or ColumnKind.UserId or ColumnKind.EventId => !string.IsNullOrWhiteSpace(value),
        ColumnKind.Timestamp => !EventSerializer.IsTimestamp(value.Trim()),
        _ => false,
    };

    private static IEnumerable<string> Names(PSObject row) => row.BaseObject is System.Collections.IDictionary dictionary
        ? dictionary.Keys.Cast<object>().Take(1000).Select(static key => LanguagePrimitives.ConvertTo<string>(key))
        : row.Properties.Take(1000).Select(static property => property.Name);

    private CnvException File(string path) =>
        Mistake(Messages.FileInsteadOfRows, Printable.Text(path, 200), Argument(path), command);

    private static CnvException Mistake(string message, params object[] arguments) =>
        new(CnvErrors.InvalidArgument, string.Format(CultureInfo.InvariantCulture, message, arguments));

    // As it is typed: in quotes only where it needs them.
    private static string Argument(string path) =>
        path.All(static character => char.IsLetterOrDigit(character) || character is '.' or '_' or '-' or '/' or '\\' or ':') ? path : ColumnName.ToLiteral(path);
}
