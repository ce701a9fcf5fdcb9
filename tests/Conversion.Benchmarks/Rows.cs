using System.Globalization;
using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>The rows that all scenarios use.</summary>
internal static class Rows
{
    // A list in memory has many objects that every garbage collection visits, whichever side is measured.
    private const int Different = 1000;
    private const string JobTitle = "VP of Marketing";

    /// <summary>The given number of rows, each different from the rows in flight with it.</summary>
    public static PSObject[] List(int count)
    {
        PSObject[] different = Enumerable.Range(1, Different).Select(Make).ToArray();
        return Enumerable.Range(0, count).Select(i => different[i % Different]).ToArray();
    }

    /// <summary>The given number of rows, each of another contact.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="jobTitle">A value of all of them. With another one, all of the contacts have changed.</param>
    public static PSObject[] Contacts(int count, string jobTitle = JobTitle) =>
        Enumerable.Range(1, count).Select(number => Make(number, jobTitle)).ToArray();

    /// <summary>The request body for the row at an index of such a list.</summary>
    public static string JsonInList(int number) => Json(((number - 1) % Different) + 1);

    /// <summary>A row as Import-Csv creates it.</summary>
    public static PSObject Make(int number) => Make(number, JobTitle);

    private static PSObject Make(int number, string jobTitle)
    {
        PSObject row = new();
        row.Properties.Add(new PSNoteProperty("Email", Email(number)), preValidated: true);
        row.Properties.Add(new PSNoteProperty("first_name", "First" + number.ToString(CultureInfo.InvariantCulture)), preValidated: true);
        row.Properties.Add(new PSNoteProperty("last_name", "Last"), preValidated: true);
        row.Properties.Add(new PSNoteProperty("job_title", jobTitle), preValidated: true);
        row.Properties.Add(new PSNoteProperty("company_name", "Acme Corp"), preValidated: true);
        return row;
    }

    /// <summary>The same row as a request body.</summary>
    public static string Json(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"email":"{{{Email(number)}}}","fields":{"first_name":"First{{{number}}}","last_name":"Last","job_title":"{{{JobTitle}}}"},"companyFields":{"company_name":"Acme Corp"}}""");

    public static void WriteCsv(string path, int count)
    {
        using StreamWriter file = new(path);
        file.WriteLine("Email,first_name,last_name,job_title,company_name");
        for (int i = 1; i <= count; i++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Email(i)},First{i},Last,{JobTitle},Acme Corp"));
        }
    }

    private static string Email(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number}@example.com");
}
