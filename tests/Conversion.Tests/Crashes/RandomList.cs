using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Conversion.Emulator;

namespace Conversion.Tests.Crashes;

/// <summary>A realistic list: repeated contacts, duplicate rows, missing or invalid email addresses.</summary>
internal sealed class RandomList
{
    private readonly string[][] _rows;

    public RandomList(Random random)
    {
        int count = random.Next(20, 300);
        _rows = new string[count][];
        for (int i = 0; i < count; i++)
        {
            _rows[i] = i > 0 && random.Next(8) == 0 ? _rows[random.Next(i)] : Row(random, count);
        }
    }

    public int Count => _rows.Length;

    public string ToCsv() => "Email,first_name,city\n" + string.Concat(_rows.Select(row => string.Join(',', row) + "\n"));

    /// <summary>True if a row, counted from 1, is valid.</summary>
    public bool IsGood(int row) => _rows[row - 1][0].Contains('@', StringComparison.Ordinal);

    /// <summary>True if the list has another row of the contact of this row, counted from 1, with other values.</summary>
    public bool IsContested(int row) => IsGood(row) && _rows.Any(other =>
        other[0].Equals(_rows[row - 1][0], StringComparison.OrdinalIgnoreCase) && !other.SequenceEqual(_rows[row - 1]));

    /// <summary>The number of contacts.</summary>
    public int Contacts => _rows.Where((_, index) => IsGood(index + 1)).Select(row => row[0].ToLowerInvariant()).Distinct().Count();

    /// <summary>The contacts after a sequential import: email address to fields.</summary>
    public SortedDictionary<string, string> Model()
    {
        SortedDictionary<string, string[]> held = new(StringComparer.Ordinal);
        foreach (string[] row in _rows.Where(row => row[0].Contains('@', StringComparison.Ordinal)))
        {
            string key = row[0].ToLowerInvariant();
            string[] fields = held.TryGetValue(key, out string[]? before) ? before : ["", ""];
            held[key] = [row[1].Length > 0 ? row[1] : fields[0], row[2].Length > 0 ? row[2] : fields[1]];
        }

        return new(held.ToDictionary(contact => contact.Key, contact => string.Join('|', contact.Value)), StringComparer.Ordinal);
    }

    /// <summary>The contacts of an emulator, in the same format.</summary>
    public static SortedDictionary<string, string> StoredContacts(ConversionEmulator emulator) => new(
        emulator.Contacts.Snapshot().ToDictionary(
            contact => contact.Email.ToLowerInvariant(), contact => contact.Fields.Text("first_name") + "|" + contact.Fields.Text("city")),
        StringComparer.Ordinal);

    private static string[] Row(Random random, int count)
    {
        string number = random.Next(1 + (count / 2)).ToString(CultureInfo.InvariantCulture);
        string email = random.Next(12) switch { 0 => "", 1 => "nobody" + number, 2 => $"PERSON{number}@Example.com", _ => $"person{number}@example.com" };
        return [email, random.Next(3) == 0 ? "" : "First" + random.Next(100), random.Next(3) == 0 ? "" : "City" + random.Next(100)];
    }
}
