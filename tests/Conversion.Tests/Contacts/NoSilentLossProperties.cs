using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Tests.Contacts;

/// <summary>No value of a row is lost silently, whatever its columns and the parameters.</summary>
public sealed class NoSilentLossProperties : IDisposable
{
    private static readonly string[] s_columns =
    [
        "Email", "email_address", "Mail", " E-mail ", "Work Email", "CnvContactId", "SubscriptionStatus", "Fields", "CompanyFields",
        "fields.city", "city", "City ", "company_name", "Company Name", "companyFields.industry", "industry", "First Name", "first_name",
        "first-name", "x\u200B", "%", "#", "O'Brien", "PreserveExistingFields",
    ];

    private static readonly string[] s_parameters =
    [
        "-FieldMap @{ first_name = 'First Name' }", "-FieldMap @{ city = { $_.city }; Email = 'Work Email' }", "-FieldMap @{ company_name = 'Company Name'; tags = 'absent' }",
        "-CompanyFieldMap @{ industry = 'industry' }", "-Email { $_.'Work Email' }", "-Email x@example.com", "-Email { $_.city }",
        "-Fields { @{ city = $_.city } }", "-Fields @{ first_name = 'X' }", "-CompanyFields { @{ industry = $_.'companyFields.industry' } }",
        "-SubscriptionStatus UNSUBSCRIBED", "-CnvContactId { $_.CnvContactId }", "-SnakeCase", "-Property city, '*Name'", "-ExcludeProperty c*, '%'",
        "-CompanyProperty 'company*', ind*", "-EmptyValue Null", "-PreserveExistingFields:$false",
    ];

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Property(MaxTest = 400)]
    public void Every_value_is_sent_or_reported_or_its_column_is_named(int seed)
    {
        Random random = new(seed);
        string[] columns = [.. s_columns.OrderBy(_ => random.Next()).Take(random.Next(1, 9))];
        string parameters = string.Join(' ', s_parameters.OrderBy(_ => random.Next()).Take(random.Next(0, 4)));
        List<(string Column, string Token)> values = [];
        OrderedDictionary cells = new(StringComparer.Ordinal);
        foreach (string column in columns)
        {
            cells[column] = Cell(column, random, values);
        }

        _session.Set("row", Row(cells, random.Next(3)));
        Run run = _session.Run($"$row | ConvertTo-CnvContact {parameters}");
        if (run.TerminatingError is not null)
        {
            // The command is refused, or a parameter is specified twice and cannot be bound: nothing is sent.
            return;
        }

        CnvContact contact = Assert.Single(run.All<CnvContact>());
        string reported = string.Join('\n', [contact.ToJson() ?? string.Empty, .. run.Warnings]);
        foreach ((string column, string token) in values)
        {
            Assert.True(
                contact.Issues.Length > 0 || reported.Contains(token, StringComparison.Ordinal) || IsNamed(run.Warnings, column) || IsExcludedByParameters(parameters, column),
                $"{column} = {token} is lost: {string.Join(", ", columns)} with {parameters}\n{reported}");
        }
    }

    private static object? Cell(string column, Random random, List<(string, string)> values)
    {
        string token = $"v{values.Count}z";
        switch (column.Trim())
        {
            case var _ when random.Next(8) == 0:
                return random.Next(2) == 0 ? null : " ";
            case "SubscriptionStatus":
                values.Add((column, "SUBSCRIBED"));
                return "SUBSCRIBED";
            case "PreserveExistingFields":
                return "true";
            case "CnvContactId":
                Guid id = Guid.NewGuid();
                values.Add((column, id.ToString()));
                return id.ToString();
            case "Fields" or "CompanyFields":
                values.Add((column.Trim() == "Fields" ? "city" : "industry", token));
                return new Hashtable { [column.Trim() == "Fields" ? "city" : "industry"] = token };
            case var name when name.Contains("mail", StringComparison.OrdinalIgnoreCase):
                values.Add((column, token));
                return token + "@example.com";
            default:
                values.Add((column, token));
                return token;
        }
    }

    private static object Row(OrderedDictionary cells, int shape)
    {
        if (shape == 0)
        {
            return cells;
        }

        if (shape == 1)
        {
            return new Hashtable(cells);
        }

        PSObject row = new();
        foreach (DictionaryEntry cell in cells)
        {
            row.Properties.Add(new PSNoteProperty((string)cell.Key, cell.Value));
        }

        return row;
    }

    private static bool IsNamed(IReadOnlyList<string> warnings, string column) =>
        warnings.Any(warning => warning.Contains("'" + column.Replace("\u200B", "\\u200B", StringComparison.Ordinal) + "'", StringComparison.Ordinal));

    // -Property and -ExcludeProperty leave columns out on purpose.
    private static bool IsExcludedByParameters(string parameters, string column) =>
        (parameters.Contains("-Property", StringComparison.Ordinal) || parameters.Contains("-ExcludeProperty", StringComparison.Ordinal))
        && column is not ("Email" or "CnvContactId" or "SubscriptionStatus" or "fields.city");
}
