using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Completion;

/// <summary>Whatever the Tab key writes runs, and refuses no row that goes through without it.</summary>
public sealed class CompletedLineTests
{
    private static readonly string[] s_parameters =
    [
        "Email", "CnvContactId", "SubscriptionStatus", "FieldMap", "CompanyFieldMap", "Property", "ExcludeProperty", "CompanyProperty",
        "EmptyValue", "SubscriptionPolicy", "Fields", "CompanyFields",
    ];

    private static readonly string[] s_lists =
        [Checkout.Sample("leads.csv"), .. Directory.GetFiles(Path.Combine(Checkout.Root, "tests", "Pester", "Lists"), "*.csv").Order()];

    public static TheoryData<string, string> Lines =>
        new(from list in s_lists from parameter in s_parameters select (Path.GetRelativePath(Checkout.Root, list), parameter));

    [Theory]
    [MemberData(nameof(Lines))]
    public void It_refuses_no_row_that_went_through_before(string list, string parameter)
    {
        using Session session = new();
        string import = $"Import-Csv '{Path.Combine(Checkout.Root, list)}'";
        Connect(session, import);
        Run before = session.Run($"{import} | Set-CnvContact -WarningAction Ignore -ErrorAction Ignore");
        // One list has no column for the address by name: there the map and -Email make rows go through.
        bool needsAddress = list.EndsWith("google.csv", StringComparison.Ordinal);
        Assert.Equal(needsAddress, before.Results.All(result => result.ErrorCode is not null));
        foreach (string text in Complete(session, $"{import} | Set-CnvContact -{parameter} "))
        {
            Connect(session, import);
            Run run = session.Run($"{import} | Set-CnvContact -{parameter} {text} -WarningAction Ignore -ErrorAction Ignore");
            Assert.Null(run.TerminatingError);
            Assert.Equal(before.Results.Count, run.Results.Count);
            Assert.Equal(
                before.Results.Where(result => result.ErrorCode is null).Select(result => result.Row),
                run.Results.Where(result => result.ErrorCode is null && before.Results[(int)result.Row! - 1].ErrorCode is null).Select(result => result.Row));
            if (needsAddress && parameter is "Email" or "FieldMap")
            {
                Assert.Contains(run.Results, result => result.ErrorCode is null);
            }
        }
    }

    [Fact]
    public void Every_list_has_something_to_complete()
    {
        using Session session = new();
        foreach (string list in s_lists)
        {
            Assert.NotEmpty(Complete(session, $"Import-Csv '{list}' | Set-CnvContact -Email "));
            Assert.NotEmpty(Complete(session, $"Import-Csv '{list}' | Set-CnvContact -FieldMap "));
        }
    }

    // An account that has each column as a field of the contact, under its own name and in snake case.
    private static void Connect(Session session, string import)
    {
        session.Run($$"""
            $names = ({{import}} | Select-Object -First 1).psobject.Properties.Name
            $names += $names | ForEach-Object { ($_.ToLowerInvariant() -replace '[^a-z0-9]+', '_').Trim('_') }
            Connect-Cnv -Sandbox -SandboxField ($names | Where-Object { $_ -notmatch '^companyFields|^company_' })
            """);
    }

    private static string[] Complete(Session session, string line)
    {
        session.Set("line", line);
        return [.. session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches").Output
            .Select(match => (CompletionResult)match.BaseObject).Where(match => match.ResultType == CompletionResultType.ParameterValue)
            .Select(match => match.CompletionText)];
    }
}
