using System.Globalization;
using System.Management.Automation;

namespace Conversion.Benchmarks;

/// <summary>The rows that everything is measured with.</summary>
internal static class Rows
{
    /// <summary>A row as Import-Csv makes it.</summary>
    public static PSObject Make(int number)
    {
        PSObject row = new();
        row.Properties.Add(new PSNoteProperty("Email", Email(number)), preValidated: true);
        row.Properties.Add(new PSNoteProperty("first_name", "First" + number.ToString(CultureInfo.InvariantCulture)), preValidated: true);
        row.Properties.Add(new PSNoteProperty("last_name", "Last"), preValidated: true);
        row.Properties.Add(new PSNoteProperty("job_title", "VP of Marketing"), preValidated: true);
        row.Properties.Add(new PSNoteProperty("company_name", "Acme Corp"), preValidated: true);
        return row;
    }

    /// <summary>The same as the body of a request.</summary>
    public static string Json(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"email":"{{{Email(number)}}}","fields":{"first_name":"First{{{number}}}","last_name":"Last","job_title":"VP of Marketing"},"companyFields":{"company_name":"Acme Corp"}}""");

    public static void WriteCsv(string path, int count)
    {
        using StreamWriter file = new(path);
        file.WriteLine("Email,first_name,last_name,job_title,company_name");
        for (int i = 1; i <= count; i++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Email(i)},First{i},Last,VP of Marketing,Acme Corp"));
        }
    }

    private static string Email(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number}@example.com");
}
