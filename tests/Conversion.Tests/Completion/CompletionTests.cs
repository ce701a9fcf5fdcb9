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
    [InlineData("-ExcludeProperty ", "first_name 'Given name' 'Rôle [old]'")]
    [InlineData("-ExcludeProperty 'gi", "'Given name'")]
    [InlineData("-Property first_name, giv", "'Given name'")]
    public void Columns_of_the_CSV_file_before_the_command_are_completed(string typed, string offered)
    {
        _folder.Write("leads.csv", "Email,first_name,Given name,Rôle [old]\na@b.c,A,G,R\n");
        string expected = offered.Replace("[old]", "`[old`]", StringComparison.Ordinal);
        IEnumerable<string> texts = Texts("Import-Csv leads.csv | Where-Object { $_.Email } | Set-CnvContact " + typed);
        Assert.Equal(expected, string.Join(' ', texts));
    }

    [Fact]
    public void Columns_are_read_as_Import_Csv_reads_them()
    {
        _folder.Write("it's.csv", "Email;Name, full\na@b.c;A\n");
        Assert.Equal(["'Name, full'"], Texts("Import-Csv -LiteralPath 'it''s.csv' -Delimiter ';' | ConvertTo-CnvContact -Property "));
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

    [Theory]
    [InlineData("-EmptyValue ", "Omit EmptyString Null")]
    [InlineData("-EmptyValue n", "Null")]
    [InlineData("-SubscriptionPolicy ", "ProtectOptOut OptOutOnly Ignore AsGiven")]
    public void Values_that_wipe_data_or_undo_opt_outs_come_last(string typed, string offered) =>
        Assert.Equal(offered, string.Join(' ', Texts("Set-CnvContact a@b.c " + typed)));

    [Fact]
    public void The_columns_with_addresses_are_completed_as_script_blocks()
    {
        _folder.Write("leads.csv", "Mail opt-in,Name,Work Email,E-mail\nyes,Ann,a@b.c,\nno,Bo,b@b.c,x@b.c\nyes,Di,,\n");
        const string line = "Import-Csv leads.csv | Set-CnvContact -Email ";
        Assert.Equal(["{ $_.'Work Email' }"], Texts(line));
        Assert.Equal(["{ $_.'Name' }"], Texts(line + "n"));
    }

    [Fact]
    public void Without_addresses_every_column_is_completed_and_likely_ones_first()
    {
        _folder.Write("leads.csv", "Name,Mail opt-in,Work Email,Mail\nAnn,yes,,\n");
        Assert.Equal(
            ["{ $_.'Mail' }", "{ $_.'Work Email' }", "{ $_.'Name' }", "{ $_.'Mail opt-in' }"], Texts("Import-Csv leads.csv | Set-CnvContact -Email "));
    }

    [Theory]
    [InlineData("Id,conversion id", "00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000001", "{ $_.'conversion id' }")]
    [InlineData("Id,Email", "00000000-0000-0000-0000-000000000001,a@b.c", "{ $_.'CnvContactId' }")]
    public void Only_an_id_of_this_API_is_completed(string header, string row, string offered)
    {
        _folder.Write("leads.csv", $"{header}\n{row}\n");
        Assert.Equal([offered], Texts("Import-Csv leads.csv | Set-CnvContact -CnvContactId "));
    }

    [Theory]
    [InlineData("Email,Company,Industry,industry size", "-CompanyFieldMap ", "@{ company_name = 'Company'; industry = 'Industry' }")]
    [InlineData("Email,first_name,company_name,companyFields.region", "-CompanyFieldMap ", "@{ company_name = 'company_name'; region = 'companyFields.region' }")]
    [InlineData("Email,first_name,company_name,companyFields.industry", "-FieldMap ", "@{ first_name = 'first_name'; company_name = 'company_name'; 'companyFields.industry' = 'companyFields.industry' }")]
    [InlineData("Work Email,fields.email,fields.company_size", "-FieldMap ", "@{ Email = 'Work Email'; 'fields.email' = 'fields.email'; 'fields.company_size' = 'fields.company_size' }")]
    [InlineData("Email,First Name,first_name,FIRST_NAME ,fields.last_name,last_name", "-FieldMap ", "@{ first_name = 'first_name'; last_name = 'fields.last_name' }")]
    [InlineData("Work Email,city", "-Email { $_.'Work Email' } -FieldMap ", "@{ city = 'city' }")]
    [InlineData("Work Email,city", "{ $_.'Work Email' } -FieldMap ", "@{ city = 'city' }")]
    [InlineData("Email,city,company_name", "-CompanyFieldMap @{ company_name = 'company_name' } -FieldMap ", "@{ city = 'city' }")]
    [InlineData("Email,city,company_name", "-FieldMap @{ city = 'city'; company_name = 'company_name' } -CompanyFieldMap ", "")]
    [InlineData("Email,1e3", "-FieldMap ", "@{ '1e3' = '1e3' }")]
    [InlineData("Email,1e3,1kb", "-Property ", "'1e3' '1kb'")]
    [InlineData("Email,industry,city", "-CompanyProperty ", "company_* company_*, industry")]
    [InlineData("Email,industry,city", "-CompanyProperty company_*, ", "industry")]
    [InlineData("Email,industry,city", "-CompanyProperty ci", "company_*, city")]
    public void Each_column_is_completed_where_it_belongs(string header, string typed, string offered)
    {
        _folder.Write("leads.csv", $"{header}\n{string.Join(',', header.Split(',').Select(name => name.EndsWith("Email", StringComparison.Ordinal) ? "a@b.c" : "x"))}\n");
        Assert.Equal(offered, string.Join(' ', Texts("Import-Csv leads.csv | Set-CnvContact " + typed)));
    }

    [Fact]
    public void Standard_fields_are_completed()
    {
        Assert.Equal(["@{ city = '' }", "@{ country = '' }"], Texts("Set-CnvContact a@b.c -Fields c"));
        Assert.Equal(["@{ company_name = '' }", "@{ industry = '' }"], Texts("Set-CnvContact a@b.c -CompanyFields "));
    }
}
