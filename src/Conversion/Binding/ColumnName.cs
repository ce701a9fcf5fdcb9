using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>What the name of a column says, and how a message shows it.</summary>
internal static class ColumnName
{
    private const int MaximumShown = 80;

    // In this order: where a row has several, the first one counts.
    private static readonly string[] s_addressNames =
        ["Email", "Email Address", "email_address", "E-mail", "E-mail Address", "EmailAddress", "Mail"];

    private static readonly Dictionary<string, int> s_addressRanks =
        s_addressNames.Select(static (name, rank) => (name, rank)).ToDictionary(static item => item.name, static item => item.rank, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rank of a name among those of an address, the best is 0; null for any other name.</summary>
    public static int? AddressRank(string trimmed) => s_addressRanks.TryGetValue(trimmed, out int rank) ? rank : null;

    /// <summary>Whether a name looks like that of an address, for advice only.</summary>
    public static bool LooksLikeAddress(string name) =>
        name.IndexOf("mail", StringComparison.OrdinalIgnoreCase) >= 0 && name.IndexOf("opt", StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>Whether a name may be the key of a field: keys have letters, digits and a few marks, and no white space.</summary>
    public static bool CanBeKey(string name) =>
        name.Length > 0 && name.All(static character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ':' or '$');

    /// <summary>The name in snake case: <c>First Name</c> becomes <c>first_name</c>. Empty where it has no letter and no digit.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder key = new(name.Length);
        bool isBetween = false;
        foreach (char character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                _ = isBetween && key.Length > 0 ? key.Append('_') : key;
                key.Append(char.ToLowerInvariant(character));
                isBetween = false;
            }
            else if (character is not ('\'' or '’'))
            {
                isBetween = true;
            }
        }

        return key.ToString();
    }

    /// <summary>The name as a PowerShell string, so that advice can be typed as it is written.</summary>
    public static string ToLiteral(string name)
    {
        if (name.All(static character => !MustBeEscaped(character)))
        {
            return "'" + name.Replace("'", "''").Replace("’", "’’").Replace("‘", "‘‘") + "'";
        }

        // Windows PowerShell has no `u{…}.
        return "\"" + string.Concat(name.Select(static character => character switch
        {
            '"' or '`' or '$' => "`" + character,
            _ when MustBeEscaped(character) => $"$([char]0x{(int)character:X4})",
            _ => character.ToString(),
        })) + "\"";
    }

    /// <summary>The name as a message shows it: in quotes, with invisible characters escaped, and not too long.</summary>
    public static string Show(string name)
    {
        StringBuilder shown = new("'");
        foreach (char character in name)
        {
            if (shown.Length > MaximumShown)
            {
                return shown.Append("…'").ToString();
            }

            _ = MustBeEscaped(character)
                ? shown.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture))
                : shown.Append(character);
        }

        return shown.Append('\'').ToString();
    }

    /// <summary>Several names, the first of them shown.</summary>
    public static string Show(IReadOnlyCollection<string> names, int maximum = 12)
    {
        string shown = string.Join(", ", names.Take(maximum).Select(Show));
        return names.Count > maximum ? $"{shown} … ({names.Count.ToString(CultureInfo.InvariantCulture)} columns)" : shown;
    }

    // White space that does not look like a blank, and characters that are not visible.
    private static bool MustBeEscaped(char character) => character != ' ' && Printable.IsInvisible(character);
}
