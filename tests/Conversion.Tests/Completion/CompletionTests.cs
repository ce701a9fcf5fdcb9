using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Completion;

/// <summary>Argument completion at the prompt.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Session _session = new();

    public CompletionTests() => _session.Run($"Set-Location '{_folder.Root}'");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<CompletionResult> Complete(string line)
    {
        _session.Set("line", line);
        Run run = _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches");
        Assert.Null(run.TerminatingError);
        Assert.Empty(run.Errors);
        return [.. run.Output.Select(match => (CompletionResult)match.BaseObject).Where(match => match.ResultType == CompletionResultType.ParameterValue)];
    }

    private IEnumerable<string> Texts(string line) => Complete(line).Select(match => match.CompletionText);

    [Theory]
    [InlineData("Set-CnvContact a@b.c -SubscriptionStatus ", "SUBSCRIBED UNSUBSCRIBED NO_STATUS")]
    [InlineData("ConvertTo-CnvContact -SubscriptionStatus un", "UNSUBSCRIBED")]
    [InlineData("Set-CnvContact a@b.c -SubscriptionStatus 'n", "NO_STATUS")]
    [InlineData("Set-CnvContact a@b.c -SubscriptionStatus BOUN", "")]
    public void Subscription_statuses_are_completed(string line, string offered) => Assert.Equal(offered, string.Join(' ', Texts(line)));

    [Fact]
    public void Connection_names_are_completed()
    {
        _session.Run("'Sales', 'Sales [EU]', \"O'Brien\" | ForEach-Object { Connect-Cnv -Sandbox -Name $_ }");
        Assert.Equal(["Sales", "'Sales `[EU`]'", "'O''Brien'"], Texts("Get-CnvConnection "));
        Assert.Equal(["Sales", "'Sales `[EU`]'"], Texts("Disconnect-Cnv -Name sa"));
        Assert.Equal(["(Get-CnvConnection 'O''Brien')"], Texts("Set-CnvContact a@b.c -Connection o"));
        Assert.Equal(3, Texts("Test-CnvConnection -Connection ").Count());
        foreach (string name in Texts("Get-CnvConnection "))
        {
            Assert.Single(_session.Run("Get-CnvConnection " + name).Output);
        }
    }

    [Theory]
    [InlineData("-Property ", "first_name 'Given name' 'Rôle [old]'")]
    [InlineData("-ExcludeProperty 'gi", "'Given name'")]
    [InlineData("-Property first_name, giv", "'Given name'")]
    public void Columns_of_the_CSV_file_before_the_command_are_completed(string typed, string offered)
    {
        _folder.Write("leads.csv", "Email,first_name,Given name,Rôle [old]\na@b.c,A,G,R\n");
        string expected = offered.Replace("[old]", "`[old`]", StringComparison.Ordinal);
        IEnumerable<string> texts = Texts("Import-Csv leads.csv | Where-Object { $_.Email } | Set-CnvContact " + typed);
        Assert.Equal(typed == "-Property " ? "Email " + expected : expected, string.Join(' ', texts));
    }

    [Fact]
    public void Columns_are_read_as_Import_Csv_reads_them()
    {
        _folder.Write("it's.csv", "Email;Name, full\na@b.c;A\n");
        Assert.Equal(["Email", "'Name, full'"], Texts("Import-Csv -LiteralPath 'it''s.csv' -Delimiter ';' | ConvertTo-CnvContact -CompanyProperty "));
        Assert.Equal(["One", "Two"], Texts("Import-Csv it?s.csv -Header One, Two | ConvertTo-CnvContact -Property "));
    }

    [Theory]
    [InlineData("Import-Csv nowhere.csv | Set-CnvContact -Property ")]
    [InlineData("Import-Csv $file | Set-CnvContact -Property ")]
    [InlineData("Import-Csv leads.csv -Delimiter $delimiter | Set-CnvContact -Property ")]
    [InlineData("Import-Csv (Remove-Item leads.csv) | Set-CnvContact -Property ")]
    [InlineData("Import-Csv | Set-CnvContact -Property ")]
    [InlineData("Import-Csv empty.csv | Set-CnvContact -Property ")]
    [InlineData("Set-CnvContact -Property ")]
    [InlineData("Set-CnvContact a@b.c | Import-Csv leads.csv | Out-Null; Set-CnvContact -Property ")]
    [InlineData("Set-CnvContact -FieldMap ")]
    public void No_columns_are_completed_when_the_command_line_names_no_file(string line)
    {
        _folder.Write("empty.csv", "");
        _folder.Write("leads.csv", "Email\na@b.c\n");
        Assert.Empty(Complete(line));
        Assert.True(File.Exists(_folder.PathOf("leads.csv")));
    }

    [Fact]
    public void The_completed_field_map_is_valid_PowerShell()
    {
        _folder.Write("leads.csv", "Email,E-mail,SubscriptionStatus,Given name,Rôle d'été,Job-Title\na@b.c,x@b.c,,Ann,Boss,CEO\n");
        const string line = "Import-Csv leads.csv | ConvertTo-CnvContact -FieldMap ";
        string map = Assert.Single(Texts(line));
        Assert.Equal("@{ given_name = 'Given name'; rôle_dété = 'Rôle d''été'; 'Job-Title' = 'Job-Title' }", map);
        CnvContact contact = (CnvContact)_session.Run(line + map).Output.Single().BaseObject;
        Assert.Equal("Ann", contact.Fields["given_name"]);
        Assert.Equal("Boss", contact.Fields["rôle_dété"]);
    }

    [Fact]
    public void Standard_fields_are_completed()
    {
        Assert.Equal(["@{ city = '' }", "@{ country = '' }"], Texts("Set-CnvContact a@b.c -Fields c"));
        Assert.Equal(["@{ company_name = '' }", "@{ industry = '' }"], Texts("Set-CnvContact a@b.c -CompanyFields "));
    }
}
