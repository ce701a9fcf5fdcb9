using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Conversion.Emulator;

namespace Conversion.Tests.Crashes;

/// <summary>A realistic list: repeated contacts, duplicate rows, missing or invalid email addresses. Rows are counted from 1.</summary>
internal sealed class RandomList
{
    private const int City = 2;
    private const int Status = 3;

    private readonly string[][] _rows;
    private readonly ILookup<string, int> _rowsOfContact;

    public RandomList(Random random)
        : this(random, random.Next(20, 300))
    {
    }

    public RandomList(Random random, int rows)
        : this(CreateRows(random, rows))
    {
    }

    private RandomList(string[][] rows)
    {
        _rows = rows;
        _rowsOfContact = Enumerable.Range(1, rows.Length).Where(IsGood).ToLookup(ContactOf);
    }

    public int Count => _rows.Length;

    /// <summary>The contacts of the valid rows: their addresses in lower case.</summary>
    public IEnumerable<string> Contacts => _rowsOfContact.Select(rows => rows.Key);

    /// <summary>The same list with other cities. A blank city stays blank, so that the original list restores everything.</summary>
    public RandomList Edit(Random random) => new([.. _rows.Select(row => row[City].Length > 0 && random.Next(3) == 0
        ? [.. row.Take(City), "Edited" + random.Next(100), row[Status]]
        : row)]);

    /// <summary>The contacts whose rows differ from those of an edited list.</summary>
    public HashSet<string> FindEdited(RandomList edited) =>
        [.. Enumerable.Range(1, Count).Where(row => IsGood(row) && _rows[row - 1] != edited._rows[row - 1]).Select(ContactOf)];

    public string ToCsv() => "Email,first_name,city,SubscriptionStatus\n" + string.Concat(_rows.Select(row => string.Join(',', row) + "\n"));

    /// <summary>Whether a row is valid.</summary>
    public bool IsGood(int row) => _rows[row - 1][0].Contains('@', StringComparison.Ordinal);

    /// <summary>The contact of a row.</summary>
    public string ContactOf(int row) => _rows[row - 1][0].ToLowerInvariant();

    /// <summary>The number of the contact's rows.</summary>
    public int RowsOf(string contact) => _rowsOfContact[contact].Count();

    /// <summary>Whether all rows of a contact are the same.</summary>
    public bool HasOneRow(string contact) => _rowsOfContact[contact].Select(row => string.Join(',', _rows[row - 1])).Distinct().Count() == 1;

    /// <summary>The row of the same contact that a list which is sent every night gives before this one.</summary>
    public string[] RowBefore(int row)
    {
        int[] rows = [.. _rowsOfContact[ContactOf(row)]];
        int place = Array.IndexOf(rows, row);
        return _rows[rows[(place == 0 ? rows.Length : place) - 1] - 1];
    }

    /// <summary>Whether a row is the same as the one before it.</summary>
    public bool RepeatsRowBefore(int row) => _rows[row - 1].SequenceEqual(RowBefore(row));

    /// <summary>Whether a row differs from the one before it in more than its status.</summary>
    public bool ChangesRowBefore(int row) => !_rows[row - 1].Take(Status).SequenceEqual(RowBefore(row).Take(Status));

    /// <summary>A contact after a sequential import of the list.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="protectsOptOut">Whether a contact is subscribed only when it is created, or when the list gave another status before.</param>
    public (string Fields, string Status) ModelOf(string contact, bool protectsOptOut)
    {
        string[] held = ["", "", ""];
        string listed = "";
        bool isCreated = true;
        foreach (int number in _rowsOfContact[contact])
        {
            string[] row = _rows[number - 1];
            held[0] = row[1].Length > 0 ? row[1] : held[0];
            held[1] = row[2].Length > 0 ? row[2] : held[1];
            string status = row[Status];
            if (status.Length > 0 && (!protectsOptOut || isCreated || status == "UNSUBSCRIBED" || (listed.Length > 0 && listed != status)))
            {
                held[2] = status;
            }

            listed = status.Length > 0 ? status : listed;
            isCreated = false;
        }

        return (held[0] + "|" + held[1], held[2].Length > 0 ? held[2] : "NO_STATUS");
    }

    /// <summary>The contacts of an emulator, in the same format.</summary>
    public static Dictionary<string, (string Fields, string Status)> StoredContacts(ConversionEmulator emulator) => emulator.Contacts.Snapshot().ToDictionary(
        contact => contact.Email.ToLowerInvariant(),
        contact => (contact.Fields.Text("first_name") + "|" + contact.Fields.Text("city"), contact.SubscriptionStatus));

    private static string[][] CreateRows(Random random, int count)
    {
        string[][] rows = new string[count][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i > 0 && random.Next(8) == 0 ? rows[random.Next(i)] : Row(random, rows.Length);
        }

        return rows;
    }

    private static string[] Row(Random random, int count)
    {
        string number = random.Next(1 + (count / 2)).ToString(CultureInfo.InvariantCulture);
        string email = random.Next(12) switch { 0 => "", 1 => "nobody" + number, 2 => $"PERSON{number}@Example.com", _ => $"person{number}@example.com" };
        string status = random.Next(6) switch { 0 or 1 => "", 2 => "UNSUBSCRIBED", _ => "SUBSCRIBED" };
        return [email, random.Next(3) == 0 ? "" : "First" + random.Next(100), random.Next(3) == 0 ? "" : "City" + random.Next(100), status];
    }
}
